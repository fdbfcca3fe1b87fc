"""Stores: what is stuck comes first, and a stock-take by scanning is told at once and kept."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from web_browser import PHONE, TABLET, barriers, too_wide, visiting
from web_custody import API, OFFICER, acted, booked, case_for, client_of, officers
from web_site import Site

from tracer.identifiers.imei import check_digit

LINES_OF_THE_WORD = """() => {
    const said = document.createRange();
    said.selectNodeContents(document.getElementById("answer-word"));
    return said.getClientRects().length;
}"""


def imei(number: int) -> str:
    """A made-up valid IMEI of a test TAC."""
    body = f"00199904{number:06d}"
    return body + check_digit(body)


@pytest.fixture(scope="module")
def site(heron_site: Site) -> Site:
    officers(heron_site.tracer, "AB", "SP")
    for name in ("SHELF", "CLOSET", "ATTIC", "LOFT", "BARN"):
        heron_site.tracer("custody", "store", "add", name, "--name", f"The {name.lower()}")
    return heron_site


@pytest.fixture(scope="module")
def officer(site: Site) -> httpx.Client:
    return client_of(site)


def put_away(officer: httpx.Client, seizure: str, store: str, count: int, first: int, **more: str) -> list[str]:
    """Books phones and moves them into a store."""
    exhibits = booked(officer, seizure, [imei(first + number) for number in range(count)], **more)
    for exhibit in exhibits:
        assert acted(officer, exhibit, "move", {"to": f"store:{store}"}).status_code == 201
    return exhibits


def is_answered(page: Page, text: str, word: str) -> None:
    """It is typed as a scanner types, and answered with this word."""
    page.fill("#text", text)
    page.keyboard.press("Enter")
    expect(page.locator("#answer-word")).to_have_text(word)


def test_a_stock_take_tells_each_scan_and_keeps_the_report(
    site: Site, officer: httpx.Client, web_browser: Browser
) -> None:
    first, second = put_away(officer, "SHELF/1", "SHELF", 2, 0)
    (elsewhere,) = put_away(officer, "SHELF/2", "ATTIC", 1, 9)
    with visiting(web_browser, site, OFFICER, TABLET) as visit:
        page = visit.open("/stores/store:SHELF")
        assert "Nobody has confirmed whose it is: 2" in page.inner_text("main")
        assert "✓ nothing" not in page.inner_text("main")
        assert page.locator("td:has-text('nobody has confirmed whose it is')").count() == 4
        page.click("text=Take stock")
        expect(page.locator("#text")).to_be_focused()
        for text, word in ((first, "FOUND"), (first, "SCANNED BEFORE"), (elsewhere, "UNEXPECTED"), ("<b>", "UNKNOWN")):
            page.keyboard.type(text)
            page.keyboard.press("Enter")
            expect(page.locator("#answer-word")).to_have_text(word)
            if word == "UNEXPECTED":
                expect(page.locator("#answer-details")).to_contain_text("the store ATTIC (The attic)")
                assert page.evaluate(LINES_OF_THE_WORD) == 1
        expect(page.locator("#counted")).to_have_text("1")
        page.reload()
        expect(page.locator("#counted")).to_have_text("1")
        expect(page.locator("#others")).to_have_text("1 unexpected, 1 unknown")
        assert barriers(page) == []
        # Whatever the network does at the last press, what was scanned is kept until it is recorded.
        counting = page.url
        visit.context.set_offline(True)
        page.click("text=Finish and record")
        page.wait_for_url("chrome-error:**")
        visit.context.set_offline(False)
        page.goto(counting)
        expect(page.locator("#counted")).to_have_text("1")
        page.click("text=Finish and record")
        said = page.inner_text("main")
        assert "It does not agree: 1 found, 1 missing, 1 unexpected, 1 unknown" in said
        assert "<b>" in said
        page.goto(counting)
        expect(page.locator("#text")).to_be_focused()
        assert not page.input_value("#scans")
    last = officer.get(f"{API}/exhibits/{second}/history", params={"private": True, "purpose": "test"}).json()
    assert last["events"][-1]["private"]["stock_take"] == "Stock-take of the store SHELF (The shelf): missing."


def test_a_reference_that_two_have_is_asked_about_and_neither_is_missing_by_it(
    site: Site, officer: httpx.Client, web_browser: Browser, tmp_path: Path
) -> None:
    (one,) = put_away(officer, "LOFT/1 X", "LOFT", 1, 30)
    (other,) = put_away(officer, "LOFT-9", "LOFT", 1, 31)
    told = officer.get(f"{API}/stores/LOFT/scan", params={"text": "ab1"}).json()
    assert (told["outcome"], [each["exhibit"] for each in told["among"]]) == ("several", sorted([one, other]))
    with visiting(web_browser, site, OFFICER, TABLET) as visit:
        page = visit.open("/stores/LOFT/count")
        is_answered(page, "AB/1", "WHICH ONE?")
        expect(page.locator("#answer-details")).to_contain_text(
            "Two exhibits here are AB/1: scan the seal or the label"
        )
        expect(page.locator("#others")).to_have_text("1 ambiguous")
        assert barriers(page) == []
        assert too_wide(page) == []
        page.click("#answer-choices >> text=AB/1 of LOFT-9")
        expect(page.locator("#answer-word")).to_have_text("FOUND")
        expect(page.locator("#others")).to_have_text("")
        assert page.input_value("#scans") == f"{other}\n"
    taken = officer.post(f"{API}/stores/LOFT/stock-take", json={"scans": ["AB/1", "AB/1"]}).json()
    assert (taken["agrees"], taken["missing"], taken["unknown"], taken["repeated"]) == (False, [], [], 1)
    assert [[each["exhibit"] for each in found["exhibits"]] for found in taken["ambiguous"]] == [sorted([one, other])]
    assert taken["recorded"] == []
    form = {"csrf": officer.headers["x-csrf-token"], "key": "a-key-for-loft", "scans": "AB/1"}
    assert "Which of them is AB/1" in officer.post("/stores/LOFT/count", data=form).text
    scans = tmp_path / "scans.txt"
    scans.write_text("AB/1\n")
    said = site.tracer("custody", "stock-take", "LOFT", "--by", "AB", "--scans", scans, expect=1)
    assert "AB/1: 2 exhibits are that. Scan the seal or the label." in said.out


def test_the_list_of_scans_is_put_right_by_hand_and_what_was_not_checked_is_checked_later(
    site: Site, officer: httpx.Client, web_browser: Browser
) -> None:
    first, second = put_away(officer, "BARN/1", "BARN", 2, 50)
    with visiting(web_browser, site, OFFICER, TABLET) as visit:
        page = visit.open("/stores/BARN/count")
        for text, word in ((first, "FOUND"), ("mistyped", "UNKNOWN")):
            is_answered(page, text, word)
        page.fill("#scans", f"{first}\n")
        expect(page.locator("#others")).to_have_text("")
        page.reload()
        expect(page.locator("#counted")).to_have_text("1")
        assert page.input_value("#scans") == f"{first}\n"
        visit.context.set_offline(True)
        is_answered(page, second, "NOT CHECKED")
        expect(page.locator("#others")).to_have_text("1 unchecked")
        visit.context.set_offline(False)
        is_answered(page, second, "FOUND")
        expect(page.locator("#others")).to_have_text("")
        expect(page.locator("#counted")).to_have_text("2")
        visit.context.set_offline(True)
        page.fill("#text", "AB/9")
        page.keyboard.press("Enter")
        expect(page.locator("#others")).to_have_text("1 unchecked")
        visit.context.set_offline(False)
        is_answered(page, first, "SCANNED BEFORE")
        expect(page.locator("#others")).to_have_text("1 unknown")
        visit.offences.clear()


def test_half_a_store_cannot_be_counted(site: Site, officer: httpx.Client) -> None:
    case = case_for(site, "custody.officer")
    put_away(officer, "CLOSET/1", "CLOSET", 1, 20, case=case)
    (free,) = put_away(officer, "CLOSET/2", "CLOSET", 1, 21)
    site.add_person(OFFICER, "one.more", initials="SP")
    other = client_of(site, "one.more")
    assert other.get(f"{API}/stores/CLOSET/stock").json()["of"] == 1
    assert "1 more belong to cases" in other.get("/stores/CLOSET").text
    assert other.post(f"{API}/stores/CLOSET/stock-take", json={"scans": [free]}).status_code == 403
    form = {"csrf": other.headers["x-csrf-token"], "key": "a-key-of-mine", "scans": free}
    assert other.post("/stores/CLOSET/count", data=form).status_code == 403
    assert officer.post(f"{API}/stores/CLOSET/stock-take", json={"scans": [free]}).status_code == 201


@pytest.mark.parametrize("size", [TABLET, PHONE])
def test_the_pages_keep_nobody_out(
    site: Site, officer: httpx.Client, web_browser: Browser, size: tuple[int, int]
) -> None:
    put_away(officer, f"WIDE/S{size[0]}", "SHELF", 1, 40 + size[0])
    with visiting(web_browser, site, OFFICER, size) as visit:
        for path in ("/stores", "/stores/SHELF", "/stores/SHELF/count"):
            page = visit.open(path)
            assert barriers(page) == []
            assert too_wide(page) == []
