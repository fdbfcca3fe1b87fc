"""From an accepted claim to its hand-back: it may be collected, a time is agreed on, and the claimant takes it.

The hand-back is written in the transaction of the ledger's return. A claimant has no page here: they are told by
e-mail where they gave an address, and what was agreed with them is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tracer.records import audit
from tracer.records.custody_writer import CustodyWriter
from tracer.records.part import Part, moment_of, now, stamp
from tracer.records.recovery import claimant_news, entering
from tracer.records.recovery.claim_news import awaited
from tracer.records.recovery.claims import find
from tracer.records.recovery.confirmations import ended_for_another, told_of_claim
from tracer.records.recovery.hindrances import held_up, in_the_way, nobody_told
from tracer.records.recovery.tables import claim_return
from tracer.records.recovery.values import Claim, ClaimReturn, RecoveryError
from tracer.records.values import Asked
from tracer.recovery.texts import NoticeKind


@dataclass(frozen=True, slots=True)
class Appointment:
    """When and where a claimant collects."""

    begins: datetime
    ends: datetime
    point: str


@dataclass(frozen=True, slots=True)
class NewReturn:
    """A hand-back about to be written: on which claim, under which key, and the receipt's SHA-256."""

    key: str
    claim: str
    receipt: str


class ClaimReturns(Part):
    """How far the hand-backs to claimants are."""

    def ready(self, claim_id: str, asked: Asked) -> ClaimReturn:
        """Says that the claimant may collect it. Safe to repeat. Raises `RecoveryError` while anything hinders that.

        An owner whose phone it was confirmed to be is told, and may object: that holds it until they are answered. Said
        again after that, it tells a claimant who was told to wait.
        """
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            known = _of(connection, claim_id)
            if known is not None:
                if known.at is None:
                    told_of_claim(connection, self.vault, found, asked, again=True)
                    self._no_longer_waits(connection, found)
                return known
            _check(connection, found)
            connection.execute(insert(claim_return).values(claim=found.id, ready_by=asked.actor, ready_at=stamp(now())))
            audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "ready for the claimant"})
            told_of_claim(connection, self.vault, found, asked)
            claimant_news.tell(connection, self.vault, found, NoticeKind.CLAIM_READY)
            return _there(connection, claim_id)

    def stays(self, claim_id: str, asked: Asked) -> ClaimReturn:
        """Says that the claimant has to wait after all: the time agreed holds no more, and they are told once.

        It is for what nothing records. Raises `RecoveryError` where it was not said that they may collect it.
        """
        with self.database.writing() as connection:
            found, known = find(connection, claim_id), _of(connection, claim_id)
            if known is None or known.at is not None:
                said = "It is not said that the claimant may collect it" if known is None else "The claimant has it"
                raise RecoveryError(f"{said}.", "They have to be told nothing.")
            audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "the claimant has to wait"})
            claimant_news.hold_up(connection, self.vault, found, asked)
            return _there(connection, claim_id)

    def arrange(self, claim_id: str, when: Appointment, asked: Asked) -> ClaimReturn:
        """Keeps the time that was agreed on with the claimant; a later one takes its place.

        Raises `RecoveryError` where it is not ready, and while something is in the way.
        """
        with self.database.writing() as connection:
            found = find(connection, claim_id)
            known = _of(connection, claim_id)
            if known is None:
                raise RecoveryError("It is not said that it may be collected.", "Say so first.")
            _check(connection, found)
            values = {"begins": stamp(when.begins), "ends": stamp(when.ends), "point": when.point}
            connection.execute(update(claim_return).where(claim_return.c.claim == claim_id).values(**values))
            audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "collection time agreed on"})
            return _there(connection, claim_id)

    def write(self, writer: CustodyWriter, new: NewReturn, event: str, asked: Asked) -> None:
        """Notes the hand-back in the ledger's own transaction, once; a confirmation of the phone ends, and its owner
        is told.

        Raises `RecoveryError` where it is not ready, while something is in the way, and before its owner was told.
        """
        connection = writer.connection
        found = find(connection, new.claim)
        known = _of(connection, found.id)
        if known is None:
            raise RecoveryError("It is not said that the claimant may collect it.", "Say so first.")
        if known.event == event:
            return
        # The ledger has judged custody, and has written already that it left.
        for error in in_the_way(connection, found, of_custody=False, ready=True):
            raise error
        values = {"key": new.key, "event": event, "receipt": new.receipt, "by": asked.actor, "at": stamp(now())}
        connection.execute(update(claim_return).where(claim_return.c.claim == found.id).values(**values))
        noted = {"what": "handed to the claimant", "event": event}
        audit.note(connection, asked, audit.Act.DISCLOSED, found.id, noted)
        claimant_news.tell(connection, self.vault, found, NoticeKind.CLAIM_GIVEN)
        for one in ended_for_another(connection, found.exhibit, asked):
            entering.withhold(connection, one.id, "The phone went to somebody else who claimed it.")
            entering.tell(connection, self.vault, entering.NewNotice(NoticeKind.GIVEN, one.report, one.id, one.id))

    def of_claim(self, claim_id: str) -> ClaimReturn | None:
        """How far it is; None before it may be collected."""
        with self.database.reading() as connection:
            return _of(connection, claim_id)

    def awaited(self, exhibit: str) -> bool:
        """Whether a claimant may collect an exhibit, and has not."""
        with self.database.reading() as connection:
            return awaited(connection, exhibit) is not None

    def of_key(self, key: str) -> ClaimReturn | None:
        """The hand-back that a key stands for, or None."""
        with self.database.reading() as connection:
            row = connection.execute(select(claim_return).where(claim_return.c.key == key)).first()
        return None if row is None else _return(row)

    def in_the_way(self, one: Claim) -> tuple[RecoveryError, ...]:
        """What stands in the way of its going to the claimant, each with what to do about it."""
        with self.database.reading() as connection:
            return in_the_way(connection, one, ready=_of(connection, one.id) is not None)

    def held_up(self, exhibit: str) -> RecoveryError | None:
        """What holds up another's accepted claim to an exhibit, before its owner was told; None where nothing does."""
        with self.database.reading() as connection:
            return held_up(connection, exhibit)

    def nobody_told(self, one: Claim) -> tuple[str, ...]:
        """The owners of whose phone it was confirmed to be whom nobody can tell of the claim, each in words."""
        with self.database.reading() as connection:
            return nobody_told(connection, one)

    def _no_longer_waits(self, connection: Connection, found: Claim) -> None:
        if claimant_news.told_to_wait(connection, found.id) and not in_the_way(connection, found):
            claimant_news.tell(connection, self.vault, found, NoticeKind.CLAIM_READY)


def _check(connection: Connection, found: Claim) -> None:
    for error in in_the_way(connection, found):
        raise error


def _of(connection: Connection, claim_id: str) -> ClaimReturn | None:
    row = connection.execute(select(claim_return).where(claim_return.c.claim == claim_id)).first()
    return None if row is None else _return(row)


def _there(connection: Connection, claim_id: str) -> ClaimReturn:
    return _return(connection.execute(select(claim_return).where(claim_return.c.claim == claim_id)).one())


def _return(row: Row[Any]) -> ClaimReturn:
    return ClaimReturn(
        row.claim,
        row.ready_by,
        datetime.fromisoformat(row.ready_at),
        moment_of(row.begins),
        moment_of(row.ends),
        row.point,
        row.event,
        row.receipt,
        row.by,
        moment_of(row.at),
    )
