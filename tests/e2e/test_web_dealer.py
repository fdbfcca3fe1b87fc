"""The page of a handler or a shop: what it rests on, as page, map and paper; nobody else's rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from test_web_handset import words_of
from web_browser import DESKTOP, PHONE, barriers, too_wide, visiting
from web_case import make_case
from web_site import Site

PAGES = ("/handler?id=handler:fonez", "/shop?id=place:unit-4-phones")


@pytest.mark.parametrize(("address", "what"), [(PAGES[0], "handlers"), (PAGES[1], "shops")])
def test_its_handsets_are_those_it_is_ranked_by(heron_site: Site, address: str, what: str) -> None:
    ranked = heron_site.tracer("rank", what, "--limit", "500", "--json").json
    own = next(one for one in ranked if one["id"] == address.partition("id=")[2])
    page = heron_site.signed_in("detective").get(address + "&limit=500").text
    total = len(own["handsets"])
    observed = sum(one["basis"] == "observed" for one in own["handsets"])
    assert f"{total} stolen handsets: {observed} observed" in page
    assert all(one["id"].removeprefix("handset:") in page for one in own["handsets"])


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_page_keeps_nobody_out(heron_site: Site, web_browser: Browser, size: tuple[int, int]) -> None:
    with visiting(web_browser, heron_site, "detective", size) as visit:
        page = visit.open(PAGES[1])
        expect(page.frame_locator("iframe").locator("html[data-ready=yes]")).to_be_attached()
        assert barriers(page) == []
        assert too_wide(page) == []


def test_the_packet_says_each_handset_with_its_sources(heron_site: Site) -> None:
    answer = heron_site.signed_in("detective").get("/dealer/packet.pdf", params={"id": "handler:fonez"})
    assert answer.headers["content-type"] == "application/pdf"
    words = words_of(answer.content)
    assert "stolen handsets lead here" in words
    assert "seizures.csv, row" in words


def test_what_is_no_handler_is_said_to_be_none(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    assert client.get("/handler?id=handler:nobody").status_code == 404
    assert client.get("/handler?id=imei:1").status_code == 404
    assert client.get("/shop").status_code == 200


def test_somebody_of_another_case_sees_nothing_of_it(own_site: Site) -> None:
    mine, other = own_site.add_person("detective", "d.mine"), own_site.add_person("detective", "d.other")
    case = make_case(own_site, (), [mine])
    for address in (*PAGES, "/dealer/map?id=handler:fonez", "/dealer/packet.pdf?id=handler:fonez"):
        assert own_site.signed_in(mine).get(address).status_code == 200
        refused = own_site.signed_in(other).get(address, headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["cases"]) == (403, [case])
