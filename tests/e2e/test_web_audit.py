"""The audit as auditors read it, and what happens when it cannot be written."""

from __future__ import annotations

import csv
import io
import sqlite3

import httpx
import pytest
from hostile_texts import HOSTILE
from playwright.sync_api import Browser
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_site import Site, csrf_of

WHY = "complaint 7"


def entries(client: httpx.Client, **asked: object) -> list[dict[str, object]]:
    answer = client.get("/api/v1/audit", params={"purpose": WHY, **asked})
    assert answer.status_code == 200
    return answer.json()["items"]


def test_what_somebody_did_is_found_and_so_is_that_it_was_looked_for(own_site: Site) -> None:
    detective, auditor = own_site.signed_in("detective"), own_site.signed_in("auditor")
    detective.get("/load")
    (seen,) = entries(auditor, who="detective", subject="GET /load")
    assert (seen["act"], seen["purpose"]) == ("consulted", "investigation")
    last = entries(auditor, subject="audit")[0]
    assert (last["purpose"], last["details"]) == (WHY, {"actor": seen["actor"], "about": "GET /load"})
    page = auditor.get("/audit", params={"purpose": WHY, "who": "detective", "since": "2020-01-01"})
    assert "GET /load" in page.text
    assert entries(auditor, who="detective", until="2020-01-01") == []


def test_without_a_purpose_nothing_is_shown(heron_site: Site) -> None:
    auditor = heron_site.signed_in("auditor")
    assert "GET /" not in auditor.get("/audit").text
    for query in ("?purpose=", "?purpose=%20", "?who=detective"):
        answer = auditor.get(f"/audit{query}")
        assert (answer.status_code, "Showing" in answer.text) == (422, False)
    for path in ("/api/v1/audit", "/api/v1/audit?purpose=%20", "/api/v1/audit/export.csv", "/audit/export.csv"):
        assert auditor.get(path).status_code == 422


def test_days_the_wrong_way_round_are_told_and_not_read_as_nothing_done(heron_site: Site) -> None:
    asked = {"purpose": "a check", "since": "2026-02-02", "until": "2026-02-01"}
    answer = heron_site.signed_in("auditor").get("/audit", params=asked)
    assert answer.status_code == 422
    assert "From (2 Feb 2026) is after To (1 Feb 2026)." in answer.text
    assert "Nothing fits" not in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"since": "5/10/2023"}, "&#39;5/10/2023&#39; is no day. Write it as 2026-03-31."),
        ({"until": "tomorrow"}, "&#39;tomorrow&#39; is no day. Write it as 2026-03-31."),
        ({"act": "looked"}, "There is no act &#39;looked&#39; in the audit."),
    ],
)
@pytest.mark.parametrize("path", ["/audit", "/audit/export.csv"])
def test_a_field_that_cannot_be_read_is_told_on_the_form_that_keeps_the_others(
    heron_site: Site, path: str, wrong: dict[str, str], said: str
) -> None:
    answer = heron_site.signed_in("auditor").get(path, params={"purpose": WHY, "who": "detective", **wrong})
    assert (answer.status_code, "Nothing fits" in answer.text, said in " ".join(answer.text.split())) == (
        422,
        False,
        True,
    )
    assert 'value="detective"' in answer.text


@pytest.mark.parametrize("day", ["0", "1e9", "2026-1-2", "2026-01-02T00:00:00Z", "20260102"])
@pytest.mark.parametrize("path", ["/api/v1/audit", "/api/v1/audit/export.csv"])
def test_a_program_names_a_day_as_it_is_described(heron_site: Site, path: str, day: str) -> None:
    auditor = heron_site.signed_in("auditor")
    for name in ("since", "until"):
        assert auditor.get(path, params={"purpose": WHY, name: day}).status_code == 422, name


