"""The owner's way in: a crime reference, a one-time code, and nothing that tells whether a reference is anybody's.

Public: `/your-phone` (GET, POST), `/your-phone/code` (POST), `/your-phone/check` (GET, POST), `/your-phone/help` (GET).
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.problems import TooOftenError
from api.signing_in import desk_of
from api.usecases.recovery.sign_in import notice_is_ours, request_code, sign_in
from api.web import owner_session
from api.web.forms import address_of, then
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.access.values import AccessError
from tracer.recovery.report import Report
from tracer.recovery.texts import NEVER

router = APIRouter(prefix=owner_session.START)
INSIDE = f"{owner_session.START}/status"
Reference = Annotated[str, Form(max_length=200)]
Code = Annotated[str, Form(max_length=40)]
Token = Annotated[str, Form(max_length=200)]


@router.get("")
def begin(request: Request) -> Response:
    """Asks for the reference."""
    if owner_session.is_here(request):
        return then(INSIDE)
    return _drawn(request, "your_phone_start.html", {"force": desk_of(request).settings.force})


@router.post("")
def ask(request: Request, reference: Reference = "", force: Reference = "", token: Token = "") -> Response:
    """Has a code sent, if the reference is anybody's, and asks for it."""
    owner_session.require_token(request, token)
    said = {"reference": reference.strip(), "force": force.strip() or desk_of(request).settings.force}
    if not said["reference"]:
        return _drawn(request, "your_phone_start.html", {**said, "empty": "Type your crime reference."}, status=422)
    try:
        sent = request_code(desk_of(request).records, Report(said["force"], said["reference"]), address_of(request))
    except TooOftenError as error:
        return _drawn(request, "your_phone_start.html", said, error)
    return _drawn(request, "your_phone_code.html", {**said, "sent": sent})


@router.post("/code")
def enter(
    request: Request, reference: Reference = "", force: Reference = "", code: Code = "", token: Token = ""
) -> Response:
    """Signs the owner in, or asks for the code again."""
    owner_session.require_token(request, token)
    desk = desk_of(request)
    said = {"reference": reference.strip(), "force": force.strip()}
    try:
        begun = sign_in(desk.records, Report(said["force"], said["reference"]), code, address_of(request))
    except (AccessError, TooOftenError) as error:
        return _drawn(request, "your_phone_code.html", said, error)
    answer = then(INSIDE)
    owner_session.give(answer, desk, begun)
    owner_session.forget_token(answer, desk)
    return answer


@router.get("/check")
def check(request: Request) -> Response:
    """Asks for the code in a message that somebody doubts."""
    return _drawn(request, "your_phone_check.html", {})


@router.post("/check")
def checked(request: Request, code: Code = "", token: Token = "") -> Response:
    """Says whether the message is ours."""
    owner_session.require_token(request, token)
    try:
        ours = notice_is_ours(desk_of(request).records, code, address_of(request))
    except TooOftenError as error:
        return _drawn(request, "your_phone_check.html", {}, error)
    return _drawn(request, "your_phone_check.html", {"code": code.strip(), "answered": True, "ours": ours})


@router.get("/help")
def help_page(request: Request) -> Response:
    """What to do about the bank, the SIM and the accounts."""
    return _drawn(request, "your_phone_help.html", {})


def _drawn(
    request: Request, template: str, data: dict[str, Any], error: TracerError | None = None, status: int = 200
) -> Response:
    desk, token = desk_of(request), owner_session.form_token(request)
    given = {**letterhead(request), **data, "error": error, "token": token}
    too_often = isinstance(error, TooOftenError)
    answer = page(request, template, given, 429 if too_often else 401 if error is not None else status)
    if isinstance(error, TooOftenError):
        answer.headers["Retry-After"] = str(error.wait_s)
    owner_session.keep_token(answer, desk, token)
    return answer


def letterhead(request: Request) -> dict[str, Any]:
    """Who writes, how to ring them, and what they never ask: on every page for owners."""
    force = desk_of(request).settings.letterhead
    return {"by": force.name, "phone": force.phone, "never": NEVER, "here": owner_session.is_here(request)}
