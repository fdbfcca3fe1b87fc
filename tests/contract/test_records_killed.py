"""A load that is killed at any moment leaves each batch whole or absent, and the next load completes it."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from records_databases import ENGINES, VAULT, begun, fresh_url
from records_loading import ABSENT, ROWS, SOURCE, WHOLE, load, traces_of

from tracer.records.records import Records

BATCHES = 36
KILLS = int(os.environ.get("SOAK_KILLS", "4"))


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_url(request.param, tmp_path, request, again=False) as found:
        yield found


def kill_while_loading(url: str, seconds: float) -> None:
    # From a fork server, because it starts quickly and carries over no connection.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tracer.records.records"])
    started = context.Event()
    child = context.Process(target=load, args=(url, BATCHES, started))
    child.start()
    assert started.wait(60)
    child.join(seconds)
    if child.pid is not None and child.is_alive():
        os.kill(child.pid, signal.SIGKILL)
    child.join()


def check(records: Records, first: int) -> int:
    """Every batch from this one on is whole or absent; gives back how many are whole."""
    done = set(records.committed_batches(SOURCE))
    assert done == set(range(len(done)))
    for number in range(first, min(len(done) + 2, BATCHES)):
        assert traces_of(records, number) == (WHOLE if number in done else ABSENT), number
    source = records.source(SOURCE)
    assert (source.rows, records.refusal_count()) == (len(done) * ROWS, len(done))
    return len(done)


def test_every_batch_is_whole_or_absent(url: str) -> None:
    begun(Records.open(url, VAULT), SOURCE).close()
    chance = random.Random(20231017)
    whole = 0
    for _ in range(KILLS):
        kill_while_loading(url, chance.uniform(0, 0.2))
        records = Records.open(url, VAULT)
        now = check(records, max(whole - 1, 0))
        # A batch once whole is never lost again.
        assert now >= whole
        whole = now
        records.close()
    kill_while_loading(url, 600)
    records = Records.open(url, VAULT)
    assert check(records, 0) == BATCHES
    source = records.source(SOURCE)
    assert (source.loaded, source.unchanged, source.rejected) == (BATCHES * (ROWS - 1), 0, BATCHES)
    records.close()
