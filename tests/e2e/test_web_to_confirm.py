"""Exhibits of which nobody has said whose they are are named to those who bring phones back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import RAID as SEIZED
from custody_ledgers import record, seizure
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api.usecases.custody.keyring import new_key
from graph.ids import seizure_id
from graph.port import Graph
from tracer.custody.events import Officer, exhibit_id, officer_id
from tracer.errors import GraphUnavailableError

LIAISON, RAID = "victim liaison", "HERON-S1"
JT1, JT2 = "MPS-DEMO-1138/23", "MPS-DEMO-1111/23"


def of_raid(reference: str) -> str:
    return exhibit_id(RAID, reference)


@pytest.fixture
def house(heron: Tracer, tmp_path: Path) -> Iterator[House]:
    """The demonstration case, three of whose exhibits are in custody; one more that no report concerns."""
    with opened_house(heron.home, tmp_path) as made:
        new_key(made.desk.custody)
        made.desk.ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        for number, (reference, minutes) in enumerate({"JT/2": 2, "JT/1": 5, "JT/12": 1, "XX/1": 0}.items()):
            at = SEIZED + timedelta(minutes=minutes)
            record(made.desk.ledger, replace(seizure(number), exhibit=of_raid(reference), seizure=RAID, at=at))
        yield made


def listed(house: House, **asked: int) -> dict[str, object]:
    answer = house.ask("GET", "/api/v1/returns/to-confirm", LIAISON, params=asked)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    named = [(one["exhibit"].rpartition(":")[2], [of["reference"] for of in one["reports"]]) for one in found["items"]]
    return {"named": dict(named), "of": found["of"], "next": found["next"], "shut": found["leftOut"]["lines"]}


def test_what_waits_is_named_with_its_reports_until_it_is_said_whose_it_is(house: House) -> None:
    found = listed(house)
    assert (list(found["named"]), found["of"]) == (["JT/12", "JT/2", "JT/1"], 3), "the longest in custody first"
    assert found["named"]["JT/1"] == [JT1]
    page = house.ask("GET", "/returns", LIAISON).text
    assert f'href="/returns/confirm?exhibit=JT/1&amp;seizure={RAID}"' in page.replace("&seizure", "&amp;seizure")
    assert "Showing 3 of 3 exhibits of which nobody has said whose they are" in page
    assert "Exhibits that may be a reported phone" in house.ask("GET", "/", LIAISON).text
    said = {"exhibit": "JT/1", "reference": JT1, "force": FORCE, "because": ["its IMEI"]}
    # The booking of this test was not read off the phone, so that its numbers say nothing.
    made = house.ask("POST", "/api/v1/returns", LIAISON, json={**said, "despiteIdentifiers": "nothing was read off it"})
    assert made.status_code == 201, made.text
    assert list(listed(house)["named"]) == ["JT/12", "JT/2"]
    back = {"reason": "it is another's"}
    assert house.ask("POST", f"/api/v1/returns/{made.json()['id']}/withdraw", LIAISON, json=back).status_code == 200
    assert list(listed(house)["named"]) == ["JT/12", "JT/2"], "what was looked into is not said again"


def test_they_come_in_pages(house: House) -> None:
    first = listed(house, limit=2)
    assert (list(first["named"]), first["next"], first["of"]) == (["JT/12", "JT/2"], "2", 3)
    assert list(listed(house, limit=2, cursor=2)["named"]) == ["JT/1"]


def test_of_what_is_closed_it_is_said_how_many_there_are_and_nothing_else(house: House) -> None:
    cases, records = house.desk.cases, house.desk.records
    reports = next(one.id for one in records.sources() if one.kind == "reports")
    other = cases.add("Orchard", FORCE, BY).id
    cases.put_source(other, reports)
    assert listed(house) == {"named": {}, "of": 0, "next": None, "shut": 3}
    page = house.ask("GET", "/returns", LIAISON).text
    assert ("3 more of cases that are not open to you" in page, JT1 in page) == (True, False)
    cases.take_source(other, reports, BY)
    cases.put_seizure(other, seizure_id(RAID))
    assert listed(house) == {"named": {}, "of": 0, "next": None, "shut": 3}
    assert "Exhibits that may be a reported phone:" not in house.ask("GET", "/", LIAISON).text


def test_without_the_graph_the_rest_of_the_page_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> list[object]:
        raise GraphUnavailableError("The graph is away.", "Start it.")

    monkeypatch.setattr(type(house.desk.graph), "read", away)
    assert isinstance(house.desk.graph, Graph)
    page = house.ask("GET", "/returns", LIAISON)
    assert (page.status_code, "This could not be looked up." in page.text) == (200, True)
    assert "Nobody waits to be told" in page.text
    assert house.ask("GET", "/api/v1/returns/to-confirm", LIAISON).status_code == 503


def test_the_command_names_them(house: House, tmp_path: Path) -> None:
    house.desk.graph.close()
    told = Tracer(tmp_path).inside("returns", "to-confirm").out.splitlines()
    assert [line.split(" ")[0] for line in told] == ["JT/12", "JT/2", "JT/1"]
    assert told[2].endswith(f"{JT1} ({FORCE}), observed")
    *_, last = Tracer(tmp_path).inside("returns", "to-confirm", "--json").lines
    assert (last["exhibit"], [one["reference"] for one in last["reports"]]) == (of_raid("JT/1"), [JT1])
