"""The page of an exhibit: where it is, what proves it, its story, and what two people do with it on their devices."""

from __future__ import annotations

import io
import re

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_custody import API, OFFICER, SUPERVISOR, acted, booked, client_of, officers
from web_site import Site, csrf_of

from tracer.identifiers.imei import check_digit


def imei(number: int) -> str:
    """A made-up valid IMEI of a test TAC."""
    body = f"00199903{number:06d}"
    return body + check_digit(body)


@pytest.fixture(scope="module")
def site(heron_site: Site) -> Site:
    officers(heron_site.tracer, "AB", "SP")
    heron_site.tracer("custody", "store", "add", "PAGES", "--name", "Store of the pages")
    return heron_site


@pytest.fixture(scope="module")
def officer(site: Site) -> httpx.Client:
    return client_of(site)


def test_both_people_accept_a_hand_over_on_their_own_device(
    site: Site, officer: httpx.Client, web_browser: Browser
) -> None:
    (exhibit,) = booked(officer, "HAND/1", [imei(1)])
    client_of(site, SUPERVISOR)
    with visiting(web_browser, site, OFFICER) as giving, visiting(web_browser, site, SUPERVISOR) as taking:
        page = giving.open(f"/exhibits/{exhibit}")
        page.click("summary:text-is('Hand over')")
        page.select_option("#transfer-to", "officer:SP")
        page.click("button:text-is('Hand over')")
        assert "has not accepted it yet" in page.inner_text("main")
        other = taking.open("/")
        assert "wait for you to accept" in other.inner_text("main")
        other.goto(f"{site.url}/exhibits")
        other.click("#mine ~ ul >> text=AB/1 >> nth=0")
        expect(other.locator("#accept-it")).to_contain_text("Waiting for you")
        other.click("button:text-is('Accept it')")
        assert other.inner_text(".now").startswith("Held by SP")
        page.reload()
        assert page.inner_text(".now").startswith("Held by SP")
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["awaiting"] is None


def test_a_place_that_nobody_knows_is_answered_with_those_there_are(officer: httpx.Client) -> None:
    (exhibit,) = booked(officer, "NEAR/1", [imei(90)])
    form = {"act": "move", "to": "NOWHERE", "key": "12345678", "seen": "1", "csrf": csrf_of(officer)}
    answer = officer.post(f"/exhibits/{exhibit}", data=form)
    assert (answer.status_code, "There are:" in answer.text) == (404, True)
    assert "<li>store:PAGES</li>" in answer.text


def test_what_somebody_else_did_in_between_is_told(site: Site, officer: httpx.Client, web_browser: Browser) -> None:
    (exhibit,) = booked(officer, "SEEN/1", [imei(2)])
    with visiting(web_browser, site, OFFICER) as visit:
        page = visit.open(f"/exhibits/{exhibit}")
        assert acted(client_of(site, SUPERVISOR), exhibit, "move", {"to": "store:PAGES"}).status_code == 201
        page.click("summary:text-is('Seal')")
        page.fill("#seal-seal", "SEEN 1")
        page.click("button:text-is('Seal')")
        said = page.inner_text(".govuk-error-summary")
        assert "SP (Officer SP) moved it to the store PAGES" in said
        assert "Look again" in said
        expect(page.locator("#seal-seal")).to_have_value("SEEN 1")
        expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["sequence"] == 2


def test_a_mistake_costs_nothing_of_what_was_filled_in(site: Site, officer: httpx.Client, web_browser: Browser) -> None:
    (exhibit,) = booked(officer, "KEEP/1", [imei(91)])
    with visiting(web_browser, site, OFFICER) as visit:
        page = visit.open(f"/exhibits/{exhibit}")
        page.click("summary:text-is('Move')")
        page.select_option("#move-to", "store:PAGES")
        page.locator("details:has(#move-to) >> text=When, why, for whom").click()
        page.fill("#move-at", "2099-01-01T10:00")
        page.fill("#move-reason", "put away")
        page.click("button:text-is('Move')")
        assert "in the future" in page.inner_text(".govuk-error-summary")
        for field, value in (("to", "store:PAGES"), ("at", "2099-01-01T10:00"), ("reason", "put away")):
            expect(page.locator(f"#move-{field}")).to_be_visible()
            expect(page.locator(f"#move-{field}")).to_have_value(value)
        page.fill("#move-at", "")
        page.click("button:text-is('Move')")
        expect(page.locator(".now")).to_contain_text("the store PAGES")


def test_a_gap_stands_in_words_until_it_is_explained(site: Site, officer: httpx.Client, web_browser: Browser) -> None:
    (exhibit,) = booked(officer, "GAP/1", [imei(3)])
    acted(client_of(site, SUPERVISOR), exhibit, "move", {"to": "store:PAGES", "reason": "<b>put away</b>"})
    with visiting(web_browser, site, OFFICER) as visit:
        page = visit.open(f"/exhibits/{exhibit}")
        assert "! GAP IN POSSESSION" in page.inner_text(".doubt")
        assert "Doubts not explained: gap in possession." in page.inner_text(".now")
        assert "Nobody has explained this." in page.inner_text(".doubt")
        assert "put away" not in page.content()
        page.fill("#explain2-reason", "handed over on the spot")
        page.click("button:text-is('Explain')")
        assert "explained at 3" in page.inner_text(".doubt")
        page.fill("#purpose", "trial preparation")
        page.click("text=Show them")
        assert "Why: <b>put away</b>" in page.inner_text(".chain")
        assert "handed over on the spot" in page.inner_text(".doubt")
        assert barriers(page) == []


