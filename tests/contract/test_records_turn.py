"""Only one holder has the turn at a time, on every records database; committing goes on meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from records_databases import ENGINES, VAULT, fresh_url, new_source

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
