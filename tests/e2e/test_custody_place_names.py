"""Places are named as the records name them, wherever custody is told, and not by an id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from custody_ledgers import event, exhibit, record, seizure
from tracer_command import Tracer
from web_house import House, opened_house

from api.usecases.custody.keyring import new_key
from tracer.custody.events import Officer, officer_id

OFFICER, SHOP, UNKNOWN = "custody officer", "place:unit-4-phones", "place:nobody-s-yard"


@pytest.fixture
def house(heron: Tracer, tmp_path: Path) -> Iterator[House]:
    """An exhibit of the shop of the demonstration case, and one of a place that no list names."""
    with opened_house(heron.home, tmp_path) as made:
        new_key(made.desk.custody)
        made.desk.ledger.add_officer(Officer(officer_id("JT"), "Jo Tarn"))
        for number, place in ((1, SHOP), (2, UNKNOWN)):
            record(made.desk.ledger, replace(seizure(number), location=place))
        yield made


def test_pages_programs_and_commands_name_the_shop(house: House, tmp_path: Path) -> None:
    told = [
        house.ask("GET", f"/exhibits/{exhibit(1)}", OFFICER).text,
        house.ask("GET", "/exhibits?seizure=HERON%2F1", OFFICER).text,
        house.ask("GET", f"/api/v1/custody/exhibits/{exhibit(1)}/history", OFFICER).text,
    ]
    house.desk.graph.close()
    tracer = Tracer(tmp_path)
    told += [tracer.inside("custody", "where", "JT/1").out, tracer.inside("custody", "history", "JT/1").out]
    for text in told:
        assert ("Unit 4 Phones" in text, "at unit-4-phones" in text) == (True, False), text


def test_a_place_that_nobody_named_is_told_by_its_id(house: House) -> None:
    assert "nobody-s-yard" in house.ask("GET", f"/exhibits/{exhibit(2)}", OFFICER).text


def test_what_was_moved_there_is_told_so_as_well(house: House) -> None:
    record(house.desk.ledger, event("move", 2, minutes=60, location=SHOP))
    assert "at Unit 4 Phones" in house.ask("GET", f"/exhibits/{exhibit(2)}", OFFICER).text
