"""Disposal, which two people do: one asks, another approves, and then it is done once, by anybody but who approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.give_back import require_reason
from api.usecases.custody.record import Recorded, Statement, asking
from api.usecases.custody_web.acts import Words
from api.usecases.custody_web.reach import acting, open_seizures, reached, require_seizure, spoken
from api.usecases.recovery.to_confirm import unsaid_of
from tracer.custody.events import (
    CustodyEvent,
    Entry,
    EventKind,
    ExhibitState,
    Private,
    Refusal,
    RefusedError,
    Status,
    Wanted,
    officer_id,
    seizure_of,
)
from tracer.custody.gathering import refusals_to
from tracer.custody.sentences import moment
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.approvals import decided
from tracer.records.access.values import AccessError, Approval, AskedAlreadyError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.values import Asked

ACT = "dispose of exhibit"
"""What the approval is called; its subject is the exhibit's id."""
_OPEN = {"asked": "it waits for another person to approve it", "approved": "it is approved, and waits to be done"}
"""The states in which a request is open, in words."""


def ask(desk: Desk, who: Actor, exhibit: tuple[str, str | None], reason: str, despite: str = "") -> Approval:
    """Asks for a disposal; `despite` is why it goes although it may be a reported phone.

    Raises `UsageError` without a reason, without the other where a report may be of it, or for what has left custody,
    `AskedAlreadyError` while another request for it is open, and `RefusedError` for what must not leave it.
    """
    state = reached(desk, who, Permission.CUSTODY_WRITE, *exhibit)
    require_reason(reason, "Disposal")
    acting(desk, who)
    if state.closed:
        raise UsageError(f"It was {state.status}: it has left custody.", "Check the reference.")
    _check_free(desk, who, state)
    _check_looked_for(desk, who, state, despite, "Say why it goes all the same, or have a victim liaison look first.")
    with desk.approvals.database.as_one():
        _check_not_asked(desk, state)
        return desk.approvals.ask(ACT, state.exhibit, despite.strip(), Asked(who.person.id, reason.strip()))


def decide(desk: Desk, who: Actor, approval_id: str, approve: bool, reason: str) -> Approval:
    """Approves or refuses what somebody else asked for; what is approved is authorised in the ledger with it.

    Raises `AccessError` for one's own, `ForbiddenError`, and `RefusedError` for approving what must not leave custody.
    """
    found = found_disposal(desk, who, approval_id, Permission.APPROVE)
    require_reason(reason, "A decision")
    asked = Asked(who.person.id, reason.strip())
    return _approved(desk, who, found, asked) if approve else desk.approvals.decide(found.id, False, asked)


def dispose(desk: Desk, who: Actor, approval_id: str, words: Words, seal: str | None) -> Recorded:
    """Does what was approved, once.

    Raises `AccessError` where it is not approved or that was taken back, and `RefusedError` for whoever approved it and
    while somebody is owed the exhibit or it is restricted.
    """
    found = found_disposal(desk, who, approval_id, Permission.CUSTODY_WRITE)
    if found.state not in ("approved", "done"):
        raise AccessError(f"This disposal is not approved: it is {found.state}.", "Another person has to approve it.")
    said = spoken(desk, who, at=words.at, undated=words.undated, reason=words.reason or found.reason, note=words.note)
    entries = _disposed(desk, found.subject) or _recorded(desk, found, replace(said, expect=words.expect), seal)
    if found.state == "approved":
        desk.approvals.use(found.id, ACT, found.subject, who.asked())
    return Recorded(entries, desk.ledger.state(found.subject), _key(found))


def found_disposal(desk: Desk, who: Actor, approval_id: str, permission: Permission) -> Approval:
    """A disposal that somebody may have to do with. Raises `NotFoundError` and `ForbiddenError`."""
    found = desk.approvals.find(approval_id)
    if found.act != ACT:
        raise NotFoundError("There is no such request.", "Look at the exhibit.")
    require_seizure(desk, who, permission, seizure_of(found.subject))
    return found


def disposals(desk: Desk, who: Actor) -> tuple[Approval, ...]:
    """Every disposal of exhibits that somebody may see, the newest first."""
    every = desk.approvals.every(act=ACT)
    open_to = open_seizures(desk, who, {seizure_of(one.subject) for one in every})
    return tuple(one for one in every if seizure_of(one.subject) in open_to)


def disposals_of(desk: Desk, state: ExhibitState) -> tuple[Approval, ...]:
    """What was asked about an exhibit, the newest first."""
    return desk.approvals.every(act=ACT, subject=state.exhibit)


def open_disposals(desk: Desk, state: ExhibitState) -> tuple[Approval, ...]:
    """Those that were asked for and are not done, but for what was taken back."""
    return still_open(desk, disposals_of(desk, state))


def still_open(desk: Desk, approvals: Iterable[Approval]) -> tuple[Approval, ...]:
    """The same of any requests for disposals."""
    every = [one for one in approvals if one.state in _OPEN]
    gone = taken_back(desk, every)
    return tuple(one for one in every if one.id not in gone)


def taken_back(desk: Desk, approvals: Iterable[Approval]) -> frozenset[str]:
    """The ids of those that were approved, and whose authorisation was corrected since or ended by a restriction."""
    return frozenset(one.id for one in approvals if one.state == "approved" and _is_taken_back(desk, one))


