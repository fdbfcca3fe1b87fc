"""What pages share that take forms."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse


def local(target: str | None, otherwise: str = "/") -> str:
    """A way within this site; anything else is not followed."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc or any(ord(one) < 32 for one in target) else target


def then(target: str | None, otherwise: str = "/") -> RedirectResponse:
    """Go on there, with a page that can be loaded again without sending the form twice."""
    return RedirectResponse(local(target, otherwise), 303)


def address_of(request: Request) -> str:
    """Where a request comes from, as the server sees it."""
    return request.client.host if request.client is not None else ""
