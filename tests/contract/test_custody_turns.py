"""Many officers hand over the same exhibits at once: one is first each time, the others are told, and order is kept."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from custody_ledgers import RAID, event, exhibit, officer, open_ledger, record, seizure, soaking
from records_databases import ENGINES, VAULT, fresh_url

from tracer.custody.booking import BookedAlreadyError, Booker, Occasion
from tracer.custody.events import ConflictError, EventKind, Wanted
from tracer.custody.ledger import Ledger
from tracer.records.records import Records

EXHIBITS = 3


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request) as found:
        yield found


def test_one_wins_each_round_and_the_others_are_told(url: str) -> None:
    officers, rounds = (50, 100) if soaking() else (10, 10)
    records = Records.open(url, VAULT)
    ledger = open_ledger(records, ("JT", *(f"O{n}" for n in range(officers))))
    record(ledger, *(seizure(n) for n in range(EXHIBITS)))
    barrier = threading.Barrier(officers)

    def hand_over(me: int) -> list[str]:
        """Each round everybody wants the same exhibit to come to them, as they last saw it."""
        outcomes = []
        for round_ in range(rounds):
            number = round_ % EXHIBITS
            seen = ledger.state(exhibit(number))
            barrier.wait()
            said = event("hand_over", number, by=str(seen.holder), to=officer(me))
            try:
                ledger.append(said, f"{round_}:{me}", seen.sequence)
                outcomes.append("won")
            except ConflictError as lost:
                assert [each.event.kind for each in lost.since] == [EventKind.HAND_OVER]
                outcomes.append("told")
            barrier.wait()
        return outcomes

    with ThreadPoolExecutor(officers) as pool:
        outcomes = list(pool.map(hand_over, range(officers)))
    for round_ in range(rounds):
        assert Counter(each[round_] for each in outcomes) == {"won": 1, "told": officers - 1}
    check_order(ledger, rounds)
    records.close()


def check_order(ledger: Ledger, rounds: int) -> None:
    seen = 0
    for number in range(EXHIBITS):
        history = ledger.history(exhibit(number))
        assert [entry.sequence for entry in history] == list(range(1, len(history) + 1))
        for before, after in pairwise(history):
            assert before.index < after.index
            # Whoever hands it over is whom it came to.
            assert after.event.by == (before.event.to or before.event.by)
        seen += len(history) - 1
    assert seen == rounds
    assert ledger.size() == rounds + EXHIBITS
    assert ledger.verify().problems == ()


def test_of_two_who_book_the_same_numbers_one_is_first_and_one_who_repeats_a_scan_books_once(url: str) -> None:
    open_ledger(Records.open(url, VAULT), ("JT", "AB"))
    barrier = threading.Barrier(2)

    def book(name: str) -> list[int | None]:
        records = Records.open(url, VAULT)
        ledger = Ledger.open(records, "custody.example.org/heron", allow_unsafe_disk=True)
        indexes: list[int | None] = []
        for number in range(100, 110):
            said = event("seize", number, by=officer(name), seal_after=f"S{number}")
            barrier.wait()
            try:
                # The scanner repeats itself, with the same key.
                first, again = (ledger.append(said, f"{name}:{number}", 0) for _ in range(2))
                assert first == again
                indexes.append(first.index)
            except ConflictError as lost:
                assert [each.event.kind for each in lost.since] == [EventKind.SEIZE]
                indexes.append(None)
        records.close()
        return indexes

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(book, ("JT", "AB")))
    assert all((one is None) != (other is None) for one, other in zip(*both, strict=True))
    assert sorted(index for some in both for index in some if index is not None) == list(range(10))


def test_those_who_scan_the_same_phones_of_a_raid_at_once_book_each_once_and_number_on(url: str) -> None:
    """Two sessions of one officer, who would give the same number, and another officer."""
    open_ledger(Records.open(url, VAULT), ("JT", "AB"))
    names, phones = ("JT", "JT", "AB"), [f"serial:DNPXQ{number:05d}" for number in range(10)]
    barrier = threading.Barrier(len(names))

    def booker(name: str, records: Records) -> Booker:
        ledger = Ledger.open(records, "custody.example.org/heron", allow_unsafe_disk=True)
        return Booker(ledger, Occasion("HERON/1", officer(name), "place:unit-4", "warrant", lambda: RAID))

    def scan(name: str) -> list[tuple[str, str | None]]:
        records, told = Records.open(url, VAULT), list[tuple[str, str | None]]()
        one = booker(name, records)
        for phone in phones:
            barrier.wait()
            try:
                booked = one.seize({"serial": phone.partition(":")[2]}, frozenset((phone,)), phone)
                told.append(("booked", booked.reference))
            except BookedAlreadyError as error:
                told.append(("told", error.reference))
        records.close()
        return told

    with ThreadPoolExecutor(len(names)) as pool:
        answers = list(pool.map(scan, names))
    for each in zip(*answers, strict=True):
        assert sorted(did for did, _ in each) == ["booked", "told", "told"]
        assert len({reference for _, reference in each}) == 1
    records = Records.open(url, VAULT)
    after = booker("JT", records)
    assert {one.reference: one.identifiers for one in after.book.items} == {
        str(told[0][1]): frozenset((phone,)) for phone, told in zip(phones, zip(*answers, strict=True), strict=True)
    }
    for name in ("JT", "AB"):
        numbers = [int(one.reference.partition("/")[2]) for one in after.book.items if one.by == officer(name)]
        assert numbers == list(range(1, len(numbers) + 1))
    assert after.ledger.verify().problems == ()
    records.close()


def test_readers_see_whole_events_while_others_write(url: str) -> None:
    records = Records.open(url, VAULT)
    ledger = open_ledger(records)
    record(ledger, seizure())
    ended = threading.Event()

    def write() -> None:
        for _ in range(8):
            ledger.append_many([Wanted(event("restrict"), uuid4().hex) for _ in range(3)])
        ended.set()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        checked = 0
        while not ended.is_set() or not checked:
            report = ledger.verify()
            assert (report.problems, report.size % 3) == ((), 1)
            checked += 1
        writing.result()
    records.close()
