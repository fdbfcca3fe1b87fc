"""Phones that went back. Written in the transaction of the ledger's return, with the audit and the notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from tracer.records import audit
from tracer.records.custody_writer import CustodyWriter
from tracer.records.part import Part, new_id, now, stamp
from tracer.records.recovery import entering
from tracer.records.recovery.confirmations import find
from tracer.records.recovery.hindrances import check_unopposed
from tracer.records.recovery.tables import confirmation, hand_back
from tracer.records.recovery.values import HandBack, RecoveryError
from tracer.records.values import Asked
from tracer.recovery.texts import NoticeKind


@dataclass(frozen=True, slots=True)
class NewHandBack:
    """A hand-back about to be written: for which confirmation, under which key, and the receipt's SHA-256."""

    key: str
    confirmation: str
    receipt: str


class HandBacks(Part):
    """Which phones went back."""

    def write(self, writer: CustodyWriter, new: NewHandBack, event: str, asked: Asked) -> None:
        """Ends the confirmation, tells the owner and notes it, in the ledger's own transaction; under one key once.

        Raises `RecoveryError` where it does not hold any more, or a claim or the owner's own word stands against it.
        """
        connection = writer.connection
        if connection.execute(select(hand_back.c.id).where(hand_back.c.key == new.key)).first() is not None:
            return
        found = find(connection, new.confirmation)
        if not found.open:
            raise RecoveryError("This confirmation holds no more.", "Look at the exhibit again.")
        check_unopposed(connection, found)
        at = stamp(now())
        values = {"id": new_id("return"), "key": new.key, "confirmation": found.id, "event": event}
        connection.execute(insert(hand_back).values(**values, receipt=new.receipt, by=asked.actor, at=at))
        connection.execute(update(confirmation).where(confirmation.c.id == found.id).values(returned_at=at))
        audit.note(connection, asked, audit.Act.DISCLOSED, found.id, {"what": "phone handed back", "event": event})
        notice = entering.NewNotice(NoticeKind.RETURNED, found.report, found.id, found.id)
        entering.tell(connection, self.vault, notice)

    def of_key(self, key: str) -> HandBack | None:
        """What a key stands for, or None."""
        with self.database.reading() as connection:
            row = connection.execute(select(hand_back).where(hand_back.c.key == key)).first()
        return None if row is None else _hand_back(row)

    def of_confirmation(self, confirmation_id: str) -> HandBack | None:
        """The hand-back of a confirmation, or None."""
        with self.database.reading() as connection:
            row = connection.execute(select(hand_back).where(hand_back.c.confirmation == confirmation_id)).first()
        return None if row is None else _hand_back(row)


def _hand_back(row: Row[Any]) -> HandBack:
    return HandBack(row.id, row.confirmation, row.event, row.receipt, row.by, datetime.fromisoformat(row.at))
