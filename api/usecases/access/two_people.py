"""What two people must do here: handing over to a new key, and erasing somebody. One asks, another decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.access import Actor, Belongs, ForbiddenError, Permission, require
from api.access import decide as decided
from api.desk import Desk
from api.usecases.custody.keyring import rotate_key
from api.usecases.custody.receipts import drop_receipts
from api.usecases.custody_web import disposal
from tracer.errors import UsageError
from tracer.records.access.values import Approval
from tracer.records.values import Asked

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """An act for two: what people call it, who may ask for it and do it, and what is done."""

    text: str
    permission: Permission
    run: Callable[[Desk, str, Asked], str]


def ask(desk: Desk, who: Actor, act: str, subject: str, reason: str) -> Approval:
    """Asks for one of these acts. Raises `UsageError` for an act that is none, and without a subject or a reason."""
    kind = _kind(act)
    _require(who, kind)
    for text, what in ((subject, "Say what it is about."), (reason, "Say why it is needed.")):
        if not text.strip() or len(text) > LONGEST:
            raise UsageError("Whoever decides has to know what, and why.", what)
    return desk.approvals.ask(act, subject.strip(), "", Asked(who.person.id, reason.strip()))


def decide(desk: Desk, who: Actor, approval_id: str, approve: bool, reason: str) -> Approval:
    """Approves or refuses what somebody else asked for.

    Raises `UsageError` without a reason, `AccessError` for one's own, `ForbiddenError` for an exhibit that is closed
    to them or for what is this installation's where they work for another force, and `RefusedError` as `to_decide`.
    """
    if not reason.strip() or len(reason) > LONGEST:
        raise UsageError("A decision has its reason.", "Say why.")
    if any(one.id == approval_id and one.act == disposal.ACT for one in desk.approvals.every()):
        disposal.to_decide(desk, who, approval_id, approve)
    else:
        require(who, Permission.APPROVE, Belongs(), desk.settings.force)
    return desk.approvals.decide(approval_id, approve, Asked(who.person.id, reason.strip()))


def within_reach(desk: Desk, who: Actor, state: str | None = None) -> tuple[Approval, ...]:
    """What was asked for, the newest first: without disposals of exhibits that are closed to somebody, and for another
    force without what is this installation's. What they asked for themselves they see.
    """
    every = desk.approvals.every(state)
    disposals = [one for one in every if one.act == disposal.ACT]
    open_to = {one.id for one in disposal.disposals(desk, who)} if disposals else set()
    ours = decided(who, Permission.APPROVE, Belongs(), desk.settings.force).allowed
    return tuple(
        one
        for one in every
        if (one.id in open_to if one.act == disposal.ACT else ours or one.asked_by == who.person.id)
    )


def carry_out(desk: Desk, who: Actor, approval_id: str) -> str:
    """Does what was approved, once; what came of it. Raises `AccessError` where it is not approved."""
    found = next((one for one in desk.approvals.every() if one.id == approval_id), None)
    if found is None or found.act not in KINDS:
        raise UsageError("This is not done here.", "Do it where it was asked for.")
    kind = KINDS[found.act]
    _require(who, kind)
    asked = Asked(who.person.id, f"{kind.text}: {found.reason}")
    desk.approvals.use(approval_id, found.act, found.subject, asked)
    return kind.run(desk, found.subject, asked)


def _require(who: Actor, kind: Kind) -> None:
    if not who.may(kind.permission):
        raise ForbiddenError("Your role does not let you do this.", "Ask an administrator.")


def _kind(act: str) -> Kind:
    if act not in KINDS:
        raise UsageError(f"{act[:40]!r} is nothing that is asked for here.", f"Choose one of: {', '.join(KINDS)}.")
    return KINDS[act]


def _rotate(desk: Desk, _subject: str, asked: Asked) -> str:
    made = rotate_key(desk.custody)
    desk.audit.note(asked, "altered", "custody key", {"what": "key rotated", "key": made.vkey})
    return f"Key {made.number} signs from now on: {made.vkey}"


def _erase_owner(desk: Desk, subject: str, asked: Asked) -> str:
    desk.records.erase_owner(subject, asked)
    drop_receipts(desk.custody, subject)
    return "Their key was destroyed: nothing personal of theirs can be read any more."


def _erase_in_custody(desk: Desk, subject: str, asked: Asked) -> str:
    desk.ledger.erase_person(subject, asked)
    drop_receipts(desk.custody, subject)
    return "Their key was destroyed: every proof stays as it was, and their texts are closed for good."


KINDS: Mapping[str, Kind] = {
    "rotate key": Kind("Hand over to a new key of the custody ledger", Permission.ADMINISTER, _rotate),
    "erase owner": Kind("Erase an owner's personal data", Permission.ADMINISTER, _erase_owner),
    "erase person in custody": Kind(
        "Erase a person's texts in the custody ledger", Permission.ADMINISTER, _erase_in_custody
    ),
}
