"""Times of collection as people say them."""

from __future__ import annotations

from datetime import date, datetime

from tracer.records.recovery.values import Slot
from tracer.times import LONDON


def in_words(slot: Slot) -> str:
    """`Monday 2 June 2025, 10:00 to 10:30`."""
    return between(slot.begins, slot.ends)


def between(first: datetime, last: datetime) -> str:
    """The same of any two times."""
    begins, ends = first.astimezone(LONDON), last.astimezone(LONDON)
    until = f"{ends:%H:%M}" if begins.date() == ends.date() else f"{ends:%A %-d %B %Y, %H:%M}"
    return f"{day_in_words(begins.date())}, {begins:%H:%M} to {until}"


def day_in_words(day: date) -> str:
    """`Monday 2 June 2025`."""
    return f"{day:%A %-d %B %Y}"
