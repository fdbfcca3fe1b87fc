"""The cookie by which a browser is known: given when somebody signs in, taken back when they leave."""

from __future__ import annotations

from fastapi.responses import Response

from api.desk import Desk
from api.signing_in import cookie_name
from tracer.records.access.sessions import LASTS, Begun


def give(answer: Response, desk: Desk, begun: Begun) -> None:
    """The browser is this session's from now on."""
    answer.set_cookie(
        cookie_name(desk),
        begun.secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        secure=desk.settings.secure,
        samesite="lax",
        path="/",
    )


def take_back(answer: Response, desk: Desk) -> None:
    """The browser forgets its session."""
    answer.delete_cookie(cookie_name(desk), path="/", secure=desk.settings.secure, httponly=True, samesite="lax")
