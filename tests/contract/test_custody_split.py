"""What is taken out of an exhibit lies where that lies, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_ledgers import STORE, event, exhibit, record
from pypdfium2 import PdfDocument
from records_databases import ENGINES, fresh_url
from recovery_case import ASKED, case

from api.custody_house import CustodyHouse
from api.usecases.custody.dossier import dossiers
from api.usecases.custody.history import history
from api.usecases.custody.keyring import new_key
from api.usecases.custody.papers import continuity, sheet
from api.usecases.custody.record import Statement
from api.usecases.custody.split import split
from tracer.custody.documents._input import Imprint
from tracer.custody.documents.label import exhibit_labels
from tracer.custody.documents.mg11 import continuity_statement


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


def text(document: bytes) -> str:
    """The text of all pages, with its white space collapsed."""
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(document))


def test_the_papers_of_a_part_say_what_it_was_taken_out_of_and_when_that_was_seized(house: CustodyHouse) -> None:
    new_key(house)
    split(house, exhibit(12), Statement(by="KM", at="2023-10-17T09:00"), ["JT/12/1"], None)
    split(house, f"{exhibit(12)}/1", Statement(by="KM", at="2023-10-17T10:00"), ["JT/12/1/A"], None)
    part = f"{exhibit(12)}/1/A"
    (one,) = dossiers(house, [part], None, ASKED)
    whole = sheet(dossiers(house, [exhibit(12)], None, ASKED)[0])
    made = sheet(one)
    assert (made.within, made.seized_at, made.place, made.power) == (
        "JT/12/1",
        whole.seized_at,
        whole.place,
        whole.power,
    )
    assert made.officer.startswith("KM")
    imprint = Imprint(house.now.replace(microsecond=0), "KM")
    assert "in JT/12/1; taken out by KM" in text(exhibit_labels([made], imprint))
    statement = text(continuity_statement(continuity(house, one, "KM", "officer"), imprint))
    assert "part of JT/12/1" in statement
    assert "JT/12/1/A was taken out of JT/12/1. What it was in was seized 15 Oct 2023" in statement
    first = history(house, part, None, None).lines[0].what
    assert first.endswith(", taken out of JT/12/1")
