"""Only one holder has the turn at a time, on every records database; committing goes on meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from records_databases import ENGINES, VAULT, fresh_url, new_source

from tracer.errors import RecordsError
from tracer.records import database
from tracer.records.access.sessions import Sessions
from tracer.records.records import Records


@pytest.mark.parametrize("engine", ENGINES)
def test_a_second_holder_waits_and_commits_do_not(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    with fresh_url(engine, tmp_path, request) as url:
        first, second = Records.open(url, VAULT), Records.open(url, VAULT)
        order: list[str] = []

        def wait_for_the_turn() -> None:
            with second.turn():
                order.append("second")

        with first.turn():
            waiting = threading.Thread(target=wait_for_the_turn)
            waiting.start()
            second.begin(new_source())
            waiting.join(timeout=0.5)
            assert waiting.is_alive()
            order.append("first")
        waiting.join(timeout=30)
        assert order == ["first", "second"]
        first.close()
        second.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_threads_of_a_process_write_one_after_the_other(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_url(engine, tmp_path, request) as url:
        records = Records.open(url, VAULT)
        within = records.part(Sessions).database
        begun, done = threading.Event(), threading.Event()

        def write_after() -> None:
            begun.set()
            records.begin(new_source())
            done.set()

        with within.writing():
            waiting = threading.Thread(target=write_after)
            waiting.start()
            begun.wait(30)
            assert not done.wait(0.3)
        waiting.join(30)
        assert done.is_set()
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
        told: list[str] = []

        def write_too_late() -> None:
            with pytest.raises(RecordsError) as error:
                records.begin(new_source())
            told.append(error.value.what)

        with within.writing():
            waiting = threading.Thread(target=write_too_late)
            waiting.start()
            waiting.join(30)
        assert told == ["Others have been writing to the records for long."]
        records.close()
