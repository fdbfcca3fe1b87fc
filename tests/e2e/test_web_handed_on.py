"""Whoever an exhibit is handed to accepts it and hands it on, whatever they are here, with no gap in the chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from custody_ledgers import exhibit, record, seizure
from web_house import BY, House, opened_house

from api.usecases.custody_web.exhibit_page import takers
from graph.ids import seizure_id
from tracer.custody.events import Officer, officer_id

LIAISON, DETECTIVE, OFFICER = "victim liaison", "detective", "custody officer"
API = "/api/v1/custody/exhibits"
MATTER = "Exhibits that wait for you to accept them"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Exhibits that the detective JT seized and holds, and an auditor whom the ledger knows as well."""
    with opened_house(tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("handed")) as made:
        ledger = made.desk.ledger
        ledger.add_officer(Officer(officer_id("KM"), "Kit Moor"))
        made.person("an auditor in the ledger", "auditor", initials="AU")
        record(ledger, *(seizure(number) for number in range(1, 6)))
        yield made


def way(number: int) -> str:
    return f"/exhibits/{exhibit(number)}"


def acts(house: House, who: str, number: int, act: str, **said: str) -> httpx.Response:
    """What somebody does on the page as they see it now."""
    seen = str(house.desk.ledger.state(exhibit(number)).sequence)
    return house.ask("POST", way(number), who, data={"act": act, "key": uuid4().hex, "seen": seen, **said})


def sends(house: House, who: str, number: int, act: str, **said: Any) -> int:
    return house.ask("POST", f"{API}/{exhibit(number)}/{act}", who, json=said).status_code


def offered(page: str, select: str) -> set[str]:
    """The initials that a list of the page offers."""
    return set(re.findall(r'value="officer:([^"]+)"', page.partition(f'id="{select}"')[2].partition("</select>")[0]))


@pytest.mark.parametrize(("number", "to"), [(1, LIAISON), (2, OFFICER)])
def test_whoever_it_is_handed_to_reads_that_it_waits_and_accepts_it(house: House, number: int, to: str) -> None:
    initials = house.people[to].initials or ""
    assert MATTER not in house.ask("GET", "/", to).text
    assert "You hold it" in house.ask("GET", way(number), DETECTIVE).text
    handed = acts(house, DETECTIVE, number, "transfer", to=f"officer:{initials}")
    assert handed.status_code == 303, handed.text
    assert MATTER in house.ask("GET", "/", to).text
    assert "Waiting for you" in house.ask("GET", way(number), to).text
    form = {"act": "accept", "key": uuid4().hex, "seen": "2"}
    for _ in range(2):
        assert house.ask("POST", way(number), to, data=form).status_code == 303
    state = house.desk.ledger.state(exhibit(number))
    assert (state.holder, state.awaiting, state.flags) == (officer_id(initials), None, ())
    assert MATTER not in house.ask("GET", "/", to).text


def test_who_holds_it_hands_it_on_and_nobody_else_without_the_right_to_record(house: House) -> None:
    assert [sends(house, LIAISON, 3, act, to="AB") for act in ("transfer", "move")] == [403, 403]
    assert (sends(house, LIAISON, 3, "accept"), acts(house, LIAISON, 3, "accept").status_code) == (403, 403)
    assert "hand it on" not in house.ask("GET", way(3), LIAISON).text
    headers = {"Idempotency-Key": "there"}
    for _ in range(2):
        to = house.ask("POST", f"{API}/{exhibit(3)}/transfer", DETECTIVE, headers, json={"to": "VL"})
        assert to.status_code == 201, to.text
    assert sends(house, DETECTIVE, 3, "transfer", to="KM") == 403
    assert sends(house, LIAISON, 3, "accept") == 201
    assert acts(house, LIAISON, 3, "seal", seal="S99").status_code == 403
    assert acts(house, LIAISON, 3, "transfer", to="officer:JT").status_code == 303
    assert sends(house, DETECTIVE, 3, "accept") == 201
    assert house.desk.ledger.state(exhibit(3)).flags == ()


def test_only_who_can_accept_it_is_offered(house: House) -> None:
    page = house.ask("GET", way(4), OFFICER).text
    assert offered(page, "transfer-to") == {"AB", "JT", "KM", "SP", "VL"} == offered(page, "lend-to")
    assert "AU" in offered(page, "correct-holder")
    desk = house.desk
    case = desk.cases.add("Heron", house.people[LIAISON].force, BY)
    desk.cases.set_members(case.id, [house.people[LIAISON].id], BY)
    desk.cases.put_seizure(case.id, seizure_id("HERON/1"))
    inside = takers(desk, desk.ledger.state(exhibit(4)), desk.ledger.officers())
    desk.cases.take_seizure(case.id, seizure_id("HERON/1"), BY)
    assert {one.id for one in inside} == {officer_id("VL"), officer_id("KM")}


def test_booking_is_offered_to_those_who_may_book(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened_house(tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("empty")) as house:
        shown = {role: house.ask("GET", "/exhibits", role).text for role in ("custody officer", "detective")}
    assert {role: 'href="/intake"' in text for role, text in shown.items()} == {
        "custody officer": True,
        "detective": False,
    }
    assert all("Nothing is booked that is open to you" in text for text in shown.values())
