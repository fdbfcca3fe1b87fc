"""Brings what raids booked to the graph while people scan: beside their answers, in a process of its own.

`python -m api.bookings` is that process. Whatever stops it, what it did not bring waits in the ledger's outbox.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from api.beside import STOPS_WITHIN_S, beside
from api.bootstrap import house
from api.custody_house import custody_house
from api.logs import log_as_json
from api.settings import Settings, read_settings
from api.usecases.custody.bring import bring_into, is_due, waits
from tracer.custody.ledger import Ledger
from tracer.errors import TracerError

_LOOKS_EVERY_S = 5.0
_AGAIN_AFTER_S = 30.0
_AT_THE_LATEST_S = 600.0
log = structlog.get_logger("tracer.bookings")


class Unseen:
    """The progress of work that nobody watches."""

    def file(self, name: str, size: int) -> None:
        """A file of so many bytes is begun."""

    def moved(self, done: int, rows: int) -> None:
        """So many bytes of it are read, and so many more rows dealt with."""

    def tell(self, text: str) -> None:
        """A message for whoever watches."""


@contextmanager
def bringing(ledger: Ledger, work: bool = True, logged: bool = True) -> Iterator[None]:
    """Brings what is due while the block lasts. What is on its way when it ends is left to whoever is next."""
    if not work:
        yield
        return
    with beside("bookings", lambda stop: _serve(ledger, stop, logged)):
        yield


def bring_now(settings: Settings) -> int:
    """Brings all that waits; gives how many rows. Raises as `house` and `bring` do."""
    with custody_house(settings) as plain:
        if not waits(plain.ledger):
            return 0
    with house(settings) as opened:
        return sum(one.rows for one in bring_into(opened, Unseen()))


def _serve(ledger: Ledger, stop: threading.Event, logged: bool) -> None:
    again = _Again()
    while not stop.wait(_LOOKS_EVERY_S):
        try:
            if not (again.is_time(ledger.size()) and is_due(ledger.pending(), datetime.now(UTC)) and waits(ledger)):
                continue
        except TracerError as error:
            # To look costs little, so the next look is as soon as ever.
            _told(logged, "what waits to be brought cannot be read", error)
            continue
        try:
            done = _done(stop, logged)
        except OSError as error:
            done = False
            _told(logged, "the bookings that wait cannot be brought now", error)
        if not done:
            again.failed()


def _told(logged: bool, what: str, error: Exception) -> None:
    if logged:
        log.warning(what, why=type(error).__qualname__)


@dataclass(slots=True)
class _Again:
    """When to try again after a failure: later each time, but soon where more was booked since."""

    size: int = -1
    pause: float = _AGAIN_AFTER_S
    not_before: float = 0.0

    def is_time(self, size: int) -> bool:
        if size != self.size:
            self.size, self.pause = size, _AGAIN_AFTER_S
            self.not_before = min(self.not_before, time.monotonic() + self.pause)
        return time.monotonic() >= self.not_before

    def failed(self) -> None:
        self.not_before = time.monotonic() + self.pause
        self.pause = min(2 * self.pause, _AT_THE_LATEST_S)


def _done(stop: threading.Event, logged: bool) -> bool:
    process = subprocess.Popen(
        [sys.executable, "-m", "api.bookings"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=None if logged else subprocess.DEVNULL,
    )
    while process.poll() is None:
        if stop.wait(0.5):
            process.terminate()
            process.wait(STOPS_WITHIN_S)
    return process.returncode == 0


def main() -> int:
    """Bring what waits, once."""
    log_as_json()
    try:
        rows = bring_now(read_settings())
    except TracerError as error:
        log.warning("bookings wait for the graph", why=error.what)
        return 1
    if rows:
        log.info("bookings are in the graph", rows=rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
