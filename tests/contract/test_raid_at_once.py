"""Several devices say something of one exhibit at one moment: each is told what was recorded of what it said."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from custody_ledgers import RAID, officer, open_ledger
from custody_raids import imei
from records_databases import ENGINES, VAULT, fresh_url

from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_commands import take
from api.usecases.custody.raid_replies import Reply
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import CustodyEvent, EventKind, exhibit_id
from tracer.custody.ledger import Ledger
from tracer.custody.scanned import Known, KnownPhone
from tracer.records.evidence import EvidenceStore
from tracer.records.raids import Count, Raid, Raids
from tracer.records.records import Records
from tracer.records.values import Asked

DEVICES = ("JT", "JT", "KM", "KM")
EACH = 8
ICCID = "8944110068123456789"
Say = Callable[[int, int], str]


class Nothing:
    """Look-ups that know of no phone."""

    def known(self, *_: object, **__: object) -> Known:
        return Known()

    def among(self, *_: object, **__: object) -> frozenset[str]:
        return frozenset()

    def came_from(self, *_: object, **__: object) -> tuple[KnownPhone, ...]:
        return ()

    def model_of(self, *_: object, **__: object) -> tuple[str, str] | None:
        return None


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with a raid in which JT booked one phone."""
    with fresh_url(request.param, tmp_path, request) as found:
        records = Records.open(found, VAULT)
        open_ledger(records, ("JT", "KM"))
        opened = Raid("HERON/1", "HERON/1", "unit-4-phones", "Unit 4", "search warrant", 2)
        records.part(Raids).open(opened, Asked("officer:JT", "booking"))
        take(session_of(records, "JT", tmp_path), imei(1))
        records.close()
        yield found


def session_of(records: Records, name: str, folder: Path) -> RaidSession:
    ledger = Ledger.open(records, "custody.example.org/heron", allow_unsafe_disk=True)
    occasion = Occasion("HERON/1", officer(name), "place:unit-4", "search warrant", lambda: RAID)
    count = Count(records.part(Raids), "HERON/1")
    return RaidSession(
        Booker(ledger, occasion), Nothing(), EvidenceStore(folder / "evidence", VAULT), lambda: RAID, count, 2
    )


def at_once(url: str, folder: Path, say: Say, each: int = EACH, about: Sequence[str] = ("JT/1",)) -> list[Reply]:
    """What each device was told of each line, all of them about JT/1, or each about its own."""
    line = threading.Barrier(len(DEVICES))

    def device(number: int) -> list[Reply]:
        records = Records.open(url, VAULT)
        session = session_of(records, DEVICES[number], folder)
        told = []
        for turn in range(each):
            line.wait()
            session.last = session.last_booked(about[number % len(about)])
            reply = take(session, say(number, turn))
            assert reply is not None
            told.append(reply)
        records.close()
        return told

    with ThreadPoolExecutor(len(DEVICES)) as pool:
        return [reply for some in pool.map(device, range(len(DEVICES))) for reply in some]


@pytest.fixture
def after(url: str, tmp_path: Path) -> Iterator[RaidSession]:
    """The raid as whoever comes later reads it."""
    records = Records.open(url, VAULT)
    yield session_of(records, "JT", tmp_path)
    records.close()


def test_each_part_that_is_told_is_an_exhibit_of_its_own(url: str, after: RaidSession, tmp_path: Path) -> None:
    told = at_once(url, tmp_path, lambda *_: ".sub sim")
    assert Counter((one.word, one.did) for one in told) == {("PART", "booked"): len(DEVICES) * EACH}
    parts = [one.reference for one in after.booker.refresh().all_booked if one.part_of]
    assert sorted(parts) == sorted({str(one.reference) for one in told})
    assert len(parts) == len(DEVICES) * EACH
    assert after.booker.ledger.refusals() == ()
    assert after.booker.ledger.verify().problems == ()


def test_a_part_with_a_number_is_booked_once_whoever_says_it(url: str, after: RaidSession, tmp_path: Path) -> None:
    told = at_once(url, tmp_path, lambda _, turn: f".sub sim 8944{turn}")
    assert Counter(one.word for one in told) == {"PART": EACH, "DUPLICATE": (len(DEVICES) - 1) * EACH}
    by_number = Counter((one.reference, one.details[0][:9]) for one in told if one.word == "PART")
    assert set(by_number.values()) == {1}
    assert {one.reference for one in told} == {f"JT/1/{number + 1}" for number in range(EACH)}
    assert len([one for one in after.booker.refresh().all_booked if one.part_of]) == EACH
    assert after.booker.ledger.refusals() == ()


