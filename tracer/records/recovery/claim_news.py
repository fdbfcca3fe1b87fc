"""What the owner of a phone is told of a claim to it that was accepted, and whether that reached them.

An owner is promised that nobody is given the phone before they could object, so it waits until they were told. Whom
nobody can tell any more, since their details were erased, does not hold it up; that is shown, and the audit keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, func, select, update

from tracer.records import audit
from tracer.records.part import now
from tracer.records.recovery import entering
from tracer.records.recovery.people import standing
from tracer.records.recovery.tables import OPEN, claim, claim_return, confirmation, notice
from tracer.records.recovery.values import Claim, Confirmation, NoticeState, RecoveryError
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

_COLLECT = (NoticeKind.READY.value, NoticeKind.CHOSEN.value)
_NOT_YET = (NoticeKind.UPDATE.value, NoticeKind.CLAIMED.value, NoticeKind.STAYS.value)
_GOES = "that it is to go to another"
SAY_AGAIN = "Say again that the claimant may collect it: the owner is told then."


def tell(connection: Connection, vault: Vault, one: Confirmation, claim_id: str, asked: Asked) -> None:
    """Has an owner told that their phone is to go to another. The audit notes where nobody can tell them."""
    for kind in (NoticeKind.STAYS, NoticeKind.UPDATE):
        entering.withhold(connection, one.id, "It is to go to another after all.", kind)
    new = entering.NewNotice(NoticeKind.CLAIMED, one.report, f"{claim_id} {now()}", one.id)
    _, untold = entering.tell(connection, vault, new)
    if untold is not None:
        audit.note(connection, asked, audit.Act.ALTERED, one.id, {"what": f"owner not told {_GOES}", "why": untold})


def hold(connection: Connection, exhibit: str, asked: Asked) -> None:
    """When a claim of another is accepted: what waits and says that the phone is its owner's to collect is not sent.

    Who was told that they may collect it hears of the claim before that is taken from them.
    """
    said = confirmation.c
    for one in connection.execute(select(said.id).where(said.exhibit == exhibit, *OPEN)).scalars().all():
        unsent = (
            notice.c.confirmation == one,
            notice.c.kind == NoticeKind.READY.value,
            notice.c.state.in_(entering.UNSENT),
        )
        if connection.execute(select(notice.c.id).where(*unsent)).first() is not None:
            connection.execute(update(confirmation).where(said.id == one).values(ready_at=None))
            audit.note(connection, asked, audit.Act.ALTERED, one, {"what": "not ready to return after all"})
        for kind in (NoticeKind.UPDATE, NoticeKind.READY, NoticeKind.CHOSEN):
            entering.withhold(connection, one, "Somebody else's claim to the phone was accepted.", kind)


def take_back(connection: Connection, vault: Vault, to: Claim) -> None:
    """Before a decision on a claim is changed: what waits is not sent, and who may know of it hears that it stays.

    Their time to collect was taken from them before they were told, so that whoever does not know of the claim has to
    hear of that at least.
    """
    said, ready = confirmation.c, awaited(connection, to.exhibit) == to.id
    for one in connection.execute(select(confirmation).where(said.exhibit == to.exhibit)).all():
        told = ready and _may_know(connection, one.id, to.id)
        entering.withhold(connection, one.id, "The decision on the claim was changed.", NoticeKind.CLAIMED)
        dropped = to.accepted and one.ready_at is None and to_collect(connection, one.id)
        if (told or dropped) and one.withdrawn_at is None and one.returned_at is None:
            kind, report = NoticeKind.STAYS if told else NoticeKind.UPDATE, Report(one.force, one.reference)
            entering.tell(connection, vault, entering.NewNotice(kind, report, f"{to.id} {now()}", one.id))


def due(connection: Connection, one: Confirmation, claim_id: str) -> bool:
    """Whether an owner can be told of a claim and no notice of it was entered, or none that holds."""
    entered = _states(connection, one.id, claim_id) - {NoticeState.VOID.value}
    return not entered and standing(connection, one.report.owner) == "known"


def awaited(connection: Connection, exhibit: str) -> str | None:
    """The claim whose claimant may collect an exhibit, and has not; or None."""
    wanted = select(claim_return.c.claim).join_from(claim_return, claim)
    wanted = wanted.where(claim.c.exhibit == exhibit, claim_return.c.at.is_(None))
    return connection.execute(wanted).scalar()


def unheard(
    connection: Connection, confirmation_id: str, owner: str, reference: str, claim_id: str
) -> Iterator[RecoveryError]:
    """That an owner who can be told was not told yet, as the error that says what to do."""
    if standing(connection, owner) != "known":
        return
    states = _states(connection, confirmation_id, claim_id)
    who = f"The owner of {reference}"
    if NoticeState.DEAD.value in states:
        do = "Send it again on the page of their phone, or tell them by telephone and note that there."
        yield RecoveryError(f"{who} was not told {_GOES}: the notice was given up.", do)
    elif NoticeState.WAITING.value in states:
        do = "Wait until the notice went out, or tell them by telephone and note that on the page of their phone."
        yield RecoveryError(f"{who} was not told yet {_GOES}.", do)
    elif NoticeState.SENT.value not in states:
        yield RecoveryError(f"{who} was not told {_GOES}.", SAY_AGAIN)


def unreachable(connection: Connection, owner: str, reference: str) -> str | None:
    """That nobody can tell an owner, in words; None for one who can be told."""
    if standing(connection, owner) == "known":
        return None
    return f"Nobody can tell the owner of {reference} {_GOES}: there are no details of theirs, or they were erased."


def to_collect(connection: Connection, confirmation_id: str) -> bool:
    """Whether the last that an owner may have heard, or is to hear, is that they may collect it."""
    heard = (
        notice.c.confirmation == confirmation_id,
        entering.may_have_arrived() | notice.c.state.in_(entering.UNSENT),
    )
    last = select(func.max(notice.c.created_at)).where(*heard)
    may = connection.execute(last.where(notice.c.kind.in_(_COLLECT))).scalar()
    not_yet = connection.execute(last.where(notice.c.kind.in_(_NOT_YET))).scalar()
    return may is not None and (not_yet is None or may >= not_yet)


def _states(connection: Connection, confirmation_id: str, claim_id: str) -> set[str]:
    wanted = select(notice.c.state).where(*_of_claim(confirmation_id, claim_id))
    return set(connection.execute(wanted).scalars())


def _may_know(connection: Connection, confirmation_id: str, claim_id: str) -> bool:
    """Whether a notice of it went out, or may have."""
    wanted = select(notice.c.id).where(*_of_claim(confirmation_id, claim_id), entering.may_have_arrived())
    return connection.execute(wanted).first() is not None


def _of_claim(confirmation_id: str, claim_id: str) -> tuple[ColumnElement[bool], ...]:
    key = notice.c.key.startswith(f"{NoticeKind.CLAIMED.value} {claim_id} ", autoescape=True)
    return notice.c.confirmation == confirmation_id, notice.c.kind == NoticeKind.CLAIMED.value, key
