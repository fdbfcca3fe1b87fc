"""An owner's browser: the cookie it is known by, apart from staff's, and the proof that a form is of a page of ours.

The cookie's path is that of the owner's pages, except over HTTPS, where its name makes browsers ask for the whole site.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Request
from fastapi.responses import Response

from api.access import ForbiddenError
from api.desk import Desk
from api.signing_in import desk_of
from api.usecases.recovery.sign_in import session_of
from tracer.records.recovery.values import OwnerSession
from tracer.records.recovery.victim_sessions import LASTS, OwnerBegun

START = "/your-phone"
FORM_COOKIE = "your_phone_form"
_FORM_LASTS_S = 3600
_NOT_OURS = ForbiddenError(
    "This form did not come from a page of ours, or is too old.", "Go back, reload the page and send it again."
)
Csrf = Annotated[str, Form(max_length=200)]


def owner_here(request: Request) -> OwnerSession:
    """The owner whose browser this is; whoever is none goes to the start."""
    found = _session(request)
    if found is None:
        raise HTTPException(303, headers={"Location": START})
    return found


def owner_sends(request: Request, csrf: Csrf = "") -> OwnerSession:
    """The same for a form, which must be a page's of their own. Raises `ForbiddenError`."""
    found = owner_here(request)
    if not hmac.compare_digest(csrf.encode("utf-8", "replace"), found.csrf.encode()):
        raise _NOT_OURS
    return found


Looks = Annotated[OwnerSession, Depends(owner_here)]
Sends = Annotated[OwnerSession, Depends(owner_sends)]


def is_here(request: Request) -> bool:
    """Whether an owner is signed in."""
    return _session(request) is not None


def give(answer: Response, desk: Desk, begun: OwnerBegun) -> None:
    """The browser is this owner's from now on."""
    answer.set_cookie(
        _name(desk),
        begun.secret,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        secure=desk.settings.secure,
        samesite="strict",
        path=_path(desk),
    )


def take_back(answer: Response, desk: Desk) -> None:
    """The browser forgets its owner."""
    answer.delete_cookie(_name(desk), path=_path(desk), secure=desk.settings.secure, httponly=True, samesite="strict")


def form_token(request: Request) -> str:
    """What a form carries before anybody is signed in: the one that the browser has, or a new one."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def keep_token(answer: Response, desk: Desk, token: str) -> None:
    """The browser keeps the same, so that no other site can send such a form for it."""
    answer.set_cookie(
        FORM_COOKIE,
        token,
        max_age=_FORM_LASTS_S,
        httponly=True,
        secure=desk.settings.secure,
        samesite="strict",
        path=START,
    )


def forget_token(answer: Response, desk: Desk) -> None:
    """The browser forgets it."""
    answer.delete_cookie(FORM_COOKIE, path=START, secure=desk.settings.secure, httponly=True, samesite="strict")


def require_token(request: Request, token: str) -> None:
    """Raises `ForbiddenError` for a form that another site made this browser send."""
    kept = request.cookies.get(FORM_COOKIE, "")
    if not kept or not hmac.compare_digest(kept.encode("utf-8", "replace"), token.encode("utf-8", "replace")):
        raise _NOT_OURS


def _session(request: Request) -> OwnerSession | None:
    desk = desk_of(request)
    secret = request.cookies.get(_name(desk), "")
    return session_of(desk.records, secret) if secret else None


def _name(desk: Desk) -> str:
    return "__Host-owner_session" if desk.settings.secure else "owner_session"


def _path(desk: Desk) -> str:
    return "/" if desk.settings.secure else START
