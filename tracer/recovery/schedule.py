"""When a notice that could not be sent is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=12)
TRIES = 9
"""One minute, then four times as long each time up to twelve hours: the last try is two days after the first."""


def wait_after(failures: int) -> timedelta | None:
    """How long to wait after so many failures (1 or more); None when it is given up."""
    if failures >= TRIES:
        return None
    wait: timedelta = FIRST * 4 ** (failures - 1)
    return min(wait, LONGEST)
