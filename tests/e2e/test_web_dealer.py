"""The page of a handler or a shop: what it rests on, as page, map and paper; nobody else's rows."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
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


def test_a_shop_says_when_its_handsets_were_there_and_what_would_change(heron_site: Site) -> None:
    page = " ".join(heron_site.signed_in("detective").get(PAGES[1]).text.split())
    hours = page.partition('aria-label="Table of hours"')[2].partition("</table>")[0]
    noon = hours.partition("12:00</th>")[2].partition("</tr>")[0]
    counts = re.findall(r">(\d+)</td>", noon)
    assert len(counts) == 7
    # It is closed on Mondays.
    assert (counts[0], min(map(int, counts[1:])) > 0) == ("0", True)
    assert re.search(r"London time: [\d,]+ pings of \d+ handsets, ", page)
    assert re.search(r'id="alone">\d+ of \d+ handsets lead nowhere else: no other handler and no other shop', page)
    assert "Of the 2 handlers tied to it" in page
    assert "asserted 1BP" in page.partition("Dray, from Fonez in 1 step")[2].partition("</summary>")[0]


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
    assert "asserted 1AP" in words.partition("Seller Basis Sources")[2]
    assert "0 of its 32 handsets lead nowhere else" in words


def test_a_shops_packet_says_what_would_change_and_its_hours(heron_site: Site) -> None:
    answer = heron_site.signed_in("detective").get("/dealer/packet.pdf", params={"id": "place:unit-4-phones"})
    words = words_of(answer.content)
    assert "Handlers tied to it: Fonez, Tally." in words
    assert "Dray handler:dray Fonez, 1 step asserted 1BP links.csv, row" in words
    assert "Hour Mon Tue Wed Thu Fri Sat Sun" in words
    assert "12:00 0" in words


def map_rows(client: httpx.Client, id_: str) -> list[dict[str, Any]]:
    document = client.get("/dealer/map", params={"id": id_}).text
    data = json.loads(document.partition('<script type="application/json" id="data">')[2].partition("</script>")[0])
    rows: list[dict[str, Any]] = data["rows"]
    return rows


def test_a_place_on_the_map_rests_on_the_statement_that_ties_it(heron_site: Site) -> None:
    client = heron_site.signed_in("detective")
    names = {one["source"]: one["name"] for one in client.get("/api/v1/sources").json()["items"]}

    def rests_on(id_: str) -> list[tuple[str, str | None, str, int]]:
        places = [row for row in map_rows(client, id_) if row["place"] == "Unit 4 Phones"]
        return [(row["basis"], row.get("grade"), names[row["source"][0]], row["source"][1]) for row in places]

    assert rests_on("handler:fonez") == [("asserted", "1AP", "links.csv", 11)]
    assert rests_on("place:unit-4-phones") == [("observed", None, "places.csv", 2)]


def test_a_listing_says_who_sold_it_and_what_ties_it_to_them(heron_site: Site) -> None:
    page = heron_site.signed_in("detective").get("/handler?id=handler:fonez").text
    table = page.partition('aria-label="Table of listings"')[2].partition("</table>")[0]
    first = " ".join(table.partition("<tbody")[2].partition("</tr>")[0].split())
    assert re.search(r"asserted [12][AB]P</span></summary>", first)
    assert re.search(r"Fonez uses [^<]+: asserted [12][AB]P, links\.csv, row \d+</li>", first)
    assert re.search(r" posted [^<]+: observed, listings\.csv, row \d+</li>", first)


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
