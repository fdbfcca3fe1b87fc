"""Signing in and out."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, ForbiddenError
from api.problems import TooOftenError
from api.signing_in import desk_of, needs
from api.usecases.access.sign_in import Given, WrongError, sign_in
from api.web import session_cookie
from api.web.forms import address_of, local, then
from api.web.view import page
from tracer.errors import TracerError

router = APIRouter()
FORM_COOKIE = "sign_in_form"
_FORM_LASTS_S = 3600


@router.get("/sign-in")
def form(request: Request, next: str = "/") -> Response:
    """The form."""
    return _form(request, next)


@router.post("/sign-in")
def enter(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    username: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    token: Annotated[str, Form(max_length=200)] = "",
    code: Annotated[str, Form(max_length=20)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Sign in, or the form again with what is wrong."""
    desk = desk_of(request)
    expected = request.cookies.get(FORM_COOKIE, "")
    # Without this another site could sign somebody in as a person of its own choice.
    if not expected or not hmac.compare_digest(expected.encode(), token.encode()):
        raise ForbiddenError(
            "This form did not come from a page of ours, or is too old.", "Open the sign-in page again."
        )
    try:
        begun = sign_in(desk, Given(username, password, code, address_of(request)))
    except (WrongError, TooOftenError) as error:
        return _form(request, next, username, error)
    answer = then(next)
    session_cookie.give(answer, desk, begun)
    answer.delete_cookie(FORM_COOKIE, path="/sign-in", secure=desk.settings.secure, httponly=True, samesite="strict")
    return answer


@router.post("/sign-out")
def leave(request: Request, who: Annotated[Actor, Depends(needs(None, None))]) -> Response:
    """The session ends on the server, whatever the browser keeps."""
    desk = desk_of(request)
    if who.session is not None:
        desk.sessions.end(who.session.id)
    answer = then("/sign-in")
    session_cookie.take_back(answer, desk)
    return answer


def _form(request: Request, target: str, username: str = "", error: TracerError | None = None) -> Response:
    token = secrets.token_urlsafe(24)
    status = 200 if error is None else 429 if isinstance(error, TooOftenError) else 401
    oidc = desk_of(request).settings.oidc is not None
    data = {
        "title": "Sign in",
        "next": local(target),
        "token": token,
        "error": error,
        "oidc": oidc,
        "username": username,
    }
    answer = page(request, "sign_in.html", {**data, "username": username}, status)
    if isinstance(error, TooOftenError):
        answer.headers["Retry-After"] = str(error.wait_s)
    secure = desk_of(request).settings.secure
    answer.set_cookie(
        FORM_COOKIE, token, max_age=_FORM_LASTS_S, httponly=True, secure=secure, samesite="strict", path="/sign-in"
    )
    return answer
