"""What whoever claims a phone is told of their claim, where they gave an e-mail address.

Nothing goes to them before the owner of whose phone it was confirmed to be heard what concerns them: that it was
recovered, that it is to go to another, or that it stays after all. Only what takes back what they may have heard does
not wait for that: whoever was told that it is ready would come for it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, literal, or_, select, update

from tracer.records import audit
from tracer.records.part import now
from tracer.records.recovery import entering, one_person
from tracer.records.recovery.tables import OPEN, claim, claim_return, confirmation, notice
from tracer.records.recovery.values import Claim, NoticeState
from tracer.records.tables import owner
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

_OF_OWNER = (NoticeKind.CONFIRMED.value, NoticeKind.CLAIMED.value, NoticeKind.STAYS.value)
_GOES_TO_THEM = (NoticeKind.CLAIM_ACCEPTED.value, NoticeKind.CLAIM_READY.value)
_TAKES_BACK = (NoticeKind.CLAIM_REFUSED.value, NoticeKind.CLAIM_WAITS.value)


def tell(connection: Connection, vault: Vault, to: Claim, kind: NoticeKind) -> None:
    """Has a claimant told; what still waits to tell them of an earlier step is not sent.

    Nothing goes without an address, and to who is the owner of the report, who is told as that.
    """
    if not to.mailed or one_person.holds(connection, to):
        return
    withhold(connection, to.id, "A later notice of the claim took its place.")
    about = Report("", to.reference)
    new = entering.NewNotice(kind, about, f"{to.id} {now()}", claim=to.id, person=to.person)
    entering.tell(connection, vault, new)


def withhold(connection: Connection, claim_id: str, why: str) -> None:
    """Keeps what waits to tell a claimant from going out."""
    entering.void(connection, why, notice.c.claim == claim_id)


def hold_up(connection: Connection, vault: Vault, to: Claim, asked: Asked) -> None:
    """The time agreed with a claimant holds no more, and they are told once that they have to wait."""
    of_it = claim_return.c.claim == to.id
    agreed = update(claim_return).where(of_it, claim_return.c.begins.is_not(None))
    if connection.execute(agreed.values(begins=None, ends=None, point=None)).rowcount:
        audit.note(connection, asked, audit.Act.ALTERED, to.id, {"what": "collection time dropped"})
    if not told_to_wait(connection, to.id):
        tell(connection, vault, to, NoticeKind.CLAIM_WAITS)


def told_to_wait(connection: Connection, claim_id: str) -> bool:
    """Whether the last that a claimant was told, or is to be, is that they have to wait."""
    wanted = select(notice.c.kind).where(notice.c.claim == claim_id, notice.c.state != NoticeState.VOID.value)
    last = connection.execute(wanted.order_by(notice.c.created_at.desc(), notice.c.id)).scalar()
    return last == NoticeKind.CLAIM_WAITS.value


def held() -> ColumnElement[bool]:
    """Of a notice: that it is a claimant's, and an owner who can be told has to hear something first."""
    return select(confirmation.c.id).where(*_held_by()).correlate(notice).exists()


def waits_for(connection: Connection, claim_id: str) -> dict[str, str]:
    """What waits to tell a claimant until an owner was told: the reference of whose report, by the notice's id."""
    of_it = (notice.c.claim == claim_id, notice.c.state == NoticeState.WAITING.value)
    rows = connection.execute(select(notice.c.id, confirmation.c.reference).where(*of_it, *_held_by()))
    return {row.id: row.reference for row in rows}


def _held_by() -> tuple[ColumnElement[bool], ...]:
    """That a notice is a claimant's, and the owner of a confirmation has to hear something first."""
    theirs, unsent, earlier = notice.alias("theirs"), notice.alias("unsent"), notice.alias("earlier")
    to_owner = (
        unsent.c.confirmation == confirmation.c.id,
        unsent.c.kind.in_(_OF_OWNER),
        unsent.c.state.in_(entering.UNSENT),
    )
    waits = exists().where(*to_owner).correlate(confirmation)
    told = exists().where(*_told(theirs)).correlate(confirmation, claim)
    heard = exists().where(earlier.c.claim == claim.c.id, entering.may_have_arrived(earlier)).correlate(claim)
    takes_back = notice.c.kind.in_(_TAKES_BACK) & heard
    first = or_(waits & ~takes_back, notice.c.kind.in_(_GOES_TO_THEM) & ~told)
    known = (owner.c.id == confirmation.c.owner, owner.c.key.is_not(None))
    return claim.c.id == notice.c.claim, confirmation.c.exhibit == claim.c.exhibit, *known, *OPEN, first


def _told(theirs: Any) -> tuple[ColumnElement[bool], ...]:
    """That an owner was told that it is to go to this claimant, and not since then that it stays."""
    key = theirs.c.key.startswith(literal(f"{NoticeKind.CLAIMED.value} ") + claim.c.id + literal(" "))
    of_it = theirs.c.confirmation == confirmation.c.id
    later = notice.alias("later")
    stays = (later.c.kind == NoticeKind.STAYS.value, later.c.created_at > theirs.c.created_at)
    after = (later.c.confirmation == theirs.c.confirmation, *stays, entering.may_have_arrived(later))
    sent = theirs.c.state == NoticeState.SENT.value
    return of_it, theirs.c.kind == NoticeKind.CLAIMED.value, key, sent, ~exists().where(*after).correlate(theirs)
