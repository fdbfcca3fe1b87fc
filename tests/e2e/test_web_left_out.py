"""What belongs to a case that is closed to whoever looks is counted: no list says that there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from custody_ledgers import exhibit, record, seizure
from recovery_case import ADA, ASKED, JONAH, decision, report_fact
from web_house import BY, House, opened_house, shown
from web_site import FORCE

from api.usecases.custody.keyring import new_key
from graph.ids import seizure_id
from tracer.custody.events import Officer, officer_id
from tracer.model import ParsedBatch
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.values import ClaimKind, Letter, MessageKind
from tracer.records.values import NewSource

LIAISON, SUPERVISOR = "victim liaison", "supervisor"
PHONES, WAITS = 3, "Owners and claimants who wait, and no victim liaison works on their case"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Three phones whose owners should have been told, and an owner who asks, in a case that nobody works on."""
    (tmp_path / "nothing").mkdir()
    with opened_house(tmp_path / "nothing", tmp_path / "house") as made:
        records = made.desk.records
        records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
        facts = tuple(report_fact(report, row, "a@example.org") for row, report in enumerate((ADA, JONAH), start=2))
        records.commit("s1", 0, len(facts), ParsedBatch(facts=facts))
        shown(made, "s1")
        new_key(made.desk.custody)
        made.desk.ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        record(made.desk.ledger, *(seizure(number) for number in range(1, PHONES + 1)))
        for number, report in enumerate((ADA, ADA, JONAH), start=1):
            records.part(Confirmations).confirm(decision(report, number, f"k{number}"), ASKED)
        records.part(Messages).write(JONAH, Letter(MessageKind.QUESTION, "When?", "m1"))
        yield made


def closed(house: House, force: str = FORCE) -> str:
    """Puts what was seized into a case; its id."""
    case = house.desk.cases.add("Heron", force, BY)
    house.desk.cases.put_seizure(case.id, seizure_id("HERON/1"))
    return case.id


def test_returns_of_closed_cases_are_counted_and_nothing_else_is_said_of_them(house: House) -> None:
    nothing = {"lines": 0, "cases": []}
    assert house.ask("GET", "/api/v1/returns", LIAISON).json()["leftOut"] == nothing
    assert 'id="left-out"' not in house.ask("GET", "/returns", LIAISON).text
    case = closed(house)
    page = house.ask("GET", "/returns", LIAISON).text
    assert "3 more belong to a case you do not work on" in page
    for untrue in ("Nobody waits to be told.", "No owner waits for an answer.", "No phone waits to go back."):
        assert untrue not in page, untrue
    for hidden in (ADA.reference, JONAH.reference, "HERON", "Heron"):
        assert hidden not in page
    found = house.ask("GET", "/api/v1/returns", LIAISON).json()
    assert (found["untold"], found["open"], found["unanswered"]) == ([], [], [])
    assert found["leftOut"] == {"lines": PHONES, "cases": [case]}
    reason = {"case": [case], "reason": "an owner rings", "next": "/returns"}
    assert house.ask("POST", "/break-glass", LIAISON, data=reason).status_code == 303
    assert house.ask("GET", "/api/v1/returns", LIAISON).json()["leftOut"] == nothing


def test_what_waits_of_no_confirmed_phone_is_counted_as_well(house: House) -> None:
    parts = house.desk.records.part(Confirmations)
    house.desk.records.part(Claims).add(exhibit(1), ClaimKind.INSURER, {"who": "a firm", "why": "paid"}, ASKED)
    for one in parts.open():
        parts.withdraw(one.id, ASKED)
    closed(house)
    assert house.ask("GET", "/api/v1/returns", LIAISON).json()["leftOut"]["lines"] == 2, "a claim, and Jonah's question"


def test_exhibits_of_closed_cases_are_counted(house: House) -> None:
    assert house.ask("GET", "/api/v1/custody/exhibits", LIAISON).json()["leftOut"]["lines"] == 0
    case = closed(house)
    found = house.ask("GET", "/api/v1/custody/exhibits", LIAISON).json()
    assert (found["of"], found["leftOut"]) == (0, {"lines": PHONES, "cases": [case]})
    page = house.ask("GET", "/exhibits", LIAISON).text
    assert "3 more belong to a case you do not work on" in page
    house.desk.cases.set_members(case, [house.people[LIAISON].id], BY)
    assert 'id="left-out"' not in house.ask("GET", "/exhibits", LIAISON).text


def test_of_another_forces_case_no_more_is_said_than_that(house: House) -> None:
    closed(house, "Another Force")
    assert house.ask("GET", "/api/v1/returns", LIAISON).json()["leftOut"] == {"lines": PHONES, "cases": []}
    assert "3 more belong to another force" in house.ask("GET", "/returns", LIAISON).text
    assert WAITS not in house.ask("GET", "/", SUPERVISOR).text


def test_what_is_within_no_liaisons_reach_is_a_matter_of_their_supervisors(house: House) -> None:
    assert WAITS not in house.ask("GET", "/", SUPERVISOR).text
    case, liaison = closed(house), house.people[LIAISON]
    start = house.ask("GET", "/", SUPERVISOR).text
    assert f"{WAITS}: ask an administrator for one</a>: 4" in start, "three to be told, one who asks"
    house.desk.cases.set_members(case, [house.people[SUPERVISOR].id], BY)
    assert WAITS in house.ask("GET", "/", SUPERVISOR).text
    house.desk.cases.set_members(case, [liaison.id], BY)
    assert WAITS not in house.ask("GET", "/", SUPERVISOR).text
    house.person("gone", LIAISON)
    house.desk.cases.set_members(case, [house.people["gone"].id], BY)
    assert WAITS not in house.ask("GET", "/", SUPERVISOR).text
    house.desk.people.change(replace(house.people["gone"], active=False), BY)
    assert WAITS in house.ask("GET", "/", SUPERVISOR).text, "who may not act any more reaches nothing"
