"""An IMEI that was misread at booking is put right: what is read off an exhibit is then the right one, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from custody_ledgers import RAID, event, exhibit, record
from custody_raids import imei
from records_databases import ENGINES, fresh_url
from recovery_case import case, confirmed
from test_raid_at_once import Nothing

from api.custody_house import CustodyHouse
from api.usecases.custody.amend import Right, correct
from api.usecases.custody.chains import chain
from api.usecases.custody.dossier import dossiers
from api.usecases.custody.history import history
from api.usecases.custody.papers import raid_list, sheet
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_commands import take
from api.usecases.custody.read_off import read_off
from api.usecases.custody.record import Recorded, Statement
from api.usecases.custody.reread import Reading
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import Attachment, Private
from tracer.errors import UsageError
from tracer.records.raids import Count, Raid, Raids
from tracer.records.values import Asked

ASKED = Asked("officer:KM", "a test")
WRONG, RIGHT, THIRD = imei(801), imei(802), imei(803)
SAID = Statement(by="KM", reason="the 3 was a worn 8", key="k1")
WHERE = exhibit(21)


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustodyHouse]:
    with fresh_url(request.param, tmp_path, request) as url, case(url, tmp_path) as found:
        texts = {"imei": Private(WRONG), "make": Private("Apple"), "serial": Private("F2LXK0ABCD")}
        record(found.ledger, event("seize", 21, minutes=0, seizure="HERON/1", power="PACE s19", private=texts))
        yield found


def session_of(house: CustodyHouse, booker: Booker) -> RaidSession:
    """A session of a raid, on a graph that knows nothing."""
    raids = house.records.part(Raids)
    raids.open(Raid("HERON/1", "HERON/1", "unit-4", "", "PACE s19", 9), ASKED)
    count = Count(raids, "HERON/1")
    return RaidSession(booker, Nothing(), house.evidence, lambda: RAID, count, 9)


def put_right(house: CustodyHouse, said: Statement = SAID, number: int = 21, **read: str) -> Recorded:
    return correct(house, exhibit(number), said, "1", Right(read=Reading(**read)))


def test_what_is_read_off_it_is_then_the_right_one_and_the_first_reading_stays(house: CustodyHouse) -> None:
    done = put_right(house, imei=f"{RIGHT[:6]} {RIGHT[6:]}", colour="black")
    assert put_right(house, imei=f"{RIGHT[:6]} {RIGHT[6:]}", colour="black").entry == done.entry
    assert read_off(house, WHERE, ASKED) == {f"imei:{RIGHT}", "serial:F2LXK0ABCD"}
    (one,) = dossiers(house, [WHERE], None, ASKED)
    assert sheet(one).imeis == (RIGHT,)
    assert sheet(one).description == "Apple black"
    assert raid_list((one,), None).exhibits[0].imeis == (RIGHT,)
    first, second = house.ledger.history(WHERE)
    assert {each.field: each.text for each in house.ledger.openings(first)}["imei"] == WRONG
    assert second.event.corrects == first.id
    words = "KM corrected event 1 (seize): the IMEI and the colour read off it are put right"
    told = history(house, WHERE, None, None)
    assert told.lines[1].what == words
    assert told.lines[0].corrected == (f"corrected at 2: {words}",)
    assert RIGHT not in repr(told)
    assert chain(one)[1].what == f"{words}: the 3 was a worn 8".replace("KM", "KM (Officer KM)", 1)


def test_an_identifier_is_checked_as_when_it_is_booked_and_where_it_was_said(house: CustodyHouse) -> None:
    record(
        house.ledger,
        event("attach", 21, minutes=1, by="officer:JT", attachments=(Attachment("ab" * 32, 4, "text/plain"),)),
    )
    for read in (
        {"imei": RIGHT[:-1] + str(int(RIGHT[-1]) % 8 + 1)},
        {"imei2": "12"},
        {"serial": "?"},
        {"imei": RIGHT, "imei2": RIGHT},
    ):
        with pytest.raises(UsageError):
            put_right(house, **read)
    with pytest.raises(UsageError, match="Nothing was read off it at event 2"):
        correct(house, WHERE, SAID, "2", Right(read=Reading(imei=RIGHT)))
    with pytest.raises(UsageError, match="reason"):
        put_right(house, replace(SAID, reason=None), imei=RIGHT)
    assert len(house.ledger.history(WHERE)) == 2


def test_another_with_the_same_and_a_confirmation_by_the_old_are_told(house: CustodyHouse) -> None:
    confirmed(house)
    assert put_right(house, number=12, make="Apple").hints == ()
    told = put_right(house, replace(SAID, key="k2"), 12, imei=WRONG).hints
    assert [one.partition(" ")[0] for one in told] == ["DUPLICATE:", "This"]
    assert "JT/21" in told[0]
    assert "confirmed for a report by KM: look again" in told[1]


def test_the_phone_whose_imei_it_was_taken_for_can_be_booked(house: CustodyHouse) -> None:
    booker = Booker(house.ledger, Occasion("HERON/1", "officer:JT", None, None, lambda: RAID))
    identifiers = frozenset({f"imei:{THIRD}"})
    first = booker.seize({"imei": THIRD}, identifiers, "its key")
    correct(house, first.exhibit, SAID, "1", Right(read=Reading(imei=RIGHT)))
    second = booker.seize({"imei": THIRD}, identifiers, "its key")
    assert second.reference != first.reference
    assert booker.book.by_identifier()[f"imei:{RIGHT}"] == first.reference


def test_an_identifier_that_is_not_on_it_is_taken_off_and_the_phone_that_has_it_can_be_booked(
    house: CustodyHouse,
) -> None:
    booker = Booker(house.ledger, Occasion("HERON/1", "officer:JT", None, None, lambda: RAID))
    session = session_of(house, booker)
    booked = [take(session, line) for line in (RIGHT, f".also {THIRD}", THIRD)]
    assert [one and one.word for one in booked] == ["NOT REPORTED", "NOT REPORTED", "DUPLICATE"]
    first = booker.book.items[-1].exhibit
    done = correct(house, first, SAID, "2", Right(read=Reading(imei2="None")))
    assert done.hints == ()
    assert history(house, first, None, None).lines[2].what.endswith("the second IMEI read off it is put right")
    assert read_off(house, first, ASKED) == {f"imei:{RIGHT}"}
    (one,) = dossiers(house, [first], None, ASKED)
    assert sheet(one).imeis == (RIGHT,)
    assert [one and one.word for one in (take(session, RIGHT), take(session, THIRD))] == ["DUPLICATE", "NOT REPORTED"]
    again = booker.book.exhibits[first]
    assert (again.identifiers, again.misread) == ({f"imei:{RIGHT}"}, {f"imei:{THIRD}"})


def test_what_is_given_and_empty_or_was_never_said_is_refused(house: CustodyHouse) -> None:
    for empty in ({"imei": ""}, {"serial": " "}, {"make": ""}):
        with pytest.raises(UsageError, match="It is not said what the"):
            put_right(house, **empty)
    with pytest.raises(UsageError, match="never said what the third IMEI is"):
        put_right(house, imei3="none")
    with pytest.raises(UsageError, match="Two of the IMEIs are the same"):
        put_right(house, imei3=RIGHT, imei4=RIGHT)
    done = put_right(house, imei="none", serial="none", imei3=THIRD)
    assert read_off(house, WHERE, ASKED) == {f"imei:{THIRD}"}
    assert done.state.sequence == 2
