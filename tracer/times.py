"""Reading instants: ISO 8601 with an offset, or Europe/London time where none is given, which is then said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracer.errors import UsageError

LONDON = ZoneInfo("Europe/London")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing about a phone that can be traced is older: an earlier time is a clock that was never set."""
FUTURE_LEEWAY = timedelta(days=1)
"""How far past the moment of loading a time may lie, for clocks that are wrong."""

TWICE = "names no zone, and the clocks in London showed that hour twice; add +01:00 for the first, +00:00 for the other"
"""Why a time is refused that may be either of two."""

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant in UTC; `assumed` when the text named no zone and London time was taken."""

    at: datetime
    assumed: bool = False


def parse_instant(text: str, latest: datetime) -> Instant:
    """The instant a text names. Raises ValueError whose message is the reason it is refused.

    `latest` is the last instant that can be believed (the moment of loading).
    """
    return _checked(_read(text), text, latest)


def parse_said(text: str, latest: datetime) -> Instant:
    """As `parse_instant`, of what somebody says who can be asked: an hour that London had twice is refused.

    Of files that are loaded as they are the first of the two is taken, and the record says that the zone is assumed.
    """
    instant = parse_instant(text, latest)
    if instant.assumed and comes_twice(instant.at):
        raise ValueError(f"{text[:40]!r} {TWICE}")
    return instant


def comes_twice(at: datetime) -> bool:
    """Whether clocks in London showed the time of this instant twice."""
    shown = at.astimezone(LONDON).replace(tzinfo=None)
    return shown.replace(tzinfo=LONDON, fold=0).utcoffset() != shown.replace(tzinfo=LONDON, fold=1).utcoffset()


def parse_day(text: str, latest: datetime) -> tuple[Instant, Instant]:
    """First and last instant of a date without a time, or the same instant twice when the text has a time."""
    match = _ISO.fullmatch(text.strip())
    if match is None or match[4] is not None:
        instant = parse_instant(text, latest)
        return instant, instant
    try:
        start = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=LONDON)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is not a date: {error}") from None
    end = start.replace(hour=23, minute=59, second=59)
    return (
        _checked(Instant(start.astimezone(UTC), assumed=True), text, latest),
        Instant(end.astimezone(UTC), assumed=True),
    )


@lru_cache(maxsize=50_000)  # rows name the same instant several times, and rows of one file many instants again
def _read(text: str) -> Instant:
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text[:40]!r} is not an ISO 8601 time such as 2023-10-02T18:41:00+01:00")
    if match[4] is None:
        raise ValueError(f"{text[:40]!r} has a date but no time")
    return _instant(match)


def _instant(match: re.Match[str]) -> Instant:
    fraction = (match[7] or "").ljust(3, "0")[:3]
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6))
        naive = datetime(year, month, day, hour, minute, second, int(fraction) * 1000)
        at = None if match[8] is None else (naive - _offset(match[8])).replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{match[0][:40]!r} is not a time: {error}") from None
    return Instant(_london(naive, match[0]), assumed=True) if at is None else Instant(at)


def _offset(zone: str) -> timedelta:
    if zone in "Zz":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise ValueError(f"{zone} is not an offset from UTC")
    offset = timedelta(hours=hours, minutes=minutes)
    return -offset if zone[0] == "-" else offset


def _london(naive: datetime, text: str) -> datetime:
    at = naive.replace(tzinfo=LONDON).astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != naive:
        raise ValueError(f"{text[:40]!r} names no zone, and the clocks in London skipped that hour")
    return at


def _checked(instant: Instant, text: str, latest: datetime) -> Instant:
    if instant.at < EARLIEST:
        raise ValueError(f"{text[:40]!r} is before 2000: the clock was not set")
    if instant.at > latest + FUTURE_LEEWAY:
        raise ValueError(f"{text[:40]!r} is in the future")
    return instant


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds only where there are any: the one way times are written out."""
    at = at.astimezone(UTC)
    spec = "milliseconds" if at.microsecond else "seconds"
    return at.isoformat(timespec=spec).replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The instant that `iso` wrote."""
    return datetime.fromisoformat(text)


def require_order(since: date | None, until: date | None) -> None:
    """Raises `UsageError` where From is after To: nothing lies between, which would read as nothing known."""
    if since is not None and until is not None and since > until:
        raise UsageError(f"From ({since:%-d %b %Y}) is after To ({until:%-d %b %Y}).", "Change one of the two.")
