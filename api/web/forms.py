"""What pages share that take forms."""

from __future__ import annotations

from datetime import date, datetime, time
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse

from tracer.errors import UsageError
from tracer.times import LONDON


def local(target: str | None, otherwise: str = "/") -> str:
    """A way within this site; anything else is not followed."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc or any(ord(one) < 32 for one in target) else target


def then(target: str | None, otherwise: str = "/") -> RedirectResponse:
    """Go on there, with a page that can be loaded again without sending the form twice."""
    return RedirectResponse(local(target, otherwise), 303)


def moment(day: str, clock: str) -> datetime:
    """A day and a time of a form, in London. Raises `UsageError`."""
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LONDON)
    except ValueError as error:
        raise UsageError("The day or a time cannot be read.", "Give a day, and times such as 10:00.") from error


def day(text: str) -> date | None:
    """The day of a field that may be empty. Raises `UsageError`: a browser without a calendar sends what was typed."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise UsageError(f"{text.strip()[:40]!r} is no day.", "Write it as 2026-03-31.") from error


def address_of(request: Request) -> str:
    """Where a request comes from, as the server sees it."""
    return request.client.host if request.client is not None else ""
