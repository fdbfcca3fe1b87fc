"""Times and lengths of time as a document says them."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracer.custody.documents._errors import DocumentError
from tracer.times import LONDON, iso

UNKNOWN = "time not known"


def when(at: datetime | None, note: str = "") -> str:
    """The time in London with its date and zone; an unknown one is said to be so, with what is known of it."""
    if at is None:
        return f"{UNKNOWN} ({note})" if note else UNKNOWN
    local = _aware(at).astimezone(LONDON)
    words = f"{local.day} {local:%b %Y %H:%M:%S %Z}"
    return f"{words} ({note})" if note else words


def day(at: datetime | None, note: str = "") -> str:
    """The day in London, or that the time is not known, with what is known of it."""
    if at is None:
        return when(at, note)
    local = _aware(at).astimezone(LONDON)
    return f"{local.day} {local:%b %Y}"


def utc(at: datetime | None) -> str:
    """The exact time in UTC, or nothing when it is not known."""
    return "" if at is None else iso(_aware(at))


def length(span: timedelta) -> str:
    """A length of time to the second, without the parts that are nothing."""
    seconds = int(span.total_seconds())
    days, seconds = divmod(seconds, 86_400)
    hours, seconds = divmod(seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    parts = [(days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"), (seconds, "s")]
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "0 s"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"


def short(text: str, most: int) -> str:
    """The text, or its beginning with a mark that shows there is more. For a label, where the size is fixed."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise DocumentError("A document was given a time without a zone.", "Give every time with its offset from UTC.")
    return at
