"""Signing in through an identity provider, and out of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from api.oidc import NotSignedInError, Provider, ProviderAwayError
from api.settings import OidcSettings
from api.signing_in import desk_of
from api.usecases.access.oidc import let_in, opened, sealed
from api.web import session_cookie
from api.web.forms import local, then
from api.web.view import page
from tracer.errors import NotFoundError, TracerError

router = APIRouter(prefix="/sign-in/oidc")
COOKIE = "oidc_journey"
_LASTS_S = 600


@router.get("")
def set_out(request: Request, next: str = "/") -> Response:
    """To the provider, with what is remembered until they are back in a cookie that only we can read."""
    desk = desk_of(request)
    try:
        address, journey = _provider(request).set_out()
    except ProviderAwayError as error:
        return _stopped(request, error)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        COOKIE,
        sealed(desk, journey, local(next)),
        max_age=_LASTS_S,
        httponly=True,
        secure=desk.settings.secure,
        # Not strict: the way back begins on the provider's page.
        samesite="lax",
        path="/sign-in/oidc",
    )
    return answer


@router.get("/back")
def come_back(request: Request) -> Response:
    """Back from the provider: signed in, or told why not."""
    desk = desk_of(request)
    try:
        journey, target = opened(desk, request.cookies.get(COOKIE, ""))
        identity = _provider(request).come_back(str(request.url), journey)
        begun = let_in(desk, _settings(request), identity)
    except TracerError as error:
        return _stopped(request, error)
    answer = then(target)
    session_cookie.give(answer, desk, begun)
    _forget(request, answer)
    return answer


@router.get("/out")
def way_out(request: Request) -> Response:
    """To where the provider ends its own session."""
    try:
        return RedirectResponse(_provider(request).way_out(f"{desk_of(request).settings.public_url}/sign-in"), 303)
    except ProviderAwayError as error:
        return _stopped(request, error)


def _stopped(request: Request, error: TracerError) -> Response:
    status = 503 if isinstance(error, ProviderAwayError) else 403 if isinstance(error, NotSignedInError) else 422
    said = {"title": "You are not signed in", "detail": error.what, "do": error.do, "status": status}
    answer = page(request, "problem.html", {"problem": said, "title": said["title"]}, status)
    _forget(request, answer)
    return answer


def _forget(request: Request, answer: Response) -> None:
    secure = desk_of(request).settings.secure
    answer.delete_cookie(COOKIE, path="/sign-in/oidc", secure=secure, httponly=True, samesite="lax")


def _provider(request: Request) -> Provider:
    return Provider(_settings(request), f"{desk_of(request).settings.public_url}/sign-in/oidc/back")


def _settings(request: Request) -> OidcSettings:
    found = desk_of(request).settings.oidc
    if found is None:
        raise NotFoundError("There is no identity provider here.", "Sign in with a local account.")
    return found
