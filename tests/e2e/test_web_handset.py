"""The page of a handset: its story beside a map that moves with it, what is added by hand, and nobody else's rows."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import httpx
import pypdfium2
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_case import make_case
from web_site import Site, csrf_of, ended

from tracer.demo import CASE

HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script> ${7*7} #set-page() {{ 7*7 }} \u202e `'


def words_of(pdf: bytes) -> str:
    """The text of a document, with its breaks as spaces."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document).replace("\u200b", "")


def story_of(client: httpx.Client, q: str) -> dict[str, Any]:
    answer = client.get("/api/v1/follow", params={"q": q})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def waited_for(client: httpx.Client, address: str) -> None:
    """Until the load that a form began is done."""
    job = address.partition("job=")[2].partition("#")[0]
    for _ in range(300):
        found = client.get(f"/api/v1/jobs/{job}").json()
        if found["state"] not in ("waiting", "running"):
            break
        time.sleep(0.2)
    assert found["state"] == "done", found


def opened_map(page: Page) -> FrameLocator:
    frame = page.frame_locator("#map")
    expect(frame.locator("html[data-ready=yes]")).to_be_attached()
    return frame


def test_the_page_says_in_one_sentence_what_happened(heron_site: Site) -> None:
    text = heron_site.signed_in("detective").get("/handset", params={"q": CASE.a.imei}).text
    assert "Stolen 2 Oct 2023 at Regent Street, rested at Unit 4 Phones" in text
    assert "seized 15 Oct 2023 as JT/12" in text
    assert "JT/12 (not booked in the custody ledger)" in text
    # Both of its IMEIs were blocked in the same minute: two lines, not one told twice.
    assert sorted(re.findall(r"Blocked: [^<]+</span> <span[^>]+>of …(\d+)", text)) == ["410074", "910073"]


def test_the_json_is_that_of_the_command(heron_site: Site) -> None:
    said = story_of(heron_site.signed_in("detective"), CASE.a.imei)
    assert said.pop("leftOut") == {"lines": 0, "cases": []}
    assert said == heron_site.tracer.story(CASE.a.imei)


