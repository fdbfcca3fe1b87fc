"""What heads a document of several exhibits is so for each of them, or says that it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from custody_ledgers import LABORATORY, RAID, event, exhibit, reason, record
from records_databases import ENGINES, fresh_url
from recovery_case import ASKED, case

from api.custody_house import CustodyHouse
from api.usecases.custody.dossier import dossiers
from api.usecases.custody.keyring import new_key
from api.usecases.custody.papers import raid_list, receipt
from api.usecases.custody.record import Statement
from api.usecases.recovery.hand_back import HandingBack, _data

USUAL, OTHER = "search warrant, PACE 1984 s8", "PACE 1984 s19"
NUMBERS = (31, 32, 33)


@pytest.fixture(params=ENGINES[:1])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    """Three exhibits of a seizure, of which the first was taken elsewhere and under another power."""
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        new_key(found)
        for number in NUMBERS:
            first = number == NUMBERS[0]
            where = {"location": "place:a van outside" if first else "place:unit 4", "power": OTHER if first else USUAL}
            record(found.ledger, event("seize", number, minutes=number, seizure="HERON/1", **where))
        yield found


def test_a_list_is_headed_by_what_is_so_for_most(house: CustodyHouse) -> None:
    made = raid_list(dossiers(house, [exhibit(one) for one in NUMBERS], None, ASKED), 3)
    assert (made.power, made.place) == (USUAL, "unit 4")
    assert [one.power for one in made.exhibits] == [OTHER, USUAL, USUAL]


def test_a_receipt_names_every_power_and_every_place(house: CustodyHouse) -> None:
    made = receipt(house, dossiers(house, [exhibit(one) for one in NUMBERS], None, ASKED), "Lee Marr")
    assert (made.power, made.place) == (f"{OTHER}; {USUAL}", "a van outside; unit 4")


def test_a_list_knows_what_left_and_when_it_rightly_did(house: CustodyHouse) -> None:
    lent, gone, back = NUMBERS
    due = RAID + timedelta(days=9)
    record(house.ledger, event("lend", lent, minutes=40, to=LABORATORY, due=due))
    record(house.ledger, event("authorise_disposal", gone, by="officer:AB", minutes=41))
    (done,) = record(house.ledger, event("dispose", gone, minutes=42))
    record(house.ledger, event("correct", gone, minutes=44, corrects=done.id, private=reason("mistyped")))
    record(house.ledger, event("return", back, minutes=43, to="owner:0a1b"))
    made = raid_list(dossiers(house, [exhibit(one) for one in NUMBERS], None, ASKED), 3)
    assert [one.left for one in made.exhibits] == ["on_loan", "disposed", "returned"]
    assert [one.left_at for one in made.exhibits] == [RAID + timedelta(minutes=later) for later in (40, 44, 43)]


def test_a_receipt_of_a_return_says_where_it_was_or_nothing(house: CustodyHouse) -> None:
    (one,) = dossiers(house, [exhibit(NUMBERS[0])], None, ASKED)
    handing = HandingBack("confirmation:1", Statement("JT"), "passport", "Lee Marr")
    assert _data(house, one, handing, house.now).place == "a van outside"
    record(house.ledger, event("return", NUMBERS[0], minutes=60, to="owner:x"))
    assert receipt(house, dossiers(house, [exhibit(NUMBERS[0])], None, ASKED), None).place == "a van outside"
    counter = event("return", NUMBERS[1], minutes=60, to="owner:y", location="place:front counter")
    record(house.ledger, counter)
    both = dossiers(house, [exhibit(one) for one in NUMBERS[:2]], None, ASKED)
    assert receipt(house, both, None).place == "a van outside; front counter"
    record(house.ledger, event("seize", 34, minutes=34, seizure="HERON/1"))
    record(house.ledger, event("return", 34, minutes=60, to="owner:z"))
    assert receipt(house, dossiers(house, [exhibit(34)], None, ASKED), None).place == ""
