"""A phone goes to the owner it belongs to: what speaks against a report is said before its owner is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from custody_ledgers import record, seizure
from recovery_case import ADA, JONAH, report_fact
from tracer_command import Tracer
from web_house import House, opened_house, shown

from api.usecases.custody.keyring import new_key
from api.usecases.recovery.compared import NEVERTHELESS
from graph.ids import report_id
from tracer.custody.events import Officer, Private, officer_id
from tracer.model import ParsedBatch, PhoneSet
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.outbox import Outbox
from tracer.records.values import NewSource
from tracer.recovery.report import Report

LIAISON = "victim liaison"
OTHER = "imei:490154203237518"
READ = {1: "490154203237518", 2: "001014010910073", 3: "001014010910073", 4: "490154203237518"}
"""What was read off JT/1 and so on: of no report, or the second of the two that Ada's report has."""
ADAS = ("imei:001014010410074", "imei:001014010910073")
JONAHS = ("imei:001013015849716",)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with opened_house(tmp_path_factory.mktemp("nothing"), tmp_path_factory.mktemp("owners")) as made:
        records, ledger = made.desk.records, made.desk.ledger
        records.begin(NewSource("s1", "ab" * 32, "s1.csv", 10, "reports", "csv"))
        facts = tuple(
            replace(
                report_fact(report, row, None),
                phones=(PhoneSet(phone),),
                mentions=(report_id(report.force, report.reference),),
            )
            for row, (report, phone) in enumerate({ADA: ADAS, JONAH: JONAHS}.items(), start=2)
        )
        records.commit("s1", 0, len(facts), ParsedBatch(facts=facts))
        shown(made, "s1")
        new_key(made.desk.custody)
        ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        record(ledger, *(seizure(number, private={"imei": Private(imei)}) for number, imei in READ.items()))
        yield made


def confirming(number: int, report: Report = ADA, **more: str) -> dict[str, Any]:
    return {
        "exhibit": f"JT/{number}",
        "reference": report.reference,
        "force": report.force,
        "because": ["it has the cracked corner that was told of"],
        **more,
    }


def on_the_page(house: House, number: int, report: Report = ADA, **more: str) -> httpx.Response:
    said = confirming(number, report, **more)
    return house.ask("POST", "/returns/confirm", LIAISON, data={**said, "reasons": said.pop("because")[0]})


def nobody_was_told(house: House, number: int) -> bool:
    desk = house.desk
    of_exhibit = [one for one in desk.records.part(Confirmations).open() if one.exhibit.endswith(f"JT/{number}")]
    letters = desk.records.part(Outbox).every()
    return not of_exhibit and not any(one.confirmation in {each.id for each in of_exhibit} for one in letters)


def test_what_the_identifiers_contradict_is_said_before_an_owner_is_told(house: House) -> None:
    refused = house.ask("POST", "/api/v1/returns", LIAISON, json=confirming(1))
    assert refused.status_code == 422, refused.text
    said = refused.json()["detail"]
    assert "Against: none of its identifiers is this report's" in said
    assert "imei 49015420*****18" in said and "imei 00101401*****74" in said
    assert READ[1] not in refused.text
    page = on_the_page(house, 1)
    assert page.status_code == 422
    for words in ("Against: none of its identifiers", "49015420*****18", "Why is it this phone all the same?"):
        assert words in page.text
    assert "--" not in page.text.partition("There is a problem")[2].partition("</div>")[0]
    assert 'value="it has' not in page.text and "cracked corner" in page.text
    # A reason that was given in spite of what speaks against one report is none for another.
    again = on_the_page(house, 1, JONAH, despite="the box shows both", despite_of=ADA.owner)
    assert (again.status_code, "00101301*****16" in again.text) == (422, True)
    assert nobody_was_told(house, 1)


def test_with_a_reason_it_is_confirmed_and_what_speaks_against_it_stays_to_be_seen(house: House) -> None:
    done = on_the_page(house, 1, despite="the box shows both", despite_of=ADA.owner)
    assert done.status_code == 303, done.text
    page = house.ask("GET", done.headers["location"], LIAISON).text
    assert f"{NEVERTHELESS}the box shows both" in page.replace("&#39;", "'")
    assert "None of its identifiers is this report" in page and "against it (1)" in page
    one = done.headers["location"].partition("?")[0].removeprefix("/returns/of/")
    told = house.ask("GET", f"/api/v1/returns/{one}", LIAISON).json()
    assert told["reasons"][-1] == f"{NEVERTHELESS}the box shows both"
    assert (told["speaksFor"], "49015420*****18" in told["against"][0]) == ([], True)
    by_program = confirming(4, JONAH, despiteIdentifiers="its owner showed the box")
    assert house.ask("POST", "/api/v1/returns", LIAISON, json=by_program).status_code == 201


def test_the_second_imei_of_a_report_is_its_phone(house: House) -> None:
    done = house.ask("POST", "/api/v1/returns", LIAISON, json=confirming(2))
    assert done.status_code == 201, done.text
    found = house.ask("GET", f"/api/v1/returns/{done.json()['id']}", LIAISON).json()
    assert "None of its identifiers" not in str(found["against"])


def test_the_command_says_it_too(house: House) -> None:
    home = house.desk.settings.home
    tracer = Tracer(home.parent, {"TRACER_HOME": str(home)})
    said = ("returns", "confirm", "JT/3", "--reference", JONAH.reference, "--force", JONAH.force, "--by", "JT")
    told = tracer.inside(*said, "--because", "a guess", expect=1)
    assert "Against: none of its identifiers is this report's" in told.err
    assert "--despite-identifiers" in told.err
    tracer.inside(*said, "--because", "its owner knew the code", "--despite-identifiers", "the label is worn")
