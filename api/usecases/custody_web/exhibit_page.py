"""All that the page of an exhibit shows, for somebody who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.access import Actor, Belongs, Permission, decide, permissions_of
from api.desk import Desk
from api.usecases.custody.history import history
from api.usecases.custody.refusals import refusals
from api.usecases.custody_web.disposal import disposals_of, taken_back
from api.usecases.custody_web.files import KeptFile, attachments_of
from api.usecases.custody_web.looking import reader
from api.usecases.custody_web.proof import Proof, proof_of
from api.usecases.custody_web.reach import cases_of, visible
from api.usecases.recovery.to_confirm import unsaid_of
from tracer.custody.events import (
    CustodyEvent,
    CustodyPlace,
    EventKind,
    ExhibitState,
    Officer,
    Refusal,
    officer_id,
    seizure_of,
)
from tracer.custody.gathering import refusals_to
from tracer.custody.kept import RecordedRefusal
from tracer.custody.narrative import Narrative
from tracer.custody.whereabouts import natural, overdue
from tracer.records.access.values import Approval
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.values import Claim


@dataclass(frozen=True, slots=True)
class ExhibitPage:
    """An exhibit as its page shows it. `private` says whether private texts are in it (read for `purpose`), `kept` what
    it waits for, `refused` what was asked of it in vain; `taken_back` are the disposals whose approval stands no more.
    `unsaid` is what it may be that nobody has said: the phone of a report.

    `holds`: whoever looks has it in their hands and may hand it on. `names_owners` says whether a receipt that names
    who took it may be opened from here.
    """

    state: ExhibitState
    told: Narrative
    proof: Proof
    files: tuple[KeptFile, ...]
    disposals: tuple[Approval, ...]
    taken_back: frozenset[str]
    waits_for_me: bool
    holds: bool
    writes: bool
    private: bool
    names_owners: bool
    purpose: str
    claims: tuple[Claim, ...]
    kept: tuple[Refusal, ...]
    refused: tuple[RecordedRefusal, ...]
    unsaid: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What needs somebody: handed to them and not accepted, loans past their day, doubts that nobody explained."""

    for_me: tuple[ExhibitState, ...]
    overdue: tuple[ExhibitState, ...]
    doubtful: tuple[ExhibitState, ...]


def exhibit_page(desk: Desk, who: Actor, state: ExhibitState, purpose: str) -> ExhibitPage:
    """The page of an exhibit that is known to be open to them; private texts where it is said what for."""
    asked = reader(who, purpose) if purpose.strip() else None
    disposals = disposals_of(desk, state)
    return ExhibitPage(
        state,
        history(desk.custody, state.exhibit, None, asked, who.sees_owners),
        proof_of(desk, state),
        attachments_of(desk, state.exhibit),
        disposals,
        taken_back(desk, disposals),
        state.awaiting is not None and state.awaiting == who.officer,
        state.holder is not None and state.holder == who.officer and not state.closed,
        decide(who, Permission.CUSTODY_WRITE).allowed,
        asked is not None,
        who.sees_owners,
        purpose,
        desk.records.part(Claims).of_exhibit(state.exhibit),
        _kept(desk, state),
        refusals(desk.ledger, state.exhibit),
        () if state.closed else unsaid_of(desk, who, state),
    )


def waiting(desk: Desk, who: Actor) -> Waiting:
    """What needs somebody among the exhibits that they may see."""
    states = sorted(visible(desk, who, desk.ledger.exhibits()), key=lambda state: natural(state.exhibit))
    me = who.officer
    return Waiting(
        tuple(state for state in states if me is not None and state.awaiting == me),
        overdue(states, desk.custody.now),
        tuple(state for state in states if state.unexplained),
    )


def registered(desk: Desk) -> tuple[tuple[Officer, ...], tuple[CustodyPlace, ...]]:
    """The officers who act in the ledger, and the places that things can be taken to."""
    officers = tuple(one for one in desk.ledger.officers() if one.active)
    return officers, tuple(one for one in desk.ledger.places() if one.active)


def takers(desk: Desk, state: ExhibitState, officers: Sequence[Officer]) -> tuple[Officer, ...]:
    """Those of the officers who can accept it: an account of theirs may, or they have none and use the commands."""
    belongs, force = Belongs(cases_of(desk, seizure_of(state.exhibit))), desk.settings.force
    may: dict[str, bool] = {}
    for person in desk.people.every():
        if person.active and person.initials is not None:
            cases = desk.cases.open_to(person.id) if belongs.cases else frozenset[str]()
            actor = Actor(person, permissions_of(person.roles), cases)
            known = officer_id(person.initials)
            may[known] = may.get(known, False) or decide(actor, Permission.CUSTODY_HOLD, belongs, force).allowed
    return tuple(one for one in officers if may.get(one.id, True))


def _kept(desk: Desk, state: ExhibitState) -> tuple[Refusal, ...]:
    """What keeps it from leaving, before anybody tries."""
    with desk.records.custody().reading() as reader:
        return refusals_to(reader, state, CustodyEvent(EventKind.RETURN, state.exhibit, ""))
