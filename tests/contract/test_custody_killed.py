"""A booking that is killed at any moment: what was acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from custody_booking import book, events_of, key_of
from custody_ledgers import exhibit, open_ledger, soaking
from records_databases import ENGINES, VAULT, fresh_url

from tracer.custody.ledger import Ledger
from tracer.records.records import Records


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request, again=False) as found:
        yield found


def kill_while_booking(url: str, first: int, seconds: float) -> list[str]:
    """The keys that were acknowledged before the kill."""
    context = multiprocessing.get_context("fork")
    reading, writing = os.pipe()
    started = context.Event()
    child = context.Process(target=book, args=(url, first, writing, started))
    child.start()
    os.close(writing)
    assert started.wait(60)
    child.join(seconds)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    with os.fdopen(reading, "rb") as said:
        text = said.read().decode()
    # A line cut off by the kill was not said.
    return text[: text.rfind("\n") + 1].split()


def check(ledger: Ledger, keys: list[str]) -> None:
    """Every acknowledged event is there once, and asking again under its key adds nothing."""
    size = ledger.size()
    for key in keys:
        number, step = map(int, key.split(":"))
        entry = ledger.append(events_of(number)[step], key, step)
        assert (entry.sequence, entry.event.exhibit) == (step + 1, exhibit(number))
    assert ledger.size() == size


def finish(ledger: Ledger, keys: list[str]) -> int:
    """Repeats what was under way as the officer would, not knowing whether it was kept. Gives the next free number."""
    last = max((int(key.split(":")[0]) for key in keys), default=None)
    if last is None:
        return 0
    for step, said in enumerate(events_of(last)):
        ledger.append(said, key_of(last, step), step)
    history = ledger.history(exhibit(last))
    assert [entry.event.kind for entry in history] == [said.kind for said in events_of(last)]
    return last + 10


def test_what_was_acknowledged_is_there_and_nothing_twice(url: str) -> None:
    kills = 1_000 if soaking() else 12
    chance = random.Random(20231015)
    first, acknowledged = 0, 0
    for kill in range(kills):
        keys = kill_while_booking(url, first, chance.uniform(0, 0.25))
        records = Records.open(url, VAULT)
        ledger = open_ledger(records)
        check(ledger, keys)
        acknowledged += len(keys)
        first = max(finish(ledger, keys), first + 10)
        if kill % 50 == 0 or kill == kills - 1:
            assert ledger.verify().problems == ()
        records.close()
    assert acknowledged
