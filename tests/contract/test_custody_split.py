"""What is taken out of an exhibit lies where that lies, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_ledgers import STORE, event, exhibit, record
from records_databases import ENGINES, fresh_url
from recovery_case import case

from api.custody_house import CustodyHouse
from api.usecases.custody.record import Statement
from api.usecases.custody.split import split


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        yield found


def test_a_part_of_what_lies_in_a_store_is_taken_out_of_it_by_anybody_who_keeps_it(house: CustodyHouse) -> None:
    record(house.ledger, event("move", location=STORE))
    split(house, exhibit(12), Statement(by="KM"), ["JT/12/1"], None)
    part = house.ledger.state(f"{exhibit(12)}/1")
    assert (part.holder, part.location) == (STORE, STORE)
    taken = event("move", by="officer:AB", location="place:court")
    taken = type(taken)(taken.kind, part.exhibit, taken.by, location=taken.location)
    record(house.ledger, taken)
    assert house.ledger.state(part.exhibit).flags == ()


def test_a_part_of_what_somebody_holds_is_theirs_who_take_it_out(house: CustodyHouse) -> None:
    split(house, exhibit(12), Statement(by="JT"), ["JT/12/1"], None)
    assert house.ledger.state(f"{exhibit(12)}/1").holder == "officer:JT"
