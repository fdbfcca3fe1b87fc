"""By when an owner has to be told: the working days of the Victims' Code, Right 6, in England and Wales.

Five working days, one for those with enhanced rights. The intervals are under review, so each stands with the day from
which it holds.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from tracer.errors import ConfigurationError
from tracer.times import LONDON

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Interval:
    """How many working days there are from a day on: for most, and for owners with enhanced rights."""

    since: date
    ordinary: int
    enhanced: int


VICTIMS_CODE = (Interval(date(2021, 4, 1), 5, 1),)
"""The Code that came into force on 1 April 2021."""


NEXT_CONTACT = 10
"""Working days after which an owner whose phone we have hears from us again, whether or not anything changed."""


def due_by(at: datetime, enhanced: bool, intervals: Sequence[Interval] = VICTIMS_CODE) -> date:
    """The last day on which telling of an event is in time. What was before the first interval is taken by that."""
    day = at.astimezone(LONDON).date()
    ruling = [one for one in sorted(intervals, key=lambda one: one.since) if one.since <= day]
    interval = ruling[-1] if ruling else min(intervals, key=lambda one: one.since)
    return after_working_days(day, interval.enhanced if enhanced else interval.ordinary)


def next_contact(told: datetime) -> date:
    """By which day an owner who was told something hears from us again."""
    return after_working_days(told.astimezone(LONDON).date(), NEXT_CONTACT)


def after_working_days(day: date, number: int) -> date:
    """The day so many working days after a day."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Whether it is neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays()


@cache
def _bank_holidays() -> Container[date]:
    """England's and Wales's are the same. The library works each year out when it is asked for."""
    # Imported here because whoever reads the settings does not need it.
    import holidays

    return holidays.country_holidays("GB", subdiv="ENG")


def read_intervals(text: str) -> tuple[Interval, ...]:
    """Intervals such as `2021-04-01 5 1, 2027-04-01 10 2`. Raises `ConfigurationError`."""
    try:
        found = [one.split() for one in text.split(",")]
        intervals = tuple(Interval(date.fromisoformat(day), int(most), int(few)) for day, most, few in found)
    except ValueError:
        intervals = ()
    if not intervals or not all(0 < one.enhanced <= one.ordinary <= 60 for one in intervals):
        raise ConfigurationError(
            f"The intervals {text[:80]!r} cannot be understood.",
            "Give each as its first day and the working days, ordinary and enhanced: 2021-04-01 5 1.",
        )
    return intervals
