"""The same reference in two raids: whoever names it is asked which is meant, and told of where the phone is now."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tracer_command import Tracer
from web_house import House, opened_house
from web_site import FORCE

from api import bookings
from graph.ids import seizure_id
from tracer.demo import CASE
from tracer.records.values import Asked

FOLLOW = "/api/v1/follow"
CUSTODY, DETECTIVE = "custody officer", "detective"
HERON, ONE, TWO = (f"exhibit:{seizure}:AB/1" for seizure in ("HERON-S1", "TWICE/1", "TWICE/2"))
"""The first is of a loaded file, the others are booked here."""


@pytest.fixture(scope="module")
def house(heron: Tracer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(heron.home, tmp_path_factory.mktemp("twice")) as made:
        for seizure, imei in (("TWICE/1", CASE.a.imei), ("TWICE/2", CASE.b.imei)):
            said = {"seizure": seizure, "place": "unit-4-phones", "address": "12 High St", "power": "s8", "expected": 1}
            assert made.ask("POST", "/api/v1/custody/raids", CUSTODY, json=said).status_code == 201
            scan = {"act": "scan", "text": imei, "about": ""}
            answer = made.ask("POST", f"/api/v1/custody/raids/{seizure}/scans", CUSTODY, json=scan)
            assert answer.json()["reference"] == "AB/1", answer.text
        assert bookings.bring_now(made.desk.settings) == 2
        yield made


def test_a_reference_of_two_raids_is_asked_about(house: House) -> None:
    shown = house.ask("GET", "/handset?q=AB/1", DETECTIVE).text
    assert "Which AB/1?" in shown
    for exhibit, seizure in ((ONE, "TWICE/1"), (TWO, "TWICE/2")):
        assert f"AB/1 of {seizure}</a>" in shown
        one = house.ask("GET", f"/handset?q={exhibit}", DETECTIVE)
        assert one.status_code == 200
        assert 'id="sentence"' in one.text
    said = house.ask("GET", f"{FOLLOW}?q=AB/1", DETECTIVE)
    assert (said.status_code, said.json()["meant"]) == (422, [HERON, ONE, TWO])
    for path in ("/api/v1/path?a=AB/1&b=country:HK", "/api/v1/network/counts?q=AB/1"):
        assert house.ask("GET", path, DETECTIVE).status_code == 422, path
    told = {one["told"][:10] for one in found(house, "AB/1")}
    assert told == {"of HERON-S", "of TWICE/1", "of TWICE/2"}
    answer = Tracer(house.desk.settings.home.parent).inside("follow", "AB/1", "--json", expect=2)
    assert f"({HERON}, {ONE}, {TWO}). Say which by its id." in answer.err


def found(house: House, text: str) -> list[dict[str, str]]:
    groups = house.ask("GET", f"/api/v1/search?q={text}", DETECTIVE).json()["groups"]
    return [hit for group in groups if group["kind"] == "exhibit" for hit in group["hits"]]


def test_what_is_closed_is_not_among_those_asked_about(house: House) -> None:
    by = Asked("test", "a test")
    case = house.desk.cases.add("Closed", FORCE, by)
    house.desk.cases.put_seizure(case.id, seizure_id("TWICE/1"))
    asked = {path: house.ask("GET", path, DETECTIVE) for path in (f"{FOLLOW}?q=AB/1", "/handset?q=AB/1")}
    assert asked[f"{FOLLOW}?q=AB/1"].json()["meant"] == [HERON, TWO]
    assert "TWICE/1" not in asked["/handset?q=AB/1"].text
    house.desk.cases.put_seizure(case.id, seizure_id("TWICE/2"))
    only = house.ask("GET", f"{FOLLOW}?q=AB/1", DETECTIVE)
    assert (only.status_code, only.json()["subject"]) == (200, HERON)
    assert "TWICE" not in only.text
    for each in ("TWICE/1", "TWICE/2"):
        house.desk.cases.take_seizure(case.id, seizure_id(each), by)


def test_the_sentence_says_where_the_phone_is_now(house: House) -> None:
    """The newest booking: the phone was seized before, in a loaded file, and that exhibit is no answer."""
    lent = house.ask("POST", f"/api/v1/custody/exhibits/{ONE}/lend", CUSTODY, json={"to": "JT", "due": "2030-01-01"})
    assert lent.status_code == 201, lent.text
    shown = house.ask("GET", f"/handset?q={CASE.a.imei}", DETECTIVE).text
    assert re.search(r"seized \d+ \w+ \d{4} as AB/1, lent to JT", shown), sentence(shown)
    back = {"identity": "passport", "name": "somebody", "despiteBlock": "it is not reported"}
    given = house.ask("POST", f"/api/v1/custody/exhibits/{TWO}/return", CUSTODY, json=back)
    assert given.status_code == 201, given.text
    shown = house.ask("GET", f"/handset?q={CASE.b.imei}", DETECTIVE).text
    assert re.search(r"seized \d+ \w+ \d{4} as AB/1, returned \d+ \w+ \d{4}", sentence(shown)), sentence(shown)
    exhibits = shown.partition('id="owner"')[2].partition("</section>")[0]
    assert "In custody" not in exhibits
    assert re.search(r"AB/1</a> of TWICE/2.*<strong>returned ", exhibits)


def sentence(page: str) -> str:
    return page.partition('id="sentence">')[2].partition("</p>")[0]
