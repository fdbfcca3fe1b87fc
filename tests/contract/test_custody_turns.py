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
from custody_ledgers import event, exhibit, officer, open_ledger, record, seizure, soaking
from records_databases import ENGINES, VAULT, fresh_url

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


def test_two_who_book_one_raid_never_collide_and_one_who_repeats_a_scan_books_once(url: str) -> None:
    open_ledger(Records.open(url, VAULT), ("JT", "AB"))

    def book(name: str) -> list[int]:
        records = Records.open(url, VAULT)
        ledger = Ledger.open(records, "custody.example.org/heron", allow_unsafe_disk=True)
        numbers = range(100, 115) if name == "JT" else range(200, 215)
        indexes = []
        for number in numbers:
            said = event("seize", number, by=officer(name), seal_after=f"S{number}")
            # The scanner repeats itself, with the same key.
            first, again = (ledger.append(said, f"{name}:{number}", 0) for _ in range(2))
            assert first == again
            indexes.append(first.index)
        records.close()
        return indexes

    with ThreadPoolExecutor(2) as pool:
        both = [index for some in pool.map(book, ("JT", "AB")) for index in some]
    assert sorted(both) == list(range(30))


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
