"""Do something again and again until the process is asked to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from tracer.errors import TracerError


def repeat(once: Callable[[], bool], seconds: float, tell: Callable[[str], None]) -> bool:
    """Runs `once` now and every so many seconds; gives what its last run gave.

    SIGTERM and SIGINT end it after the run that is under way. What fails is told, and tried again next time.
    """
    stop = threading.Event()

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    done = True
    try:
        while True:
            done = _tried(once, tell)
            if stop.wait(seconds):
                return done
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tried(once: Callable[[], bool], tell: Callable[[str], None]) -> bool:
    try:
        return once()
    except TracerError as error:
        tell(str(error))
        return False