def test_a_sim_is_taken_out_of_one_phone_under_one_name(url: str, after: RaidSession, tmp_path: Path) -> None:
    take(after, imei(9))
    names = ("SIM", "", "card", "sim")
    told = at_once(url, tmp_path, lambda device, _: f".sub {names[device]} {ICCID}", 1, ("JT/1", "JT/2"))
    assert Counter(one.word for one in told) == {"PART": 1, "DUPLICATE": len(DEVICES) - 1}
    (part,) = {one.reference for one in told}
    assert [one.reference for one in after.booker.refresh().all_booked if one.part_of] == [part]
    take(after, f".undo {part}")
    reply = take(after, f".sub {ICCID}")
    assert reply is not None
    assert reply.word == "PART"


@pytest.mark.parametrize("command", ["condition", "colour"])
def test_each_note_that_is_told_is_in_the_history(url: str, after: RaidSession, tmp_path: Path, command: str) -> None:
    told = at_once(url, tmp_path, lambda device, turn: f".{command} said by {device} as number {turn}")
    assert {(one.word, one.did) for one in told} == {("NOTED", "booked")}
    ledger = after.booker.ledger
    history = ledger.history(exhibit_id("HERON/1", "JT/1"))[1:]
    said = [ledger.openings(entry)[0].text for entry in history]
    assert sorted(said) == sorted(one.details[0] for one in told)


def test_the_same_note_of_two_devices_is_recorded_for_each(url: str, after: RaidSession, tmp_path: Path) -> None:
    told = at_once(url, tmp_path, lambda *_: ".condition cracked")
    assert {(one.word, one.did) for one in told} == {("NOTED", "booked")}
    assert len(after.booker.ledger.history(exhibit_id("HERON/1", "JT/1"))) == len(told) + 1


def test_what_two_devices_read_off_one_phone_is_all_kept(url: str, after: RaidSession, tmp_path: Path) -> None:
    told = at_once(url, tmp_path, lambda device, _: f".also {imei(2 + device % 3)}", 1)
    assert {one.did for one in told} <= {"booked", "told"}
    (phone,) = after.booker.refresh().items
    assert phone.identifiers == {f"imei:{imei(number)}" for number in range(1, 5)}
    assert sorted(name for name in phone.item if name.startswith("imei")) == ["imei", "imei2", "imei3", "imei4"]


def test_one_seal_is_put_on_and_the_others_are_told(url: str, after: RaidSession, tmp_path: Path) -> None:
    told = at_once(url, tmp_path, lambda device, _: f".seal Q{device}", 1)
    assert Counter(one.did for one in told) == {"booked": 1, "refused": len(DEVICES) - 1}
    (won,) = [one for one in told if one.did == "booked"]
    (phone,) = after.booker.refresh().items
    assert won.details == (f"Under seal {phone.seal}.",)
    for one in told:
        assert one is won or f"is under seal {phone.seal} already" in one.details[0]
    again = at_once(url, tmp_path, lambda *_: f".seal {phone.seal}", 1)
    assert {one.word for one in again} == {"SEALED"}


def test_what_comes_out_while_a_booking_is_taken_back_goes_back_too(
    url: str, after: RaidSession, tmp_path: Path
) -> None:
    told = at_once(url, tmp_path, lambda device, _: ".undo" if device == 0 else ".sub sim", 1)
    assert told[0].word == "TAKEN BACK"
    assert after.booker.refresh().all_booked == ()
    for one in told[1:]:
        # Whoever comes after it was taken back is told of it, or that there is nothing that anything could come out of.
        assert one.did == "booked" or re.match(r".*JT/1|Nothing has been booked yet", one.details[0])


def test_a_part_takes_a_number_that_a_split_has_not_used(after: RaidSession) -> None:
    ledger, whole = after.booker.ledger, exhibit_id("HERON/1", "JT/1")
    part = exhibit_id("HERON/1", "JT/1/2")
    ledger.append(CustodyEvent(EventKind.SPLIT, whole, "officer:JT", RAID, parts=(part,)), "split")
    reply = take(after, ".sub sim")
    assert reply is not None
    assert (reply.word, reply.reference) == ("PART", "JT/1/3")
