"""Raids on both databases: a scan's key is written with what it books or not at all, and stands for that alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from test_records_access import at_once

from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import CustodyEvent, Entry, EventKind, Officer, RefusedError
from tracer.custody.ledger import Ledger
from tracer.custody.raid import Booked
from tracer.errors import NotFoundError
from tracer.records import raids as raids_part
from tracer.records.access.values import AccessError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.known_seizures import KnownSeizures
from tracer.records.raids import Raid, RaidAnswer, Raids
from tracer.records.records import Records
from tracer.records.values import Asked

BY = Asked("person:one", "custody of exhibits")
OPENED = Raid("HERON/1", "heron/1", "unit-4-phones", "Unit 4", "search warrant", 74)
NOW = datetime(2023, 10, 15, 10, 0, tzinfo=UTC)


@pytest.fixture
def records(records: Records) -> Records:
    """With a raid that is open."""
    records.part(Raids).open(OPENED, BY)
    return records


def test_a_seizure_is_known_by_what_is_booked_loaded_or_opened(records: Records) -> None:
    known = records.part(KnownSeizures)
    assert known.every() == {"heron/1"}
    book(booker(records), records.part(Raids), "k1", "352656105000012")
    assert known.every() == {"heron/1", "HERON/1"}


def booker(records: Records) -> Booker:
    ledger = Ledger.open(records, "custody.example.org/raids", allow_unsafe_disk=True)
    ledger.add_officer(Officer("officer:JT", "Officer JT"))
    return Booker(ledger, Occasion("HERON/1", "officer:JT", "place:unit-4", "warrant", lambda: NOW))


def book(one: Booker, raids: Raids, key: str, phone: str) -> Booked:
    def also(writer: CustodyWriter, entries: tuple[Entry, ...]) -> None:
        raids.claim(writer, RaidAnswer(key, "HERON/1", "scan", entries[-1].event.exhibit, None))

    one.also = also
    return one.seize({"description": phone}, frozenset((f"described:{phone}",)), phone)


def test_a_raid_is_opened_once_and_counted_again(records: Records) -> None:
    raids = records.part(Raids)
    again = raids.open(Raid("HERON/1", "other", "elsewhere", "", "none", 1), BY)
    assert (again.reference, again.counted, again.finished_at) == ("heron/1", 74, None)
    assert raids.recount("HERON/1", 75).counted == 75
    assert raids.finish("HERON/1").finished_at is not None
    assert [one.seizure for one in raids.every()] == ["HERON/1"]
    with pytest.raises(NotFoundError, match="no such raid"):
        raids.find("HERON/2")


def test_what_came_out_of_a_phone_is_taken_back_with_it_and_the_seal_of_its_bag_is_free(records: Records) -> None:
    one = booker(records)
    phone = one.seize({"description": "a"}, frozenset(("described:a",)), "a")
    card = one.take_out(phone, {"description": "sim 8944"})
    chip = one.take_out(card, {"description": "its chip"})
    one.seal(phone, "Q 1")
    one.seal(chip, "Q 2")
    assert one.withdraw(phone, "misread") == ("JT/1/1", "JT/1/1/1")
    assert one.refresh().all_booked == ()
    assert one.refresh().by_identifier() == {}
    for place in (phone, card, chip):
        last = one.ledger.history(place.exhibit)[-1]
        assert (last.withdraws, last.event.corrects) == (True, place.event)

    again, other = (one.seize({"description": name}, frozenset((f"described:{name}",)), name) for name in ("a", "b"))
    one.seal(again, "q 1")
    with pytest.raises(RefusedError, match="already used, on JT/2"):
        one.seal(other, "Q 1")
    assert one.ledger.exhibit_of_seal("Q 1") == again.exhibit
    elsewhere = Booker(one.ledger, replace(one.occasion, seizure="OTHER/1"))
    stranger = elsewhere.seize({"description": "c"}, frozenset(("described:c",)), "c")
    with pytest.raises(RefusedError, match="already used, on JT/1/1/1"):
        elsewhere.seal(stranger, "Q 2")
    assert one.ledger.verify().problems == ()


def test_a_part_that_has_passed_on_keeps_the_booking_of_its_phone(records: Records) -> None:
    one = booker(records)
    phone = one.seize({"description": "a"}, frozenset(("described:a",)), "a")
    card = one.take_out(phone, {"description": "sim 8944"})
    one.ledger.append(CustodyEvent(EventKind.MOVE, card.exhibit, "officer:JT", location="place:van"), "moved")
    with pytest.raises(RefusedError, match="JT/1/1 has changed hands or place"):
        one.withdraw(phone, "misread")
    assert [each.reference for each in one.refresh().all_booked] == ["JT/1", "JT/1/1"]


def test_a_key_is_written_with_what_it_books_or_not_at_all(records: Records) -> None:
    raids, one = records.part(Raids), booker(records)
    first = book(one, raids, "key-1", "a")
    claimed = raids.given("key-1")
    assert claimed is not None
    assert (claimed.exhibit, claimed.answer) == (first.exhibit, None)
    with pytest.raises(AccessError, match="booked already"):
        book(one, raids, "key-1", "b")
    assert [each.reference for each in one.refresh().items] == ["JT/1"]
    assert raids.given("key-2") is None


def test_of_those_that_send_one_key_at_once_one_books(records: Records) -> None:
    raids, several = records.part(Raids), [booker(records) for _ in range(6)]

    def send(number: int) -> str:
        try:
            return book(several[number], raids, "key-1", f"phone {number}").reference
        except AccessError:
            return "told"

    assert sorted(at_once(send, 6)) == ["JT/1", *["told"] * 5]
    assert len(several[0].refresh().items) == 1


def test_an_answer_is_kept_encrypted_for_a_week(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    raids = records.part(Raids)
    raids.keep(RaidAnswer("key-1", "HERON/1", "scan", "exhibit:HERON/1:JT/1", "found in a drawer"))
    raids.keep(RaidAnswer("key-1", "HERON/1", "scan", None, "another"))
    given = raids.given("key-1")
    assert given is not None
    assert given.answer == "found in a drawer"
    with raids.database.reading() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM raid_answer")).all()
    assert not any(b"drawer" in (part if isinstance(part, bytes) else str(part).encode()) for part in row)
    later = raids_part.now() + timedelta(days=8)
    monkeypatch.setattr(raids_part, "now", lambda: later)
    raids.keep(RaidAnswer("key-2", "HERON/1", "scan", None, "later"))
    assert raids.given("key-1") is None
