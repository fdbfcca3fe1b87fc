"""What is done on the page of a return: tell, offer, decide, answer, hand back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, ForbiddenError, Permission
from api.signing_in import desk_of, needs
from api.usecases.recovery import desk_acts
from api.usecases.recovery.desk_acts import Taken, Telling, times_between
from api.usecases.recovery.reach import notice_of
from api.web.forms import moment, then
from api.web.paths import quoted
from api.web.returns_view import RETURNS, drawn_return, drawn_returns, way_back, way_to
from tracer.errors import TracerError
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import Notice, Settled, Told

router = APIRouter(prefix=RETURNS)
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]
Answers = Annotated[Actor, Depends(needs(Permission.OWNERS))]
Short = Annotated[str, Form(max_length=300)]
Text = Annotated[str, Form(max_length=4000)]


@router.post("/of/{confirmation}/ready")
def ready(request: Request, who: Returns, confirmation: str) -> Response:
    """The phone may be collected; the owner is told."""
    return _tried(request, who, confirmation, lambda: _said(desk_acts.ready_as(desk_of(request), who, confirmation)))


@router.post("/of/{confirmation}/update")
def update(request: Request, who: Returns, confirmation: str) -> Response:
    """The owner is told how things stand."""
    return _tried(request, who, confirmation, lambda: _said(desk_acts.update_as(desk_of(request), who, confirmation)))


@router.post("/of/{confirmation}/withdraw")
def withdraw(request: Request, who: Returns, confirmation: str, reason: Short = "") -> Response:
    """It is not their phone after all."""

    def act() -> str:
        desk_acts.withdraw_as(desk_of(request), who, confirmation, reason)
        return "kept"

    return _tried(request, who, confirmation, act)


@router.post("/of/{confirmation}/slots")
def offer(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    confirmation: str,
    day: Short = "",
    begins: Short = "",
    ends: Short = "",
    minutes: Annotated[int, Form(ge=5, le=240)] = 30,
    point: Short = "",
) -> Response:
    """Offer times to collect."""

    def act() -> str:
        times = times_between(moment(day, begins), moment(day, ends), minutes)
        offered = desk_acts.offer_as(desk_of(request), who, confirmation, times, point)
        return "also" if desk_of(request).records.part(Slots).also(offered) else "kept"

    return _tried(request, who, confirmation, act)


@router.post("/of/{confirmation}/hand-back")
def hand_back(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    confirmation: str,
    identity: Text = "",
    name: Short = "",
    seal: Short = "",
    despite_block: Text = "",
    key: Short = "",
) -> Response:
    """Give the phone back, with its receipt, or do nothing of it."""

    def act() -> str:
        taken = Taken(identity, name, seal, despite_block, key or None)
        desk_acts.hand_back_as(desk_of(request), who, confirmation, taken)
        return "back"

    given = {"identity": identity, "name": name, "seal": seal, "despite_block": despite_block}
    return _tried(request, who, confirmation, act, given)


@router.post("/notices/{notice}/retry")
def retry(request: Request, who: Returns, notice: str, reason: Short = "") -> Response:
    """Send a notice anew that was given up."""
    found = notice_of(desk_of(request), who, notice)
    try:
        desk_acts.retry_as(desk_of(request), who, found.id, reason)
    except TracerError as error:
        return drawn_returns(request, who, error)
    return then(_after(request, found, "told"))


@router.post("/notices/{notice}/told")
def told(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    notice: str,
    how: Short = "",
    day: Short = "",
    clock: Short = "",
    reason: Short = "",
) -> Response:
    """They were told otherwise what a notice says."""
    found = notice_of(desk_of(request), who, notice)
    try:
        desk_acts.told_as(desk_of(request), who, found.id, Telling(how, moment(day, clock), reason))
    except TracerError as error:
        return drawn_returns(request, who, error)
    return then(_after(request, found, "kept"))


@router.post("/messages/{message}/answer")
def answer(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Answers, message: str, text: Text = "", decision: Short = "", confirmation: Short = ""
) -> Response:
    """Answer an owner, who is told; with what was decided where they dispute that it is theirs."""
    decided = Settled(decision) if decision in set(Settled) else None
    try:
        report = desk_acts.answer_as(desk_of(request), who, message, text, decided)
    except ForbiddenError:
        raise
    except TracerError as error:
        given = {"answered": message, "answer": text, "decision": decided or ""}
        if confirmation:
            return drawn_return(request, who, confirmation, error, given=given)
        return drawn_returns(request, who, error)
    if confirmation:
        return then(f"{way_to(quoted(confirmation))}?done=told")
    return then(f"{RETURNS}/about?force={quoted(report.force)}&reference={quoted(report.reference)}&done=told")


def _tried(
    request: Request, who: Actor, confirmation: str, act: Callable[[], str], given: dict[str, str] | None = None
) -> Response:
    try:
        done = act()
    except ForbiddenError:
        raise
    except TracerError as error:
        return drawn_return(request, who, confirmation, error, given=given or {})
    return then(f"{way_to(quoted(confirmation))}?done={done}")


def _after(request: Request, letter: Notice, done: str) -> str:
    return f"{way_to(letter.confirmation)}?done={done}" if letter.confirmation else way_back(desk_of(request), letter)


def _said(told: Told) -> str:
    return "told" if told.notice else "untold"
