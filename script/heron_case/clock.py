"""London times as the case's files write them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
CHINA = timezone(timedelta(hours=8))
ALGIERS = timezone(timedelta(hours=1))


def london(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of 2023 on London's clocks."""
    return datetime(2023, month, day, hour, minute, tzinfo=LONDON)


def minutes(count: float) -> timedelta:
    """So many minutes, to the second."""
    return timedelta(seconds=round(count * 60))


def days(count: float) -> timedelta:
    """So many days."""
    return timedelta(days=count)


def text(moment: datetime) -> str:
    """ISO 8601 with its offset, to the second."""
    return moment.isoformat(timespec="seconds")


def without_offset(moment: datetime) -> str:
    """ISO 8601 as an officer types it from the clock on the wall, with no offset."""
    return moment.astimezone(LONDON).replace(tzinfo=None).isoformat(timespec="seconds")


def is_shop_day(moment: datetime) -> bool:
    """Unit 4 Phones is shut on Mondays."""
    return moment.weekday() != 0


def next_shop_day(moment: datetime) -> datetime:
    """The same time on the first later day that Unit 4 Phones is open."""
    later = moment + days(1)
    return later if is_shop_day(later) else later + days(1)
