"""One's own account: password, one-time codes, and where one is signed in."""

from __future__ import annotations

from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor
from api.passwords import totp_address
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.access.own_account import (
    Offer,
    change_password,
    confirm_codes,
    drop_codes,
    offer_codes,
    opened_offer,
    session_of,
)
from api.web import session_cookie
from api.web.forms import then
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.access.sessions import Begun
from tracer.records.audit import Act

router = APIRouter()
Me = Annotated[Actor, Depends(needs(None, None))]
Changes = Annotated[Actor, Depends(needs(None, Act.ALTERED))]
Password = Annotated[str, Form(max_length=1000)]


@router.get("/account")
def account(request: Request, who: Me) -> Response:
    """The account, and its sessions."""
    return _page(request, who)


@router.post("/account/password")
def password(request: Request, who: Changes, old: Password, new: Password) -> Response:
    """A new password; every other session ends."""
    try:
        begun = change_password(desk_of(request), who, old, new)
    except TracerError as error:
        return _page(request, who, error)
    return _anew(request, begun)


@router.get("/account/codes")
def codes(request: Request, who: Me) -> Response:
    """A secret to put into an authenticator, which counts once a code of it was typed."""
    session_of(who)
    return _offer(request, offer_codes(desk_of(request), who))


@router.post("/account/codes")
def confirm(
    request: Request,
    who: Changes,
    sealed: Annotated[str, Form(max_length=500)],
    password: Password,
    code: Annotated[str, Form(max_length=20)],
) -> Response:
    """The code that shows that the authenticator has the secret."""
    desk = desk_of(request)
    try:
        offer = opened_offer(desk, who, sealed)
    except TracerError as error:
        return _page(request, who, error)
    try:
        begun = confirm_codes(desk, who, offer, password, code)
    except TracerError as error:
        return _offer(request, offer, error)
    return _anew(request, begun)


@router.post("/account/codes/drop")
def drop(request: Request, who: Changes, password: Password) -> Response:
    """Sign in without codes from now on."""
    try:
        begun = drop_codes(desk_of(request), who, password)
    except TracerError as error:
        return _page(request, who, error)
    return _anew(request, begun)


@router.post("/account/sessions/{session_id}/end")
def end(request: Request, who: Changes, session_id: str) -> Response:
    """End one of one's sessions, for instance of a tablet that was lost."""
    desk_of(request).sessions.end_mine(who.person.id, session_id, who.asked())
    return then("/account")


def _anew(request: Request, begun: Begun) -> Response:
    answer = then("/account?changed=yes")
    session_cookie.give(answer, desk_of(request), begun)
    return answer


def _page(request: Request, who: Actor, error: TracerError | None = None) -> Response:
    sessions = [one for one in desk_of(request).sessions.every() if one.person.id == who.person.id]
    data = {
        "title": "Your account",
        "person": who.person,
        "sessions": sessions,
        "this": who.session.id if who.session else "",
        "changed": request.query_params.get("changed") == "yes",
        "error": error,
    }
    return page(request, "account.html", data, 200 if error is None else status_of(error))


def _offer(request: Request, offer: Offer, error: TracerError | None = None) -> Response:
    who: Actor = request.state.actor
    picture = segno.make(totp_address(offer.secret, who.person.username), micro=False)
    data = {
        "title": "One-time codes",
        "offer": offer,
        "picture": picture.svg_data_uri(scale=5, border=4, light="#fff"),
        "error": error,
    }
    return page(request, "account_codes.html", data, 200 if error is None else status_of(error))
