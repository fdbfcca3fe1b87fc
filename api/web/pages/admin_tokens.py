"""Tokens: keys of programs, each for a person, within scopes, until a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.access import Permission
from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.access.keys import LONGEST_DAYS, NewToken, make_token
from api.web.forms import then
from api.web.pages.admin import READS, Changes
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.part import now

router = APIRouter(prefix="/admin/tokens")


@router.get("", dependencies=READS)
def tokens(request: Request) -> Response:
    """All tokens, and a form for one more."""
    return _page(request)


@router.post("")
def make(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Changes,
    name: Annotated[str, Form(max_length=200)],
    person: Annotated[str, Form(max_length=100)],
    days: Annotated[int, Form()],
    scopes: Annotated[list[str] | None, Form(max_length=50)] = None,
) -> Response:
    """Make a token; its secret is shown on this answer and never again."""
    desk = desk_of(request)
    try:
        new = NewToken(name, person, tuple(scopes or ()), days)
        _, secret = make_token(desk.people, desk.tokens, new, who.asked())
    except TracerError as error:
        return _page(request, error)
    return _page(request, secret=secret)


@router.post("/{token_id}/revoke")
def revoke(request: Request, who: Changes, token_id: str) -> Response:
    """End a token at once."""
    desk_of(request).tokens.revoke(token_id, who.asked())
    return then("/admin/tokens")


def _page(request: Request, error: TracerError | None = None, secret: str = "") -> Response:
    desk = desk_of(request)
    data = {
        "title": "Tokens",
        "tokens": desk.tokens.every(),
        "people": [one for one in desk.people.every() if one.active],
        "scopes": list(Permission),
        "longest": LONGEST_DAYS,
        "now": now(),
        "secret": secret,
        "error": error,
    }
    return page(request, "admin_tokens.html", data, 200 if error is None else status_of(error))
