"""One box: everything by a part of its number, name or words; as somebody types, without scripts, and as JSON."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_case import make_case
from web_site import Site

from tracer.demo import CASE


def found(site: Site, q: str, role: str = "detective") -> dict[str, list[dict[str, Any]]]:
    """The answers by kind."""
    answer = site.signed_in(role).get("/api/v1/search", params={"q": q, "limit": 500})
    assert answer.status_code == 200, answer.text
    return {group["kind"]: group["hits"] for group in answer.json()["groups"]}


@pytest.mark.parametrize(
    ("q", "kind", "id_"),
    [
        (CASE.a.imei, "handset", f"imei:{CASE.a.imei}"),
        (CASE.a.imei2, "exhibit", "exhibit:HERON-S1:JT/12"),
        (CASE.a.imei[-6:], "handset", f"imei:{CASE.a.imei}"),
        ("07700 900 461", "account", "account:phone:+447700900461"),
        ("+44 (0)7700 900461", "account", "account:phone:+447700900461"),
        ("900461", "account", "account:phone:+447700900461"),
        ("FONEZ", "handler", "handler:fonez"),
        ("handler:fonez", "handler", "handler:fonez"),
        ("unit 4 ph", "place", "place:unit-4-phones"),
        ("fonez_n4", "account", "account:marketo:fonez-n4"),
        (CASE.a.reference, "report", None),
        (CASE.a.reference.lower().replace("/", " "), "report", None),
        ("jt12", "exhibit", "exhibit:HERON-S1:JT/12"),
        ("hx 4471", "consignment", "consignment:HX4471"),
        ("small crack top", "listing", f"listing:{CASE.listing_a}"),
    ],
)
def test_everything_is_found_by_whatever_somebody_has(heron_site: Site, q: str, kind: str, id_: str | None) -> None:
    hits = found(heron_site, q).get(kind, [])
    ids = [hit["id"] for hit in hits]
    assert (id_ in ids) if id_ else len(ids) == 1, (q, found(heron_site, q))


def test_a_seal_finds_its_exhibit(heron_site: Site) -> None:
    exhibit = found(heron_site, "jt12")["exhibit"][0]
    seal = exhibit["told"].rpartition("· ")[2]
    assert [hit["id"] for hit in found(heron_site, seal)["exhibit"]] == [exhibit["id"]]


def test_a_misread_imei_finds_the_known_one_with_the_slip(heron_site: Site) -> None:
    wrong = CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10)
    answer = heron_site.signed_in("detective").get("/api/v1/search", params={"q": wrong}).json()
    assert answer["of"] == 0
    assert f"imei:{CASE.a.imei}" in [near["id"] for near in answer["near"]]


def test_what_is_left_out_by_the_limit_is_counted(heron_site: Site) -> None:
    answer = heron_site.signed_in("detective").get("/api/v1/search", params={"q": "cash n4"}).json()
    listings = next(group for group in answer["groups"] if group["kind"] == "listing")
    assert len(listings["hits"]) == 10 < listings["of"]
    page = heron_site.signed_in("detective").get("/search", params={"q": "cash n4"}).text
    assert f"showing 10 of {listings['of']}" in page


@pytest.mark.parametrize(
    "q", ["", " ", '"', 'a" OR keys:*', "NEAR(", "*", "\x00", "'; drop table entry", "a" * 200, "٣٥٣"]
)
def test_a_question_of_any_kind_is_only_text(heron_site: Site, q: str) -> None:
    assert found(heron_site, q) == {}
    assert heron_site.signed_in("detective").get("/search", params={"q": q}).status_code == 200


def test_results_come_as_somebody_types_and_keys_walk_through_them(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective") as visit:
        page = visit.open("/search")
        page.keyboard.type("fonez")
        expect(page.locator("#count")).to_contain_text("answers")
        expect(page.locator("#of-handler")).to_contain_text("showing 1 of 1")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.tagName") == "A"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == "q"
        page.fill("#q", "no such thing at all")
        expect(page.locator("#count")).to_contain_text("Nothing open to you")
        expect(page.locator("#today")).to_be_hidden()
        # What was opened is among the last searches, what was typed on the way is not.
        page.fill("#q", "kite")
        page.locator("#of-handler ~ ul a").first.click()
        page = visit.open("/search")
        expect(page.locator("#recent li").first).to_have_text("kite")
        assert "no such" not in page.locator("#recent").inner_text()
        expect(page.locator("#today h2")).to_have_text("What needs you today")


def test_last_searches_are_ones_own_and_can_be_cleared(heron_site: Site) -> None:
    client = heron_site.signed_in("supervisor")
    assert client.get("/search", params={"q": 'Dray <b>"'}).status_code == 200
    for page in ("/search", "/"):
        assert "Dray &lt;b&gt;&#34;" in client.get(page).text
        assert "Dray &lt;b&gt;" not in heron_site.signed_in("detective").get(page).text
    token = client.get("/search").text.partition('data-csrf="')[2].partition('"')[0]
    assert client.post("/search/recent/clear", data={"csrf": token}).status_code in (200, 303)
    assert "Dray &lt;" not in client.get("/search").text


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, "detective", size) as visit:
        page = visit.open("/search?q=unit+4")
        assert barriers(page) == []
        assert too_wide(page) == []


def test_without_scripts_it_is_a_page(heron_site: Site, web_browser: Browser) -> None:
    with visiting(web_browser, heron_site, "detective", scripts=False) as visit:
        page = visit.open("/search")
        page.fill("#q", "fonez")
        page.click("main >> text=Search")
        assert "handler" in (page.get_attribute("#of-handler + ul a", "href") or "")


def test_nobody_searches_who_may_not_trace(heron_site: Site) -> None:
    assert heron_site.signed_in("auditor").get("/api/v1/search", params={"q": "fonez"}).status_code == 403
    assert heron_site.signed_in("auditor").get("/search?q=fonez").status_code == 403


def test_somebody_of_another_case_finds_nothing_of_it_until_they_break_the_glass(own_site: Site) -> None:
    mine, other = own_site.add_person("detective", "d.mine"), own_site.add_person("detective", "d.other")
    case = make_case(own_site, (), [mine])
    assert found(own_site, "fonez", mine)["handler"]
    for q in ("fonez", CASE.a.imei, CASE.a.imei[-6:], "jt12", "small crack top", "07700900461"):
        answer = own_site.signed_in(other).get("/api/v1/search", params={"q": q}).json()
        assert (answer["of"], answer["near"]) == (0, []), q
        assert answer["leftOut"]["cases"] == [case], q
    page = own_site.signed_in(other).get("/search", params={"q": "fonez"}).text
    assert "Unit 4" not in page
    assert "belong to a case you do not work on" in page
    wrong = CASE.a.imei[:-1] + str((int(CASE.a.imei[-1]) + 1) % 10)
    assert own_site.signed_in(other).get("/api/v1/search", params={"q": wrong}).json()["near"] == []
