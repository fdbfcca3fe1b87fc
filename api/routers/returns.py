"""Bringing phones back: whose each is, what is due, and giving it back, as `tracer returns` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.repeats import Key
from api.schemas.returns import (
    ConfirmSaid,
    HandBackSaid,
    HandBackView,
    ReasonSaid,
    ReturnsView,
    ReturnView,
    SlotList,
    SlotsSaid,
    SlotView,
    ToConfirmList,
    ToldView,
)
from api.show import recovery as show
from api.show.left_out import left_out_told
from api.signing_in import desk_of, needs
from api.usecases.recovery import desk_acts
from api.usecases.recovery.candidates import evidence
from api.usecases.recovery.claim_acts import waiting_claims
from api.usecases.recovery.desk_acts import Finding, Taken
from api.usecases.recovery.one_return import blocks_on, comes_first, kept_receipt, one_return
from api.usecases.recovery.reach import seen_returns
from api.usecases.recovery.to_confirm import seen_to_confirm
from tracer.errors import UsageError
from tracer.records.audit import Act
from tracer.records.recovery.slots import Also, Slots
from tracer.records.recovery.values import Slot, Told
from tracer.recovery.report import Report

router = APIRouter(prefix="/returns", tags=["returns"])
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]
PDF = "application/pdf"


@router.get("")
def returns(request: Request, who: Returns) -> ReturnsView:
    """What has to be told by when, what is late, who waits for an answer, what is open, and the claims that wait."""
    found = seen_returns(desk_of(request), who)
    said: dict[str, Any] = {
        "untold": [show.due_json(one) for one in found.untold],
        "open": [show.confirmation_json(one) for one in found.open],
        "claims": [show.claim_json(one.claim) for one in waiting_claims(desk_of(request), who)],
        "unanswered": [{"reference": one.reference, "force": one.force} for one in found.unanswered],
    }
    said |= {"notices": found.counts, "leftOut": left_out_told(found.left_out).model_dump()}
    return ReturnsView.model_validate(said)


@router.get("/to-confirm")
def waiting(request: Request, who: Returns, cursor: Cursor = 0, limit: Limit = 100) -> ToConfirmList:
    """Exhibits in custody that may be a reported phone, and of which nobody has said whose they are."""
    found = seen_to_confirm(desk_of(request), who)
    some, after = paged(found.exhibits, cursor, limit)
    said = {"items": [show.to_confirm_json(one) for one in some], "next": after, "of": len(found.exhibits)}
    return ToConfirmList.model_validate({**said, "leftOut": left_out_told(found.left_out).model_dump()})


@router.post("", status_code=201)
def confirm(request: Request, who: Returns, said: ConfirmSaid, key: Key = None) -> ToldView:
    """Confirm that an exhibit is the phone of a report; the owner is told. The same key confirms nothing twice.

    Where none of its identifiers is the report's that is refused, unless it is said why it is that phone all the same.
    """
    report = Report(said.force, said.reference)
    despite = said.despite_identifiers or ""
    finding = Finding(said.exhibit, report, said.because, said.enhanced, key, said.seizure, despite)
    return _told(desk_acts.confirm_as(desk_of(request), who, finding))


@router.get("/{confirmation}")
def one(request: Request, who: Returns, confirmation: str) -> ReturnView:
    """One return: its claims, what the owner was told, the times offered, what stands in the way, and the hand-back."""
    found = one_return(desk_of(request), who, confirmation, read=False)
    known = evidence(desk_of(request), who, found.confirmation)
    said = {
        **show.confirmation_json(found.confirmation),
        "claims": [show.claim_json(one) for one in found.claims],
        "notices": [show.notice_json(one) for one in found.notices],
        "slots": _slots(found.slots, found.also),
        "inTheWay": [str(one) for one in found.hindrances],
        "blocks": list(blocks_on(desk_of(request), who, found)),
        "comesFirst": [one.what for one in comes_first(who, found.state)] if found.confirmation.open else [],
        "speaksFor": [] if known is None else list(known.speaks_for),
        "against": [] if known is None else list(known.against),
        "handBack": None if found.hand_back is None else show.hand_back_json(found.hand_back),
    }
    return ReturnView.model_validate(said)


@router.post("/{confirmation}/ready")
def ready(request: Request, who: Returns, confirmation: str) -> ToldView:
    """Say that the phone may be collected; the owner is told. Refused while something stands in the way of it."""
    return _told(desk_acts.ready_as(desk_of(request), who, confirmation))


@router.post("/{confirmation}/update")
def update(request: Request, who: Returns, confirmation: str) -> ToldView:
    """Have the owner told that the phone is still here."""
    return _told(desk_acts.update_as(desk_of(request), who, confirmation))


@router.post("/{confirmation}/withdraw")
def withdraw(request: Request, who: Returns, confirmation: str, said: ReasonSaid) -> ToldView:
    """Take a confirmation back; an owner who was told is told of the mistake."""
    return _told(desk_acts.withdraw_as(desk_of(request), who, confirmation, said.reason))


@router.post("/{confirmation}/slots", status_code=201)
def offer(request: Request, who: Returns, confirmation: str, said: SlotsSaid) -> SlotList:
    """Offer times to collect. Those offered already are not offered twice.

    `also` says at which of them another phone's collection is offered or chosen at the same place; it hinders nothing.
    """
    if any(one.begins.tzinfo is None or one.ends.tzinfo is None for one in said.times):
        raise UsageError("A time has no offset from UTC.", "Write it such as 2026-12-01T10:00:00Z.")
    times = [(one.begins, one.ends) for one in said.times]
    offered = desk_acts.offer_as(desk_of(request), who, confirmation, times, said.point)
    return SlotList(items=_slots(offered, desk_of(request).records.part(Slots).also(offered)))


@router.post("/{confirmation}/hand-back", status_code=201)
def hand_back(request: Request, who: Returns, confirmation: str, said: HandBackSaid, key: Key = None) -> HandBackView:
    """Give the phone back: receipt, custody, report and notice in one, or none of it."""
    taken = Taken(said.identity, said.name, said.seal, said.despite_block, key, said.expect)
    done = desk_acts.hand_back_as(desk_of(request), who, confirmation, taken)
    return HandBackView.model_validate(show.hand_back_json(done))


@router.get("/{confirmation}/receipt", response_class=Response, responses={200: {"content": {PDF: {}}}})
def receipt(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.DISCLOSED))], confirmation: str
) -> Response:
    """The receipt that was kept when the phone was handed back."""
    return Response(kept_receipt(desk_of(request), who, confirmation), media_type=PDF)


def _slots(slots: Sequence[Slot], also: Mapping[str, Also]) -> list[SlotView]:
    return [SlotView.model_validate(show.slot_json(one, also.get(one.id))) for one in slots]


def _told(done: Told) -> ToldView:
    return ToldView.model_validate(show.told_json(done))
