"""Loading through the page and the API: the same counts, reasons and safety as the command."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect
from tracer_command import Tracer
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_site import Site, csrf_of, ended, serving

PINGS = (
    "imei,at,lat,lon\n"
    "356938035643809,2023-10-02T18:00:00Z,51.5,-0.1\n"
    "356938035643809,2023-10-02T18:05:00Z,51.5,-0.2\n"
    "not an imei,2023-10-02T18:05:00Z,51.5,-0.2\n"
)


def sent(client: httpx.Client, body: bytes, key: str = "", **asked: str) -> httpx.Response:
    headers = {"X-CSRF-Token": csrf_of(client), **({"Idempotency-Key": key} if key else {})}
    return client.post("/api/v1/load", params=asked, content=body, headers=headers)


def many_pings(count: int) -> bytes:
    seconds = (f"{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}Z,51.5,{n / 1e6:.6f}" for n in range(count))
    return "\n".join(("imei,at,lat,lon", *(f"356938035643809,2023-10-02T{one}" for one in seconds))).encode()


def test_a_file_is_loaded_once_and_its_rejected_row_can_be_mended(own_site: Site) -> None:
    client = own_site.signed_in("detective")
    answer = sent(client, PINGS.encode(), "first", name="my pings.csv")
    assert answer.status_code == 202
    assert sent(client, PINGS.encode(), "first", name="my pings.csv").json()["id"] == answer.json()["id"]
    assert sent(client, PINGS.encode(), "first", name="another.csv").status_code == 422
    (file,) = ended(client, answer.json())["result"]["files"]
    assert (file["rows"], file["loaded"], file["rejected"]) == (3, 2, 1)
    again = ended(client, sent(client, PINGS.encode(), name="my pings.csv").json())["result"]["files"]
    assert (again[0]["loaded"], again[0]["unchanged"], again[0]["rejected"]) == (0, 2, 1)
    rejected = client.get("/api/v1/rejects.csv", params={"source": file["source"]})
    assert "not an imei" in rejected.text
    told = own_site.tracer("follow", "356938035643809", "--json").json
    assert [event["kind"] for event in told["events"]].count("ping") == 2
    assert not list((own_site.tracer.home / "incoming").rglob("*.csv"))


DROPPED = """([text, name]) => {
  window.told = [];
  const progress = document.getElementById("progress");
  new MutationObserver(() => window.told.push(progress.innerText)).observe(
    progress, { childList: true, subtree: true, characterData: true });
  const carried = new DataTransfer();
  carried.items.add(new File([text], name, { type: "text/csv" }));
  const drop = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
  document.getElementById("load").dispatchEvent(drop);
}"""


def test_a_file_dropped_on_the_page_is_told_of_as_it_goes(own_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, own_site, "detective") as visit:
        page = visit.open("/load")
        page.evaluate(DROPPED, [PINGS, "pings.csv"])
        page.wait_for_selector("text=3 rows, 2 loaded, 0 unchanged, 1 rejected")
        told = page.evaluate("window.told")
        assert told[0] == "pings.csv: sending"
        assert any("wait" in one or " rows" in one for one in told[1:-1]), told
        expect(page.locator("#loaded tbody")).to_contain_text("pings.csv")
        page.click("text=See what became of each row")
        page.click("td a >> nth=-1")
        assert page.inner_text("h1") == "Rejected rows of pings.csv"


def test_it_goes_without_scripts(own_site: Site, web_browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "pings.csv"
    file.write_text(PINGS)
    with visiting(web_browser, own_site, "detective", scripts=False) as visit:
        page = visit.open("/load")
        page.set_input_files("#files", file)
        page.click("form#load button")
        for _ in range(100):
            if page.inner_text("h1") == "Your files are in":
                break
            page.reload()
        assert "pings, csv" in page.inner_text("table")


def test_pages_keep_nobody_out(heron_site: Site, web_browser: Browser) -> None:
    for size in (DESKTOP, PHONE):
        with visiting(web_browser, heron_site, "detective", size) as visit:
            for path in ("/load", "/"):
                page = visit.open(path)
                assert barriers(page) == []
                assert too_wide(page) == []
                # Whether a file is in, is said in the columns that a phone shows.
                for said in ("Rejected", "Loaded") if path == "/load" else ():
                    box = page.locator(f"th:text-is('{said}')").bounding_box()
                    assert box
                    assert box["x"] + box["width"] <= size[0], said


def test_a_case_keeps_its_files_to_itself(own_site: Site) -> None:
    client = own_site.signed_in("detective")
    refused = sent(client, PINGS.encode(), name="x.csv", case="case:unknown")
    assert refused.status_code == 403
    assert refused.headers["content-type"] == "application/problem+json"


def test_what_is_no_record_is_refused_with_what_to_do(own_site: Site) -> None:
    client = own_site.signed_in("detective")
    (file,) = ended(client, sent(client, b"a,b\n1,2\n", name="../../etc/odd.csv").json())["result"]["files"]
    assert file["name"] == "odd.csv"
    assert "No kind of record" in file["error"]
    assert sent(client, b"", name="empty.csv").json()["detail"] == "The file is empty."


def test_the_description_of_the_api_opens_with_no_network(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open("/docs")
        page.wait_for_selector(".opblock")
        assert "Handset Tracer" in page.inner_text("#docs")
    described = json.loads(heron_site.signed_in("detective").get("/api/v1/openapi.json").text)
    assert described["openapi"].startswith("3.")


def test_a_load_that_is_stopped_is_stopped_and_what_it_did_stays(own_site: Site) -> None:
    client = own_site.signed_in("detective")
    job = sent(client, many_pings(300_000), name="many.csv").json()
    while client.get(f"/api/v1/jobs/{job['id']}").json()["progress"].get("rows", 0) == 0:
        time.sleep(0.05)
    stopped = client.post(f"/api/v1/jobs/{job['id']}/cancel", headers={"X-CSRF-Token": csrf_of(client)})
    assert stopped.status_code == 200
    assert ended(client, job)["state"] == "cancelled"
    kept = own_site.tracer("rejects", "--json")
    assert kept.code == 0
    page = client.get("/load").text
    assert "recorded batches are not in it" not in page
    (file,) = (one for one in client.get("/api/v1/sources").json()["items"] if one["name"] == "many.csv")
    assert file["state"] == "stopped"
    assert f"{file['rows']:,} rows are in. Load it again to go on." in page


def test_a_job_goes_on_when_the_server_is_back(heron: Tracer, tmp_path: Path) -> None:
    shutil.copytree(heron.home, tmp_path / "home")
    tracer = Tracer(tmp_path)
    with serving(tracer) as site:
        client = site.signed_in("detective")
        job = sent(client, many_pings(60_000), name="many.csv").json()
        while client.get(f"/api/v1/jobs/{job['id']}").json()["state"] == "waiting":
            time.sleep(0.05)
        password = site.passwords["detective"]
    with serving(tracer) as site:
        site.passwords["detective"] = password
        now = ended(site.signed_in("detective"), job)
    assert now["state"] == "done", now
    (file,) = now["result"]["files"]
    assert file["rows"] == 60_000
    assert file["loaded"] + file["unchanged"] == 60_000