def test_pages_follow_one_another(heron_site: Site) -> None:
    auditor = heron_site.signed_in("auditor")
    for number in range(7):
        auditor.get("/api/v1/audit", params={"purpose": f"pages {number}", "subject": "none"})
    seen: list[object] = []
    cursor: dict[str, str] = {}
    while True:
        asked = {"purpose": "reading pages", "act": "consulted", "limit": "3", **cursor}
        told = auditor.get("/api/v1/audit", params=asked).json()
        seen += [one["number"] for one in told["items"]]
        if told["next"] is None or len(seen) > 30:
            break
        cursor = {"cursor": told["next"]}
    assert seen == sorted(set(seen), reverse=True)


def test_a_file_of_hostile_texts_has_no_formula_and_loses_nothing(own_site: Site, web_browser: Browser) -> None:
    auditor = own_site.signed_in("auditor")
    texts = [text.encode("utf-8", "replace").decode()[:500] for text in HOSTILE]
    for text in texts:
        auditor.get("/api/v1/audit", params={"purpose": text, "subject": text, "limit": 1})
    answer = auditor.get("/audit/export.csv", params={"purpose": WHY, "subject": "audit"})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row for row in rows for cell in row.values() if cell[:1] in ("=", "+", "@", "\t", "\r")] == []
    shown = {said for row in rows for said in (row["purpose"], row["purpose"].removeprefix("'"))}
    lost = [text for text in texts if text.strip() and text.strip().replace("\x00", "\ufffd") not in shown]
    assert lost == []
    with visiting(web_browser, own_site, "auditor") as visit:
        page = visit.open(f"/audit?purpose={WHY}&subject=audit")
        assert page.locator("tbody tr").count() == 100
        assert page.locator("main script, main iframe, main img, main svg, main base, main style").count() == 0


def test_it_is_verified_and_harm_is_told(own_site: Site) -> None:
    auditor = own_site.signed_in("auditor")
    own_site.tracer("custody", "keys", "new")
    own_site.tracer("custody", "checkpoint")
    form = {"csrf": csrf_of(auditor)}
    assert "they hold" in auditor.post("/audit/verify", data=form).text
    with sqlite3.connect(own_site.tracer.home / "records.sqlite") as database:
        database.execute("UPDATE audit SET purpose = 'another' WHERE number = 1")
    assert "does not hold" in auditor.post("/audit/verify", data=form).text
    told = auditor.post("/api/v1/audit/verify", headers={"X-CSRF-Token": csrf_of(auditor)}).json()
    assert told["problems"] == ["Entry 1 does not say what was hashed."]


def test_what_cannot_be_noted_is_not_shown(own_site: Site) -> None:
    detective, auditor = own_site.signed_in("detective"), own_site.signed_in("auditor")
    csrf = csrf_of(detective)
    source = detective.get("/api/v1/sources").json()["items"][0]["source"]
    with sqlite3.connect(own_site.tracer.home / "records.sqlite") as database:
        database.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    for client, path in (
        (detective, "/load"),
        (detective, f"/load/sources/{source}"),
        (detective, "/api/v1/sources"),
        (detective, f"/api/v1/rejects.csv?source={source}"),
        (auditor, f"/api/v1/audit?purpose={WHY}"),
        (auditor, f"/audit?purpose={WHY}"),
    ):
        answer = client.get(path)
        assert (path, answer.status_code) == (path, 503)
        assert source not in answer.text
    sent = detective.post("/api/v1/load?name=x.csv", content=b"imei,at,lat,lon\n", headers={"X-CSRF-Token": csrf})
    assert sent.status_code == 503
    assert not list((own_site.tracer.home / "incoming").rglob("*.csv"))


def test_a_refusal_that_cannot_be_noted_is_not_answered_as_one(own_site: Site) -> None:
    liaison = own_site.signed_in("victim liaison")
    assert liaison.get("/api/v1/jobs").status_code == 403
    with sqlite3.connect(own_site.tracer.home / "records.sqlite") as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit WHEN NEW.act = 'refused' BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    assert liaison.get("/api/v1/jobs").status_code == 503


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, "auditor", size, scripts=True) as visit:
        page = visit.open("/audit")
        page.fill("#purpose", "a check")
        page.click("text=Look >> nth=-1")
        page.wait_for_url("**/audit?purpose=a+check*")
        assert barriers(page) == []
        assert too_wide(page) == []