def test_only_what_was_observed(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    asked = {"q": CASE.a.imei, "observed_only": "true"}
    kinds = {event["kind"] for event in client.get("/api/v1/follow", params=asked).json()["events"]}
    assert not kinds & {"stay", "gap", "jump", "clone"}
    page = client.get("/handset", params=asked).text
    assert "<b>Stay</b>" not in page
    assert "What was worked out is left out" in page


def test_a_contested_identifier_says_why_and_both_stories_are_told(heron_site: Site) -> None:
    page = heron_site.signed_in("detective").get("/handset", params={"q": CASE.c.imei}).text
    assert "contested:" in page
    assert "In doubt:" in page


def test_who_and_where_say_what_each_rests_on(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    page = client.get("/handset", params={"q": CASE.a.imei}).text
    part = page.partition('id="people"')[2].partition("</section>")[0]
    said = " ".join(part.split())
    assert re.search(
        r"runs Unit 4 Phones, where it was seized</span> <span[^>]+><span[^>]+>◆</span> asserted 1AP", said
    )
    assert re.search(r"<li>Seizure <span[^>]+>.+?</span>, seizures\.csv, row \d+", said)
    assert re.search(r"<li>Stay.+?inferred</span></summary>.+?For: ", said)
    ways = [way for one in story_of(client, CASE.a.imei)["handlers"] for way in one["ways"]]
    assert len({way["source"]["row"] for way in ways}) > 1
    assert all(way["grade"] for way in ways if way["basis"] == "asserted")


def test_stays_and_geojson(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    stays = client.get("/api/v1/stays", params={"q": CASE.a.imei, "limit": 2}).json()
    assert len(stays["items"]) == 2 < stays["of"]
    assert stays["next"] == "2"
    answer = client.get("/api/v1/follow.geojson", params={"q": CASE.a.imei})
    assert answer.headers["content-type"].startswith("application/geo+json")
    theft = next(one for one in answer.json()["features"] if one["properties"]["kind"] == "theft")
    lon, lat = theft["geometry"]["coordinates"]
    assert (round(lon), round(lat)) == (0, 52) or (-1 < lon < 1 and 51 < lat < 52)


def test_ranks_and_paths_are_those_of_the_commands(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    ranked = client.get("/api/v1/rank/handlers", params={"limit": 3}).json()
    assert ranked["items"] == heron_site.tracer("rank", "handlers", "--limit", "3", "--json").json
    ends = ("handler:fonez", "handler:dray")
    path = client.get("/api/v1/path", params={"a": ends[0], "b": ends[1]}).json()
    assert path == heron_site.tracer("path", *ends, "--json").json


def test_the_line_and_the_map_move_together(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open("/handset?q=JT/12")
        frame = opened_map(page)
        theft = page.locator(".line[data-kind=Theft] > summary")
        theft.focus()
        page.keyboard.press("Enter")
        expect(frame.locator(".leaflet-popup-content")).to_contain_text("Stolen")
        expect(page.locator(".line[aria-current]")).to_have_attribute("data-kind", "Theft")
        frame.locator('[role=button][aria-label*="Seizure:"]').first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".line[aria-current]")).to_have_attribute("data-kind", "Seizure")
        expect(page.locator(".line[aria-current]")).to_have_attribute("open", "")


def test_a_message_from_elsewhere_moves_nothing(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open("/handset?q=JT/12")
        opened_map(page)
        key = page.get_attribute(".line[data-kind=Theft]", "data-key")
        page.evaluate("(key) => window.postMessage({ trail: 'chosen', key }, location.origin)", key)
        page.wait_for_timeout(200)
        assert page.locator(".line[aria-current]").count() == 0


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, "detective", size) as visit:
        page = visit.open(f"/handset?q={CASE.c.imei}")
        opened_map(page)
        assert barriers(page) == []
        assert too_wide(page) == []


def test_without_scripts_every_line_opens(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective", scripts=False) as visit:
        page = visit.open("/handset?q=JT/12")
        page.click(".line[data-kind=Stay] >> nth=0")
        expect(page.locator(".line[data-kind=Stay] >> nth=0")).to_contain_text("pings within")


def test_the_story_on_paper(heron_site: Site) -> None:
    answer = heron_site.signed_in("detective").get("/handset/story.pdf", params={"q": CASE.a.imei})
    assert answer.headers["content-type"] == "application/pdf"
    words = words_of(answer.content)
    assert "seized 15 Oct 2023 as JT/12" in words
    assert "wholly fictional" in words
    assert "more pings, not printed one by one" in words


def test_a_story_that_others_may_see_says_no_identifier_whole(heron_site: Site, tmp_path: Path) -> None:
    client, asked = heron_site.signed_in("detective"), {"q": CASE.a.imei, "masked": "true"}
    rows = f"imei,at,kind,country\n{CASE.a.imei},2023-10-03T09:20:05+01:00,attach,GB\n".encode()
    headers = {"X-CSRF-Token": csrf_of(client)}
    sent = client.post("/api/v1/load", params={"name": f"{CASE.a.imei}.csv"}, content=rows, headers=headers)
    assert ended(client, sent.json())["result"]["files"][0]["loaded"] == 1
    page = client.get("/handset", params={"q": CASE.a.imei}).text
    assert "masked=true" in page
    whole = (CASE.a.imei, CASE.a.imei2)
    hidden = f"{CASE.a.imei[:8]}*****{CASE.a.imei[-2:]}"
    told = [
        words_of(client.get("/handset/story.pdf", params=asked).content).replace("\n", ""),
        client.get("/api/v1/follow", params=asked).text,
        client.get("/api/v1/follow.geojson", params=asked).text,
    ]
    drawn = tmp_path / "map.html"
    told += [heron_site.tracer.inside("follow", CASE.a.imei, "--masked", "--map", str(drawn)).out, drawn.read_text()]
    assert all(hidden in text for text in told)
    assert not any(one in text for one in whole for text in told)
    assert CASE.a.imei in client.get("/api/v1/follow", params={"q": CASE.a.imei}).text


def test_a_custody_officer_reads_and_adds_nothing(heron_site: Site) -> None:
    client = heron_site.signed_in("custody officer")
    assert "Add the note" not in client.get("/handset", params={"q": CASE.a.imei}).text
    form = {"csrf": csrf_of(client), "q": CASE.a.imei, "identifier": f"imei:{CASE.a.imei}", "note": "x", "grade": "1AP"}
    assert client.post("/handset/note", data=form).status_code == 403


def test_a_place_and_a_note_that_somebody_adds_are_kept_graded_and_shown(own_site: Site) -> None:
    client = own_site.signed_in("detective")
    base = {"csrf": csrf_of(client), "q": CASE.a.imei, "identifier": f"imei:{CASE.a.imei}", "grade": "1AP"}
    place = {"at": "2023-10-02T19:05", "lat": "51.5190", "lon": "-0.1600", "seen_by": "PC Test, on the owner's screen"}
    wrong = client.post("/handset/ping", data={**base, **place, "lat": "151"})
    assert wrong.status_code == 422
    assert "lat" in wrong.text
    assert 'value="-0.1600"' in wrong.text
    for address, more in (("/handset/ping", place), ("/handset/note", {"note": "Seen"})):
        ungraded = client.post(address, data={**base, **more, "grade": "9ZZ"})
        assert (ungraded.status_code, "is not a 3x5x2 grade" in ungraded.text) == (422, True), address
        empty = client.post(address, data={**base, **more, "grade": " "})
        assert (empty.status_code, "It does not say how good this is" in empty.text) == (422, True), address
    for address, more in (("/handset/ping", place), ("/handset/note", {"note": f"Seen at the counter {HOSTILE}"})):
        sent = client.post(address, data={**base, **more})
        assert sent.status_code == 303, sent.text
        waited_for(client, sent.headers["location"])
        assert "It is in" in client.get(sent.headers["location"]).text
    events = story_of(client, CASE.a.imei)["events"]
    ping = next(one for one in events if "PC Test" in one["summary"])
    assert (ping["at"], ping["lat"]) == ("2023-10-02T18:05:00Z", 51.519)
    assert (ping["basis"], ping["grade"]) == ("asserted", "1AP")
    assert ping["summary"] == "Said to have been here, accuracy unknown: shown to PC Test, on the owner's screen"
    note = next(one for one in events if one["kind"] == "note")
    assert (note["basis"], note["grade"]) == ("asserted", "1AP")
    assert own_site.tracer.story(CASE.a.imei)["events"] == events
    hit = client.get("/api/v1/search", params={"q": "seen at the counter"}).json()["groups"][0]
    assert (hit["kind"], hit["hits"][0]["id"]) == ("note", f"imei:{CASE.a.imei}")
    page = client.get("/handset", params={"q": CASE.a.imei}).text
    assert "<img src=x" not in page
    assert escape("<script>alert(2)") in page


def test_a_place_that_is_suspected_false_makes_no_stay_and_no_headline(own_site: Site) -> None:
    client, asked = own_site.signed_in("detective"), {"q": CASE.c.imei}
    before = client.get("/handset", params=asked).text
    lat, lon = next((one["lat"], one["lon"]) for one in story_of(client, CASE.c.imei)["places"] if one["lat"])
    for minute in (0, 12, 24, 36):
        form = {"csrf": csrf_of(client), "q": CASE.c.imei, "identifier": f"imei:{CASE.c.imei}", "grade": "3EP"}
        form |= {"at": f"2026-09-20T12:{minute:02}", "lat": lat, "lon": lon, "accuracy_m": "15", "seen_by": "a rumour"}
        sent = client.post("/handset/ping", data=form)
        assert sent.status_code == 303, sent.text
        waited_for(client, sent.headers["location"])
    told = [one for one in story_of(client, CASE.c.imei)["events"] if (one["at"] or "").startswith("2026-09-20")]
    assert [(one["kind"], one["basis"], one["grade"]) for one in told] == [("ping", "asserted", "3EP")] * 4
    page = client.get("/handset", params=asked).text
    assert headline(page) == headline(before)
    assert page.count("Said to have been here, within 15 m: shown to a rumour") == 4
    assert "Said to have been here" in words_of(client.get("/handset/story.pdf", params=asked).content)
    assert own_site.tracer.story(CASE.c.imei, "--observed-only")["events"][-1]["basis"] != "observed"


def headline(page: str) -> str:
    return page.partition('id="sentence">')[2].partition("</p>")[0]


def test_of_many_lines_in_doubt_the_page_has_some_and_leads_to_the_rest(own_site: Site, tmp_path: Path) -> None:
    imei, rows = "353879234252633", tmp_path / "jumping.csv"
    written = [
        f"{imei},2023-01-{1 + n // 1000:02}T{n % 1000 // 60:02}:{n % 60:02}:00Z,{(51.5, 55.9)[n % 2]},-0.1"
        for n in range(1_200)
    ]
    rows.write_text("\n".join(["imei,at,lat,lon", *written]) + "\n")
    own_site.tracer.load(rows)
    client = own_site.signed_in("detective")
    first = client.get("/handset", params={"q": imei}).text
    assert first.count('<details class="line') == 1_000
    assert "Showing 1 to 1,000 of " in first
    assert "Showing 20 of " in client.get("/handset", params={"q": imei, "line": 1}).text
    address = re.search(r'href="(/handset\?[^"]*line=1001)"', first)
    assert address is not None
    rest = client.get(address[1].replace("&amp;", "&")).text
    assert "Showing 1,001 to 2,000 of " in rest
    assert not set(re.findall('data-key="([^"]+)"', first)) & set(re.findall('data-key="([^"]+)"', rest))
    of = len(story_of(client, imei)["events"])
    assert f"of {of:,}, where a long run of pings is one" in rest
    assert client.get("/handset", params={"q": imei, "line": 0}).status_code == 422


def test_text_from_outside_is_inert_in_page_map_and_paper(own_site: Site, web_browser: Browser) -> None:
    import csv

    file = own_site.tracer.folder / "hostile.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(["platform", "listing_id", "title", "description", "seller", "imei", "posted_at", "lat", "lon"])
        row = ["marketo", "H1", f"offer {HOSTILE}", HOSTILE, HOSTILE, CASE.a.imei, "2023-10-04T10:00Z", "51.5", "-0.1"]
        writer.writerow(row)
    client = own_site.signed_in("detective")
    sent = client.post(
        "/load", data={"csrf": csrf_of(client), "as": "listings"}, files={"files": ("hostile.csv", file.read_bytes())}
    )
    assert sent.status_code == 303
    job = sent.headers["location"].rpartition("/")[2]
    waited_for(client, f"job={job}")
    assert "onerror" in words_of(client.get("/handset/story.pdf", params={"q": CASE.a.imei}).content)
    with visiting(web_browser, own_site, "detective") as visit:
        page = visit.open(f"/handset?q={CASE.a.imei}")
        frame = opened_map(page)
        line = page.locator(".line[data-kind=Listing]", has_text="offer <img")
        line.locator("> summary").click()
        expect(frame.locator(".leaflet-popup-content")).to_contain_text("offer <img")
        assert page.locator("img[src=x]").count() == 0
        page.goto(f"{own_site.url}/search")
        page.fill("#q", "offer <img src=x")
        expect(page.locator("#results")).to_contain_text("onerror")
        assert page.locator("img[src=x]").count() == 0


ASKS = (
    "/handset?q={q}",
    "/handset/map?q={q}",
    "/handset/story.pdf?q={q}",
    "/api/v1/follow?q={q}",
    "/api/v1/follow.geojson?q={q}",
    "/api/v1/stays?q={q}",
)


def test_somebody_of_another_case_sees_nothing_of_it(own_site: Site) -> None:
    mine, other = own_site.add_person("detective", "d.mine"), own_site.add_person("detective", "d.other")
    elsewhere = own_site.add_person("detective", "d.else", "Other Police")
    case = make_case(own_site, (), [mine])
    for ask in ASKS:
        assert own_site.signed_in(mine).get(ask.format(q=CASE.a.imei)).status_code == 200, ask
        refused = own_site.signed_in(other).get(ask.format(q=CASE.a.imei), headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["cases"]) == (403, [case]), ask
        assert "Regent" not in refused.text
        assert own_site.signed_in(elsewhere).get(ask.format(q=CASE.a.imei)).status_code == 403
    client = own_site.signed_in(other)
    assert client.get("/api/v1/rank/handlers").json()["items"] == []
    path = client.get("/api/v1/path", params={"a": "handler:fonez", "b": "handler:dray"})
    assert (path.status_code, path.json()["cases"]) == (403, [case])
    assert "Open the case" in client.get("/handset", params={"q": CASE.a.imei}).text


def test_of_a_story_that_is_partly_of_another_case_the_rest_is_shown(own_site: Site) -> None:
    mine, other = own_site.add_person("detective", "d.mine"), own_site.add_person("detective", "d.other")
    make_case(own_site, ("device_finder.csv", "links.csv"), [mine])
    whole, part = (story_of(own_site.signed_in(who), CASE.a.imei) for who in (mine, other))
    assert part["leftOut"]["lines"] > 0
    assert part["report"] == whole["report"]
    kinds = {event["kind"] for event in part["events"]}
    assert "held" not in kinds
    assert "stay" not in kinds
    assert "belong to a case you do not work on" in own_site.signed_in(other).get(f"/handset?q={CASE.a.imei}").text