def _is_taken_back(desk: Desk, found: Approval) -> bool:
    by = _officer_of(desk, found.decided_by)
    if by is None or by in desk.ledger.state(found.subject).authorised_by:
        return False
    # What was approved before approvals were recorded in the ledger at once is in it only once it is done.
    since = (entry.event for entry in desk.ledger.history(found.subject) if entry.recorded_at >= found.asked_at)
    return any(
        event.kind is EventKind.RESTRICT or (event.kind is EventKind.AUTHORISE_DISPOSAL and event.by == by)
        for event in since
    )


def against(desk: Desk, who: Actor, state: ExhibitState) -> tuple[Refusal, ...]:
    """Why an exhibit must not be disposed of now: it is restricted, its owner waits for it, or somebody claims it."""
    with desk.records.custody().reading() as reader:
        return refusals_to(reader, state, _leave(who, state))


def _leave(who: Actor, state: ExhibitState) -> CustodyEvent:
    return CustodyEvent(EventKind.AUTHORISE_DISPOSAL, state.exhibit, who.person.id)


def _check_free(desk: Desk, who: Actor, state: ExhibitState) -> None:
    if refusals := against(desk, who, state):
        raise RefusedError(_leave(who, state), refusals)


def _check_looked_for(desk: Desk, who: Actor, state: ExhibitState, despite: str, do: str) -> None:
    """Nothing is destroyed whose owner may be known, because nobody asked: it is said that they are, or why not."""
    if not despite.strip() and (unsaid := unsaid_of(desk, who, state)):
        raise UsageError(unsaid[0], do)


def _check_not_asked(desk: Desk, state: ExhibitState) -> None:
    found = next(iter(open_disposals(desk, state)), None)
    if found is None:
        return
    name = next((one.name for one in desk.people.every() if one.id == found.asked_by), found.asked_by)
    raise AskedAlreadyError(
        f"Its disposal was asked for already, by {name}, {moment(found.asked_at)}: {_OPEN[found.state]}.",
        "Nothing more was asked. Look at that request, on the page of the exhibit.",
    )


def _approved(desk: Desk, who: Actor, found: Approval, asked: Asked) -> Approval:
    """Approves it, and records in the ledger that it was authorised: both, or neither."""
    said = spoken(desk, who, reason=found.reason)
    state = desk.ledger.state(found.subject)
    _check_free(desk, who, state)
    _check_looked_for(
        desk, who, state, found.details, "Refuse this; it has to be asked for with why it goes all the same."
    )
    if found.state != "asked" or found.asked_by == who.person.id:
        return desk.approvals.decide(found.id, True, asked)  # It says why not.

    def also(writer: CustodyWriter, _entries: tuple[Entry, ...]) -> None:
        decided(writer.connection, found.id, True, asked)

    event = asking(desk.custody, found.subject, said).event(EventKind.AUTHORISE_DISPOSAL)
    desk.ledger.append_many([Wanted(event, f"{_key(found)}/{uuid4().hex}")], also)
    return desk.approvals.find(found.id)


def _recorded(desk: Desk, found: Approval, said: Statement, seal: str | None) -> tuple[Entry, ...]:
    asked = asking(desk.custody, found.subject, said)
    done = asked.event(EventKind.DISPOSE, seal_before=seal or None)
    before = _authorising(desk, found, asked.state)
    wanted = [*before, Wanted(done, _key(found))]
    return desk.ledger.append_many([replace(wanted[0], expected_sequence=said.expect), *wanted[1:]])[::-1]


def _authorising(desk: Desk, found: Approval, state: ExhibitState) -> list[Wanted]:
    """What authorises it, where it was approved before approvals were recorded in the ledger at once."""
    by = _approving(desk, found)
    if by in state.authorised_by:
        return []
    if taken_back(desk, [found]):
        if state.restricted:
            return []  # The ledger refuses that, and keeps that it did.
        raise AccessError(
            "The authorisation was taken back since it was approved.", "Ask again, and have another person approve it."
        )
    reason = {"reason": Private(found.reason)}
    event = CustodyEvent(EventKind.AUTHORISE_DISPOSAL, found.subject, by, found.decided_at, private=reason)
    return [Wanted(event, f"{_key(found)}/approved")]


def _key(found: Approval) -> str:
    return f"disposal:{found.id}"


def _disposed(desk: Desk, exhibit: str) -> tuple[Entry, ...]:
    """What was recorded, where it was done and the answer was lost: nothing is recorded again."""
    if desk.ledger.state(exhibit).status is not Status.DISPOSED:
        return ()
    history = desk.ledger.history(exhibit)
    return tuple(entry for entry in reversed(history) if entry.event.kind is EventKind.DISPOSE)


def _approving(desk: Desk, found: Approval) -> str:
    """The officer who approved it."""
    by = _officer_of(desk, found.decided_by)
    if by is None:
        raise AccessError(
            "Whoever approved this is no officer of the custody ledger.",
            "Ask again, and have a supervisor approve it whose account has an officer's initials.",
        )
    return by


def _officer_of(desk: Desk, person: str | None) -> str | None:
    initials = next((one.initials for one in desk.people.every() if one.id == person), None)
    return None if initials is None else officer_id(initials)
