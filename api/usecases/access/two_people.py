"""What two people must do here: handing over to a new key, and erasing somebody. One asks, another decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from api.access import Actor, Belongs, ForbiddenError, Permission, require
from api.access import decide as decided
from api.desk import Desk
from api.usecases.access.erasing import require_still, said_of
from api.usecases.custody.keyring import rotate_key
from api.usecases.custody.receipts import drop_receipts
from api.usecases.custody_web import disposal
from tracer.errors import UsageError
from tracer.records.access.values import Approval
from tracer.records.values import Asked

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """An act for two: what people call it, who may ask for it and do it, what is done; does it erase somebody?"""

    text: str
    permission: Permission
    run: Callable[[Desk, str, Asked], str]
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: which act, whom it is about, and why. `despite`: why, although something of theirs is open."""

    act: str
    subject: str
    reason: str
    despite: str = ""


def ask(desk: Desk, who: Actor, wish: Wish) -> Approval:
    """Asks for one of these acts; what is open of somebody who is to be erased goes with it, for who decides.

    Raises `UsageError` for an act that is none, without a subject or a reason, and as `said_of` of the erasing does.
    """
    kind = _kind(wish.act)
    _require(who, kind)
    for text, what in ((wish.subject, "Say what it is about."), (wish.reason, "Say why it is needed.")):
        if not text.strip() or len(text) > LONGEST:
            raise UsageError("Whoever decides has to know what, and why.", what)
    subject = wish.subject.strip()
    details = said_of(desk, subject, wish.despite[:LONGEST]) if kind.erases else ""
    return desk.approvals.ask(wish.act, subject, details, Asked(who.person.id, wish.reason.strip()))


def decide(desk: Desk, who: Actor, approval_id: str, approve: bool, reason: str) -> Approval:
    """Approves or refuses what somebody else asked for.

    Raises `UsageError` without a reason and where a phone waits for somebody who would be erased, `AccessError` for
    one's own, `ForbiddenError` for an exhibit that is closed to them or for what is this installation's where they
    work for another force, and as `disposal.decide` does.
    """
    if not reason.strip() or len(reason) > LONGEST:
        raise UsageError("A decision has its reason.", "Say why.")
    found = desk.approvals.find(approval_id)
    if found.act == disposal.ACT:
        return disposal.decide(desk, who, approval_id, approve, reason)
    require(who, Permission.APPROVE, Belongs(), desk.settings.force)
    if found.state == "asked" and approve and _erases(found):
        require_still(desk, found.subject, found.details)
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
    found = desk.approvals.find(approval_id)
    if found.act not in KINDS:
        raise UsageError("This is not done here.", "Do it where it was asked for.")
    kind = KINDS[found.act]
    _require(who, kind)
    if found.state == "approved" and kind.erases:
        require_still(desk, found.subject, found.details)
    asked = Asked(who.person.id, f"{kind.text}: {found.reason}")
    desk.approvals.use(approval_id, found.act, found.subject, asked)
    return kind.run(desk, found.subject, asked)


def _erases(found: Approval) -> bool:
    return found.act in KINDS and KINDS[found.act].erases


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
    "erase owner": Kind("Erase an owner's personal data", Permission.ADMINISTER, _erase_owner, erases=True),
    "erase person in custody": Kind(
        "Erase a person's texts in the custody ledger", Permission.ADMINISTER, _erase_in_custody, erases=True
    ),
}
