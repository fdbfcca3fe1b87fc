"""Makes whoever guesses wait: longer after each failure."""

from __future__ import annotations

from datetime import timedelta

from api.problems import TooOftenError
from tracer.records.access.attempts import Attempts
from tracer.records.part import now

WINDOW = timedelta(minutes=15)
_LONGEST_WAIT_S = 900


def require_patience(attempts: Attempts, what: str, free: int) -> None:
    """Raises `TooOftenError` while something that failed more than `free` times within the window has to wait."""
    failures, last = attempts.since(what, WINDOW)
    if failures < free or last is None:
        return
    wait = min(2 ** (failures - free) * 5, _LONGEST_WAIT_S)
    left = wait - (now() - last).total_seconds()
    if left > 0:
        raise TooOftenError(
            "There were too many attempts.", f"Wait {int(left) + 1} seconds, then try again.", int(left) + 1
        )
