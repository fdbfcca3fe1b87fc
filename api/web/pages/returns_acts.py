"""What is done on the page of a return: tell, offer, decide, answer, hand back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, ForbiddenError, Permission
from api.signing_in import desk_of, needs
from api.usecases.recovery import desk_acts
from api.usecases.recovery.desk_acts import Taken, times_between
from api.usecases.recovery.reach import claim_of, confirmation_of, notice_of
from api.web.forms import then
from api.web.paths import quoted
from api.web.returns_view import RETURNS, drawn_return, drawn_returns, way_to
from tracer.errors import TracerError, UsageError
from tracer.records.recovery.values import ClaimKind, Told
from tracer.times import LONDON

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
        times = times_between(_moment(day, begins), _moment(day, ends), minutes)
        desk_acts.offer_as(desk_of(request), who, confirmation, times, point)
        return "kept"

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


@router.post("/of/{confirmation}/claims")
def claim(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Returns, confirmation: str, kind: Short = "", claimant: Text = "", why: Text = ""
) -> Response:
    """Somebody says that it is theirs."""

    def act() -> str:
        if kind not in set(ClaimKind):
            raise UsageError("It is not said who claims it.", "Choose owner, insurer or innocent buyer.")
        found = confirmation_of(desk_of(request), who, confirmation)
        said = {"who": claimant, "why": why}
        desk_acts.claim_as(desk_of(request), who, (found.exhibit, None), ClaimKind(kind), said)
        return "kept"

    return _tried(request, who, confirmation, act)


@router.post("/of/{confirmation}/claims/{claim_id}")
def decide(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Returns, confirmation: str, claim_id: str, decision: Short = "", reason: Short = ""
) -> Response:
    """Accept or refuse a claim."""

    def act() -> str:
        if decision not in ("accept", "refuse"):
            raise UsageError("It is not said what is decided.", "Accept or refuse.")
        desk, found = desk_of(request), claim_of(desk_of(request), who, claim_id)
        if found.exhibit != confirmation_of(desk, who, confirmation).exhibit:
            raise ForbiddenError("This claim is to another exhibit.", "Open that one.")
        desk_acts.decide_as(desk, who, claim_id, decision == "accept", reason)
        return "kept"

    return _tried(request, who, confirmation, act)


@router.post("/notices/{notice}/retry")
def retry(request: Request, who: Returns, notice: str, reason: Short = "") -> Response:
    """Send a notice anew that was given up."""
    found = notice_of(desk_of(request), who, notice)
    try:
        desk_acts.retry_as(desk_of(request), who, found.id, reason)
    except TracerError as error:
        return drawn_returns(request, who, error)
    return then(f"{way_to(found.confirmation)}?done=told" if found.confirmation else RETURNS)


@router.post("/notices/{notice}/told")
def told(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Returns, notice: str, how: Short = "", day: Short = "", clock: Short = ""
) -> Response:
    """The owner was told otherwise what a notice says that was given up."""
    found = notice_of(desk_of(request), who, notice)
    try:
        desk_acts.told_as(desk_of(request), who, found.id, how, _moment(day, clock))
    except TracerError as error:
        return drawn_returns(request, who, error)
    return then(f"{way_to(found.confirmation)}?done=kept" if found.confirmation else RETURNS)


@router.post("/messages/{message}/answer")
def answer(request: Request, who: Answers, message: str, text: Text = "", confirmation: Short = "") -> Response:
    """Answer an owner, who is told that there is an answer."""
    try:
        report = desk_acts.answer_as(desk_of(request), who, message, text)
    except TracerError as error:
        return drawn_return(request, who, confirmation, error) if confirmation else drawn_returns(request, who, error)
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


def _said(told: Told) -> str:
    return "told" if told.notice else "untold"


def _moment(day: str, clock: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), LONDON)
    except ValueError as error:
        raise UsageError("The day or a time cannot be read.", "Give a day, and times such as 10:00.") from error
