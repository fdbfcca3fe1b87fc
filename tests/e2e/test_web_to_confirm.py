"""Exhibits of which nobody has said whose they are are named to those who bring phones back."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from custody_ledgers import RAID as SEIZED
from custody_ledgers import record, seizure
from tracer_command import Tracer
from web_house import BY, House, opened_house
from web_site import FORCE

from api.bookings import Unseen
from api.usecases.custody.bring import bring_when_free
from api.usecases.custody.keyring import new_key
from graph.ids import seizure_id
from graph.port import Graph
from tracer.custody.events import Officer, exhibit_id, officer_id
from tracer.demo import CASE
from tracer.errors import GraphUnavailableError
from tracer.records.values import Asked

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


OFFICER, SUPERVISOR = "custody officer", "supervisor"


def wished(house: House, **said: str) -> httpx.Response:
    return house.ask("POST", f"/api/v1/custody/exhibits/{of_raid('JT/1')}/ask-disposal", OFFICER, json=said)


def test_nothing_is_disposed_of_whose_owner_nobody_looked_for(house: House) -> None:
    refused = wished(house, reason="old")
    assert (refused.status_code, JT1 in refused.json()["detail"]) == (422, True)
    way = f"/exhibits/{of_raid('JT/1')}"
    page = house.ask("GET", way, OFFICER).text
    assert (f"It may be the phone of {JT1}" in page, 'name="despite"' in page) == (True, True)
    tried = house.ask("POST", f"{way}/disposal", OFFICER, data={"reason": "crushed at the works"})
    assert (tried.status_code, 'value="crushed at the works"' in tried.text) == (422, True)
    made = wished(house, reason="old", despite="the owner does not want it")
    assert (made.status_code, made.json()["despite"]) == (201, "the owner does not want it")
    asked = house.ask("GET", "/approvals", SUPERVISOR).text
    for told in (f"▲ It may be the phone of {JT1}", "the owner does not want it"):
        assert told in asked
    assert "Nothing keeps it here" not in asked
    (listed,) = house.ask("GET", "/api/v1/approvals", SUPERVISOR).json()["items"]
    assert JT1 in listed["disposal"]["unsaid"][0]
    assert "▲ Its disposal is asked for." in house.ask("GET", "/returns", LIAISON).text
    confirming = house.ask("GET", f"/returns/confirm?exhibit=JT/1&seizure={RAID}", LIAISON).text
    assert ("Its disposal is asked for:" in confirming, "does not want it" in confirming) == (True, True)
    yes = {"approve": True, "reason": "agreed"}
    door = f"/api/v1/custody/disposals/{made.json()['id']}/decide"
    assert house.ask("POST", door, SUPERVISOR, json=yes).status_code == 200


def test_a_report_that_came_after_it_was_asked_is_said_before_it_is_approved(house: House) -> None:
    officer = house.people[OFFICER].id
    asked = house.desk.approvals.ask("dispose of exhibit", of_raid("JT/1"), "", Asked(officer, "old"))
    yes, door = {"approve": True, "reason": "agreed"}, f"/api/v1/custody/disposals/{asked.id}/decide"
    refused = house.ask("POST", door, SUPERVISOR, json=yes)
    assert (refused.status_code, JT1 in refused.text, "Refuse this" in refused.text) == (422, True, True)
    assert house.desk.approvals.find(asked.id).state == "asked"
    no = {"approve": False, "reason": "its owner may be known"}
    assert house.ask("POST", door, SUPERVISOR, json=no).status_code == 200


def test_of_a_report_that_is_closed_to_them_they_are_told_that_there_is_one(house: House) -> None:
    reports = next(one.id for one in house.desk.records.sources() if one.kind == "reports")
    house.desk.cases.put_source(house.desk.cases.add("Orchard", FORCE, BY).id, reports)
    refused = wished(house, reason="old").text
    assert ("of a report that is not open to you" in refused, JT1 in refused) == (True, False)


def test_what_no_report_concerns_is_asked_for_with_its_reason_alone(house: House) -> None:
    way = f"/api/v1/custody/exhibits/{of_raid('XX/1')}/ask-disposal"
    assert house.ask("POST", way, OFFICER, json={"reason": "old"}).status_code == 201


def test_the_command_asks_the_same(house: House, tmp_path: Path) -> None:
    house.desk.graph.close()
    tracer = Tracer(tmp_path)
    asked = ("custody", "dispose", "JT/1", "--authorise", "--by", "JT", "--reason", "old")
    assert JT1 in tracer.inside(*asked, expect=2).err
    tracer.inside(*asked, "--despite", "its owner does not want it")
    assert "disposal" in tracer.inside("custody", "history", "JT/1").out


def evidence_on(house: House, exhibit: str, seizure: str) -> str:
    page = house.ask("GET", f"/returns/confirm?exhibit={exhibit}&seizure={seizure}", LIAISON)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page.text).split()))


def test_two_exhibits_of_one_handset_speak_against_each_other_and_a_clone_against_itself(house: House) -> None:
    raid = {"seizure": "REV/1", "place": "Unit 4 Phones", "power": "PACE 1984 s8", "expected": 2}
    assert house.ask("POST", "/api/v1/custody/raids", OFFICER, json=raid).status_code == 201
    scans = "/api/v1/custody/raids/REV%2F1/scans"
    for act in ({"act": "scan", "text": CASE.a.imei}, {"act": "scan", "text": CASE.c.imei}, {"act": "finish"}):
        assert house.ask("POST", scans, OFFICER, json=act).status_code == 200, act
    bring_when_free(house.desk.settings, Unseen())
    assert "Another exhibit in custody, JT/12 of HERON-S1, was identified as this handset too." in evidence_on(
        house, "AB/1", "REV/1"
    )
    assert "Another exhibit in custody, AB/1 of REV/1, was identified as this handset too." in evidence_on(
        house, "JT/12", RAID
    )
    clone = evidence_on(house, "AB/2", "REV/1")
    assert ("MPS-DEMO-4077/23" in clone, f"imei:{CASE.c.imei} is contested" in clone) == (True, True)
