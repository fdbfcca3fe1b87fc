"""Disposal, which two people do: one asks, another approves, and then it is done once, by anybody but who approved."""

from __future__ import annotations

from dataclasses import replace

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.give_back import require_reason
from api.usecases.custody.record import Recorded, Statement, asking
from api.usecases.custody_web.acts import Words
from api.usecases.custody_web.reach import acting, open_seizures, reached, require_seizure, spoken
from tracer.custody.events import (
    CustodyEvent,
    Entry,
    EventKind,
    ExhibitState,
    Private,
    RefusedError,
    Status,
    Wanted,
    officer_id,
    seizure_of,
)
from tracer.custody.gathering import refusals_to
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.values import AccessError, Approval
from tracer.records.values import Asked

ACT = "dispose of exhibit"
"""What the approval is called; its subject is the exhibit's id."""


def ask(desk: Desk, who: Actor, exhibit: tuple[str, str | None], reason: str) -> Approval:
    """Asks for a disposal.

    Raises `UsageError` without a reason or for what has left custody, and `RefusedError` for what must not leave it.
    """
    state = reached(desk, who, Permission.CUSTODY_WRITE, *exhibit)
    require_reason(reason, "Disposal")
    acting(desk, who)
    if state.closed:
        raise UsageError(f"It was {state.status}: it has left custody.", "Check the reference.")
    _check_free(desk, who, state)
    return desk.approvals.ask(ACT, state.exhibit, "", Asked(who.person.id, reason.strip()))


def decide(desk: Desk, who: Actor, approval_id: str, approve: bool, reason: str) -> Approval:
    """Approves or refuses what somebody else asked for.

    Raises `AccessError` for one's own, `ForbiddenError`, and `RefusedError` for approving what must not leave custody.
    """
    found = to_decide(desk, who, approval_id, approve)
    require_reason(reason, "A decision")
    if approve:
        acting(desk, who)
    return desk.approvals.decide(found.id, approve, Asked(who.person.id, reason.strip()))


def dispose(desk: Desk, who: Actor, approval_id: str, words: Words, seal: str | None) -> Recorded:
    """Does what was approved: the authorisation and the disposal are recorded together, or neither.

    Raises `AccessError` where it is not approved, and `RefusedError` for whoever approved it and while somebody is
    owed the exhibit or it is restricted.
    """
    found = found_disposal(desk, who, approval_id, Permission.CUSTODY_WRITE)
    if found.state not in ("approved", "done"):
        raise AccessError(f"This disposal is not approved: it is {found.state}.", "Another person has to approve it.")
    said = spoken(desk, who, at=words.at, undated=words.undated, reason=words.reason or found.reason, note=words.note)
    entries = _disposed(desk, found.subject) or _recorded(desk, found, replace(said, expect=words.expect), seal)
    if found.state == "approved":
        desk.approvals.use(found.id, ACT, found.subject, who.asked())
    return Recorded(entries, desk.ledger.state(found.subject), f"disposal:{found.id}")


def to_decide(desk: Desk, who: Actor, approval_id: str, approve: bool) -> Approval:
    """A disposal that somebody is about to decide. Raises `RefusedError` for approving what must not leave custody."""
    found = found_disposal(desk, who, approval_id, Permission.APPROVE)
    if approve:
        _check_free(desk, who, desk.ledger.state(found.subject))
    return found


def found_disposal(desk: Desk, who: Actor, approval_id: str, permission: Permission) -> Approval:
    """A disposal that somebody may have to do with. Raises `NotFoundError` and `ForbiddenError`."""
    found = next((one for one in desk.approvals.every() if one.id == approval_id and one.act == ACT), None)
    if found is None:
        raise NotFoundError("There is no such request.", "Look at the exhibit.")
    require_seizure(desk, who, permission, seizure_of(found.subject))
    return found


def disposals(desk: Desk, who: Actor) -> tuple[Approval, ...]:
    """Every disposal of exhibits that somebody may see, the newest first."""
    every = [one for one in desk.approvals.every() if one.act == ACT]
    open_to = open_seizures(desk, who, {seizure_of(one.subject) for one in every})
    return tuple(one for one in every if seizure_of(one.subject) in open_to)


def disposals_of(desk: Desk, state: ExhibitState) -> tuple[Approval, ...]:
    """What was asked about an exhibit, the newest first."""
    return tuple(one for one in desk.approvals.every() if one.act == ACT and one.subject == state.exhibit)


def _check_free(desk: Desk, who: Actor, state: ExhibitState) -> None:
    event = CustodyEvent(EventKind.AUTHORISE_DISPOSAL, state.exhibit, who.person.id)
    with desk.records.custody().reading() as reader:
        refusals = refusals_to(reader, state, event)
    if refusals:
        raise RefusedError(event, refusals)


def _recorded(desk: Desk, found: Approval, said: Statement, seal: str | None) -> tuple[Entry, ...]:
    asked = asking(desk.custody, found.subject, said)
    reason = {"reason": Private(found.reason)}
    by = _approving(desk, found)
    authorised = CustodyEvent(EventKind.AUTHORISE_DISPOSAL, found.subject, by, found.decided_at, private=reason)
    done = asked.event(EventKind.DISPOSE, seal_before=seal or None)
    key = f"disposal:{found.id}"
    wanted = [Wanted(authorised, f"{key}/approved", said.expect), Wanted(done, key)]
    return desk.ledger.append_many(wanted)[::-1]


def _disposed(desk: Desk, exhibit: str) -> tuple[Entry, ...]:
    """What was recorded, where it was done and the answer was lost: nothing is recorded again."""
    if desk.ledger.state(exhibit).status is not Status.DISPOSED:
        return ()
    history = desk.ledger.history(exhibit)
    return tuple(entry for entry in reversed(history) if entry.event.kind is EventKind.DISPOSE)


def _approving(desk: Desk, found: Approval) -> str:
    """The officer who approved it."""
    person = next((one for one in desk.people.every() if one.id == found.decided_by), None)
    if person is None or person.initials is None:
        raise AccessError(
            "Whoever approved this is no officer of the custody ledger.",
            "Ask again, and have a supervisor approve it whose account has an officer's initials.",
        )
    return officer_id(person.initials)