def test_two_people_dispose_of_it(site: Site, officer: httpx.Client, web_browser: Browser) -> None:
    (exhibit,) = booked(officer, "GONE/1", [imei(4)])
    client_of(site, SUPERVISOR)
    way = f"/exhibits/{exhibit}"
    with visiting(web_browser, site, OFFICER) as asking, visiting(web_browser, site, SUPERVISOR) as approving:
        page = asking.open(way)
        page.fill("#dispose-reason", "dangerous battery")
        page.click("text=Ask for disposal")
        assert "waits for another person" in page.inner_text("main")
        other = approving.open(way)
        other.fill("#why-1", "agreed")
        other.click("button:text-is('Approve')")
        assert other.locator("text=It was disposed of").count() == 0
        page.reload()
        page.click("text=It was disposed of")
        assert page.inner_text(".now").startswith("Disposed of.")
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["status"] == "disposed"


def test_it_is_verified_and_its_files_are_kept(site: Site, officer: httpx.Client, web_browser: Browser) -> None:
    (exhibit,) = booked(officer, "PROOF/1", [imei(5)])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(picture, "PNG")
    with visiting(web_browser, site, OFFICER) as visit:
        page = visit.open(f"/exhibits/{exhibit}")
        page.click("text=Verify now")
        assert "✓ VERIFIED up to entry" in page.inner_text("section.proof")
        photograph = {"name": "front.png", "mimeType": "image/png", "buffer": picture.getvalue()}
        page.set_input_files("#files", [photograph])
        page.click("text=Keep with it")
        assert "image/png" in page.inner_text("main")
        page.set_input_files("#files", [{"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}])
        page.click("text=Keep with it")
        assert "acts when it is opened" in page.inner_text(".govuk-error-summary")


def test_a_list_says_which_exhibits_are_in_no_sealed_bag(officer: httpx.Client) -> None:
    (exhibit,) = booked(officer, "BARE/1", [imei(8)])
    part = {"act": "part", "text": "SIM 8944", "about": "AB/1"}
    assert officer.post(f"{API}/raids/BARE/1/scans", json=part).json()["reference"] == "AB/1/1"

    def looked_at() -> list[str]:
        cells = re.findall(r"<td>(.*?)</td>", officer.get("/exhibits", params={"seizure": "BARE/1"}).text)
        return [re.sub("<.*?>", "", cell) for cell in cells[2::3]]

    assert looked_at() == ["! not sealed", "✓ nothing"]
    assert '<a href="/exhibits" aria-current="true">' in officer.get(f"/exhibits/{exhibit}").text
    acted(officer, exhibit, "seal", {"seal": "BARE 1"}).raise_for_status()
    assert looked_at() == ["✓ nothing", "✓ nothing"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_pages_keep_nobody_out(
    site: Site, officer: httpx.Client, web_browser: Browser, size: tuple[int, int]
) -> None:
    exhibit, gone = booked(officer, f"WIDE/{size[0]}", [imei(6), imei(9)])
    acted(officer, gone, "return", {"identity": "passport", "name": "Ada Fenn"}).raise_for_status()
    paths = ("/exhibits", f"/exhibits/{exhibit}", f"/exhibits/{gone}", "/exhibits/AB/1", "/exhibits?q=nothing-like-it")
    with visiting(web_browser, site, OFFICER, size, scripts=True) as visit:
        for path in paths:
            page = visit.open(path)
            assert (path, barriers(page), too_wide(page)) == (path, [], [])
            assert page.locator("h1").count() == 1


def test_a_page_is_for_those_who_may(site: Site, officer: httpx.Client) -> None:
    (exhibit,) = booked(officer, "WHO/1", [imei(7)])
    way = f"/exhibits/{exhibit}"
    form = {"act": "seal", "key": "a-key-of-mine", "seen": "1", "seal": "WHO 1"}
    detective = client_of(site, "detective")
    assert detective.get(way).status_code == 200
    assert "Record something of it" not in detective.get(way).text
    assert detective.post(way, data={**form, "csrf": detective.headers["x-csrf-token"]}).status_code == 403
    assert officer.post(way, data={**form, "csrf": "guessed"}, headers={"x-csrf-token": "guessed"}).status_code == 403
    assert httpx.get(f"{site.url}{way}").status_code == 303
    for role in ("auditor", "administrator"):
        assert client_of(site, role).get(way).status_code == 403
    csrf = {"csrf": officer.headers["x-csrf-token"]}
    assert [officer.post(way, data={**form, **csrf}).status_code for _ in range(2)] == [303, 303]
    assert officer.get(f"{API}/exhibits/{exhibit}").json()["sequence"] == 2
