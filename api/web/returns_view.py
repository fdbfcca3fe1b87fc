"""What the pages of returns show, put together for their templates."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.desk import Desk
from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.custody_web.disposal import ACT as DISPOSAL
from api.usecases.custody_web.disposal import still_open
from api.usecases.recovery.candidates import evidence
from api.usecases.recovery.claim_acts import OneClaim, waiting_claims
from api.usecases.recovery.due import Due
from api.usecases.recovery.one_return import blocks_on, comes_first, one_return
from api.usecases.recovery.owners_page import promised, still_holds
from api.usecases.recovery.reach import seen_notices, seen_returns
from api.usecases.recovery.slot_words import between, day_in_words, in_words
from api.usecases.recovery.to_confirm import seen_to_confirm
from api.web.paths import quoted
from api.web.plain_words import plain
from api.web.view import page
from tracer.custody.events import reference_of, seizure_of
from tracer.errors import TracerError
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import Confirmation, Notice, NoticeState
from tracer.recovery.report import Report

RETURNS = "/returns"
SHOWN = 100
FIRST = 10
SUBJECTS = {
    "confirmed": "The phone was recovered",
    "mistaken": "That was a mistake",
    "ready": "It may be collected",
    "update": "How things stand",
    "returned": "It was handed back",
    "claimed": "Another claim was accepted",
    "stays": "It does not go to another after all",
    "given": "It went to another claimant",
    "answered": "What they wrote was answered",
    "chosen": "A time to collect it was chosen",
    "claim-noted": "To the claimant: the claim is noted",
    "claim-accepted": "To the claimant: it was accepted",
    "claim-refused": "To the claimant: it was refused",
    "claim-ready": "To the claimant: it may be collected",
    "claim-waits": "To the claimant: it has to wait",
    "claim-given": "To the claimant: it was handed over",
}
TOLD_BY = {"telephone": "by telephone", "post": "by post", "in person": "in person"}
STATES = {
    NoticeState.WAITING: "on its way",
    NoticeState.SENT: "sent",
    NoticeState.DEAD: "given up",
    NoticeState.VOID: "not sent",
}


def drawn_returns(request: Request, who: Actor, error: TracerError | None = None, **more: Any) -> Response:
    """The list: late and due first."""
    desk = desk_of(request)
    found, dead = seen_returns(desk, who), seen_notices(desk, who, NoticeState.DEAD)
    by_id, waiting = {one.id: one for one in found.open}, waiting_claims(desk, who)
    data = {
        "title": "Returns",
        "late": [_due(one, by_id) for one in found.untold if one.late],
        "due": [_due(one, by_id) for one in found.untold if not one.late],
        **_to_confirm(desk, who, more.pop("all_to_confirm", False)),
        "unanswered": [(report, _confirmed(found.open, report)) for report in found.unanswered],
        "waits": desk.records.part(Messages).waiting(),
        "open": [_open(desk, one) for one in found.open[:SHOWN]],
        "of_open": len(found.open),
        "claims": [(one, *_waits(one, desk.custody.now)) for one in waiting[:SHOWN]],
        "of_claims": len(waiting),
        "dead": dead[:SHOWN],
        "of_dead": len(dead),
        "counts": found.counts,
        "left_out": found.left_out,
        "subjects": SUBJECTS,
        **more,
    }
    return drawn(request, "returns.html", data, error)


def drawn_return(
    request: Request, who: Actor, confirmation: str, error: TracerError | None = None, **more: Any
) -> Response:
    """One phone: what is known, what was said, and what can be done."""
    desk = desk_of(request)
    one = one_return(desk, who, confirmation)
    by = promised(desk.custody, one.confirmation)
    data = {
        "title": f"{reference_of(one.confirmation.exhibit)} of {one.confirmation.report.reference}",
        "one": one,
        "exhibit": reference_of(one.confirmation.exhibit),
        "evidence": evidence(desk, who, one.confirmation),
        "slots": [(slot, in_words(slot)) for slot in one.slots],
        "names": names(desk),
        "subjects": SUBJECTS,
        "states": STATES,
        "told_by": TOLD_BY,
        "promised": None if by is None else day_in_words(by),
        "blocks": blocks_on(desk, who, one),
        "comes_first": [plain(each) for each in comes_first(who, one.state)] if one.confirmation.open else [],
        "of_phone": {each.id for each in desk.records.part(Confirmations).of_exhibit(one.confirmation.exhibit)},
        "may_see_owner": who.may(Permission.OWNERS),
        "key": secrets.token_urlsafe(12),
        "given": {},
        **more,
    }
    return drawn(request, "returns_one.html", data, error)


def drawn(request: Request, template: str, data: dict[str, Any], error: TracerError | None = None) -> Response:
    """A page, with what was wrong where something was, without the options and commands of the terminal."""
    return page(request, template, {**data, "error": plain(error)}, 200 if error is None else status_of(error))


def names(desk: Desk) -> dict[str, str]:
    """The names of people and of officers, by their ids."""
    officers = {one.id: one.name or one.id for one in desk.ledger.officers()}
    return officers | {one.id: one.name for one in desk.people.every()}


def way_to(confirmation: str) -> str:
    """The page of a confirmation."""
    return f"{RETURNS}/of/{confirmation}"


def way_to_claims(exhibit: str) -> str:
    """The page of the claims to an exhibit."""
    return f"{RETURNS}/claims?exhibit={quoted(exhibit)}"


def way_back(desk: Desk, letter: Notice) -> str:
    """The page of what a notice is about."""
    if letter.claim is not None:
        return way_to_claims(desk.records.part(Claims).find(letter.claim).exhibit)
    return RETURNS if letter.confirmation is None else way_to(letter.confirmation)


def _to_confirm(desk: Desk, who: Actor, every: bool) -> dict[str, Any]:
    """Of which exhibits it is to be said whose they are; where the graph cannot be asked, that and nothing else."""
    try:
        found = seen_to_confirm(desk, who)
    except TracerError as error:
        return {"to_confirm": (), "of_to_confirm": 0, "unasked": error}
    shown = found.exhibits[: SHOWN * 10 if every else FIRST]
    lines = [(one, reference_of(one.state.exhibit), seizure_of(one.state.exhibit)) for one in shown]
    asked = (one for state in ("asked", "approved") for one in desk.approvals.every(state, DISPOSAL))
    going = {one.subject for one in still_open(desk, asked)}
    counts = {"of_to_confirm": len(found.exhibits), "shut_to_confirm": found.left_out.lines}
    return {"to_confirm": lines, "going": going, **counts}


def _waits(one: OneClaim, now: datetime) -> tuple[str, str]:
    """The exhibit of a claim, and what it waits for."""
    reference, back = reference_of(one.claim.exhibit), one.back
    if one.claim.outcome is None:
        return reference, "not decided"
    if one.hindrances:
        ring = "" if one.claim.mailed or back is None else " Ring them, they may come for it."
        return reference, f"accepted, and held up. {one.hindrances[0].what}{ring}"
    if back is None:
        return reference, "accepted; say that it may be collected"
    if one.to_say_again:
        return reference, "accepted; say again that it may be collected"
    if back.begins is None or back.ends is None:
        return reference, "accepted; agree on a time to collect"
    agreed = between(back.begins, back.ends)
    missed = f"accepted; was to collect {agreed}, and did not: reach them"
    return reference, f"collects {agreed}" if back.ends >= now else missed


def _due(due: Due, by_id: dict[str, Confirmation]) -> dict[str, Any]:
    one = by_id[due.confirmation]
    day = "" if due.due is None else day_in_words(due.due)
    return {"due": due, "day": day, "exhibit": reference_of(one.exhibit), "href": way_to(one.id)}


def _open(desk: Desk, one: Confirmation) -> dict[str, Any]:
    slots = desk.records.part(Slots).of(one.id)
    chosen = next((slot for slot in slots if slot.chosen_at), None)
    coming = any(still_holds(slot, desk.custody.now) for slot in slots)
    held_up = one.ready_at is not None and bool(desk.records.part(Confirmations).hindrances(one))
    shown = {"one": one, "exhibit": reference_of(one.exhibit), "href": way_to(one.id), "held_up": held_up}
    return {**shown, "chosen": "" if chosen is None else in_words(chosen), "coming": coming}


def _confirmed(every: tuple[Confirmation, ...], report: Report) -> str:
    """Where the owner's questions are answered: beside the phone, or by themselves."""
    return next((way_to(one.id) for one in every if one.report.owner == report.owner), "")
