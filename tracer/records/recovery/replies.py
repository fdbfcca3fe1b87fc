"""What owners are answered, and what was decided where they say that a phone is not theirs to have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, now, stamp
from tracer.records.recovery import entering
from tracer.records.recovery.confirmations import find, taken_back
from tracer.records.recovery.messages import DISPUTES, FOR_THEMSELVES, LONGEST, claimed_of, decisions
from tracer.records.recovery.objections import open_of
from tracer.records.recovery.people import vault_of
from tracer.records.recovery.tables import victim_message
from tracer.records.recovery.values import RecoveryError, Settled
from tracer.records.values import Asked
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

_TO_SAY = {
    (Settled.THEIRS, Settled.NOT_THEIRS): (
        "Say that it is theirs after all, with the reason, or that it is not: that takes the confirmation back."
    ),
    (Settled.CLAIM_STANDS,): (
        "Say that the claim stands, with the reason; or decide the claim otherwise first, and then answer without."
    ),
}


class Replies(Part):
    """What is answered to owners."""

    def answer(self, message_id: str, text: str, asked: Asked, decision: Settled | None = None) -> None:
        """Answers, and tells the owner that there is an answer.

        What disputes that they may have a phone is answered with what was decided: that it is theirs after all, for
        which the text is the reason, or that it is not, which takes the confirmation back. What is against its going
        to a claimant is answered with that the claim stands. Raises `RecoveryError` without that, with it where there
        is nothing to decide, and where it was answered already.
        """
        if not text.strip() or len(text) > LONGEST:
            raise RecoveryError("The answer is empty or too long.", f"Write at most {LONGEST:,} characters.")
        with self.database.writing() as connection:
            row = _unanswered(connection, message_id)
            _check_decided(decisions(connection, row), decision)
            for one in open_of(connection, row.owner, row.about) if decision is Settled.NOT_THEIRS else ():
                why = Asked(asked.actor, f"{DISPUTES[row.kind]} It was looked into, and is so.")
                taken_back(connection, self.vault, find(connection, one), why)
            sealed = vault_of(connection, self.vault, row.owner).encrypt(text.strip(), f"{row.id} answer")
            values = {"answer": sealed, "answered_by": asked.actor, "answered_at": stamp(now()), "decision": decision}
            connection.execute(update(victim_message).where(victim_message.c.id == row.id).values(**values))
            decided = {} if decision is None else {"decision": decision.value}
            audit.note(connection, asked, audit.Act.DISCLOSED, row.id, {"what": "answer to the owner", **decided})
            new = entering.NewNotice(NoticeKind.ANSWERED, Report(row.force, row.reference), row.id)
            entering.tell(connection, self.vault, new)

    def disputed(self, message_id: str) -> tuple[str, ...]:
        """The exhibits about which an answer to a message decides. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            row = _found(connection, message_id)
            if row.kind in FOR_THEMSELVES:
                return claimed_of(connection, row.id)
            ids = open_of(connection, row.owner, row.about) if row.kind in DISPUTES else []
            return tuple(find(connection, one).exhibit for one in ids)


def _found(connection: Connection, message_id: str) -> Row[Any]:
    row = connection.execute(select(victim_message).where(victim_message.c.id == message_id)).first()
    if row is None:
        raise NotFoundError("There is no such message.", "Look at the list of messages.")
    return row


def _unanswered(connection: Connection, message_id: str) -> Row[Any]:
    row = _found(connection, message_id)
    if row.answer is not None:
        raise RecoveryError("This message was answered already.")
    return row


def _check_decided(open_ones: tuple[Settled, ...], decision: Settled | None) -> None:
    if decision is not None and not open_ones:
        raise RecoveryError("There is nothing to decide with this answer.", "Answer without a decision.")
    if open_ones and decision not in open_ones:
        said = "It is not said what was decided." if decision is None else f"That {decision} decides nothing here."
        raise RecoveryError(said, _TO_SAY[open_ones])
