"""The threads that work beside the answers outlive whatever keeps them from it for a while."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from api import beside as work_beside
from api import bookings, jobs
from api.beside import beside
from tracer.errors import RecordsError


class Processes:
    """Where processes are begun: the first cannot be; the second is done at once, and then all is to stop."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop, self.asked = stop, 0

    def __call__(self, *_: object, **__: object) -> Any:
        self.asked += 1
        if self.asked == 1:
            raise BlockingIOError("Resource temporarily unavailable")
        self.stop.set()
        return SimpleNamespace(poll=lambda: 0, returncode=0)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def processes(stop: threading.Event, monkeypatch: pytest.MonkeyPatch) -> Processes:
    made = Processes(stop)
    for module in (bookings, jobs):
        monkeypatch.setattr(module.subprocess, "Popen", made)
        monkeypatch.setattr(module, "_LOOKS_EVERY_S", 0.0)
        monkeypatch.setattr(module, "_AGAIN_AFTER_S", 0.0)
    return made


def test_bookings_are_brought_once_a_process_can_be_begun_again(
    processes: Processes, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bookings, "is_due", lambda *_: True)
    monkeypatch.setattr(bookings, "waits", lambda _: True)
    monkeypatch.setattr(bookings, "_Again", lambda: SimpleNamespace(is_time=lambda _: True, failed=lambda: None))
    ledger: Any = SimpleNamespace(pending=tuple, size=int)
    bookings._serve(ledger, stop, logged=False)
    assert processes.asked == 2


def test_a_job_waits_until_a_process_can_be_begun_again(processes: Processes, stop: threading.Event) -> None:
    waiting, given_back = [SimpleNamespace(id="job:1")], []

    def take() -> Any:
        if processes.asked == 0 and not given_back:
            return waiting[0]
        if given_back == ["job:1"]:
            given_back.append("read")
            raise RecordsError("It is away.")
        return waiting[0]

    desk: Any = SimpleNamespace(jobs=SimpleNamespace(take=take, give_back=given_back.append))
    jobs._serve(desk, stop)
    assert (processes.asked, given_back) == (2, ["job:1", "read"])


def test_what_failed_is_tried_later_each_time_and_soon_where_more_was_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(bookings, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    again = bookings._Again()
    waited = []
    for _ in range(7):
        assert again.is_time(5)
        again.failed()
        waited.append(again.not_before - clock[0])
        assert not again.is_time(5)
        clock[0] = again.not_before
    assert waited == [30, 60, 120, 240, 480, 600, 600]
    again.failed()
    assert not again.is_time(6)
    assert again.not_before - clock[0] == 30


def test_what_cannot_be_looked_at_is_looked_at_again_as_soon_as_ever(
    processes: Processes, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, failed = [], []

    def size() -> int:
        looks.append(1)
        if len(looks) < 4:
            raise RecordsError("It is away.")
        return 1

    monkeypatch.setattr(bookings, "is_due", lambda *_: True)
    monkeypatch.setattr(bookings, "waits", lambda _: True)
    monkeypatch.setattr(bookings._Again, "failed", lambda _: failed.append(processes.asked))
    ledger: Any = SimpleNamespace(pending=tuple, size=size)
    bookings._serve(ledger, stop, logged=False)
    assert (len(looks), failed) == (5, [1])


def test_work_that_ends_by_an_error_begins_again_also_where_no_log_can_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unwritable(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    began, again = [], threading.Event()

    def serve(stop: threading.Event) -> None:
        began.append(1)
        if len(began) < 3:
            raise ValueError("unforeseen")
        again.set()
        stop.wait(60)

    monkeypatch.setattr(work_beside, "_AGAIN_AFTER_S", 0.0)
    monkeypatch.setattr(work_beside.structlog, "get_logger", lambda *_: SimpleNamespace(error=unwritable))
    with beside("work", serve):
        assert again.wait(60)
    assert len(began) == 3
