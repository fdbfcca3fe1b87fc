"""Times at which owners may collect: officers offer them, an owner chooses one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery import entering
from tracer.records.recovery.claims import check_stays
from tracer.records.recovery.confirmations import find
from tracer.records.recovery.entering import NewNotice
from tracer.records.recovery.hindrances import hindrances
from tracer.records.recovery.tables import OPEN, collection_slot, confirmation
from tracer.records.recovery.values import Confirmation, RecoveryError, Slot
from tracer.records.values import Asked
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind


class Slots(Part):
    """What was offered and chosen."""

    def offer(
        self, confirmation_id: str, times: Sequence[tuple[datetime, datetime]], point: str, asked: Asked
    ) -> tuple[Slot, ...]:
        """Offers times at a collection point. Those that are offered already are not offered twice.

        Raises `RecoveryError` where the confirmation holds no more, or the phone is to go to another.
        """
        if any(begins >= ends for begins, ends in times):
            raise RecoveryError("A time ends before it begins.", "Give the beginning first.")
        with self.database.writing() as connection:
            found = find(connection, confirmation_id)
            if not found.open:
                raise RecoveryError("This confirmation holds no more.", "Look at the exhibit again.")
            check_stays(connection, found.exhibit)
            known = {stamp(slot.begins) for slot in _of(connection, confirmation_id)}
            # As they are kept: to the millisecond.
            wanted = {stamp(begins): stamp(ends) for begins, ends in times}
            for begins, ends in wanted.items():
                if begins not in known:
                    values = {"id": new_id("slot"), "confirmation": confirmation_id, "point": point.strip()}
                    said = {"begins": begins, "ends": ends, "offered_by": asked.actor}
                    connection.execute(insert(collection_slot).values(**values, **said))
            audit.note(connection, asked, audit.Act.ALTERED, confirmation_id, {"what": "collection times offered"})
            return _of(connection, confirmation_id)

    def of(self, confirmation_id: str) -> tuple[Slot, ...]:
        """All times offered for a confirmation, the earliest first."""
        with self.database.reading() as connection:
            return _of(connection, confirmation_id)

    def choose(self, report: Report, slot_id: str) -> Slot:
        """An owner chooses, and is told so; an earlier choice no longer holds, and the same again changes nothing.

        Raises `NotFoundError` for a slot that is not theirs, or while something stands in the way of the phone.
        """
        wanted = (
            select(collection_slot)
            .join_from(collection_slot, confirmation)
            .where(
                collection_slot.c.id == slot_id,
                confirmation.c.owner == report.owner,
                *OPEN,
                confirmation.c.ready_at.is_not(None),
                collection_slot.c.begins > stamp(now()),
            )
        )
        with self.database.writing() as connection:
            row = connection.execute(wanted).first()
            if row is None or hindrances(connection, one := find(connection, row.confirmation)):
                raise NotFoundError("This time is no longer offered.", "Look at your phone's page again.")
            if row.chosen_at is None:
                self._choose(connection, one, slot_id)
            return next(slot for slot in _of(connection, one.id) if slot.id == slot_id)

    def chosen(self) -> tuple[Slot, ...]:
        """The times that owners of phones which have not gone back chose, the earliest first."""
        wanted = (
            select(collection_slot)
            .join_from(collection_slot, confirmation)
            .where(
                collection_slot.c.chosen_at.is_not(None),
                *OPEN,
            )
        )
        with self.database.reading() as connection:
            return tuple(_slot(row) for row in connection.execute(wanted.order_by(collection_slot.c.begins)))

    def _choose(self, connection: Connection, one: Confirmation, slot_id: str) -> None:
        at = stamp(now())
        of_same = update(collection_slot).where(collection_slot.c.confirmation == one.id)
        connection.execute(of_same.values(chosen_at=None))
        connection.execute(update(collection_slot).where(collection_slot.c.id == slot_id).values(chosen_at=at))
        asked = Asked(one.report.owner, "to collect their phone")
        audit.note(connection, asked, audit.Act.ALTERED, one.id, {"what": "collection time chosen"})
        entering.withhold(connection, one.id, "The owner chose another time.", NoticeKind.CHOSEN)
        entering.tell(connection, self.vault, NewNotice(NoticeKind.CHOSEN, one.report, f"{slot_id} {at}", one.id))


def _of(connection: Connection, confirmation_id: str) -> tuple[Slot, ...]:
    wanted = select(collection_slot).where(collection_slot.c.confirmation == confirmation_id)
    return tuple(_slot(row) for row in connection.execute(wanted.order_by(collection_slot.c.begins)))


def _slot(row: Row[Any]) -> Slot:
    begins, ends = datetime.fromisoformat(row.begins), datetime.fromisoformat(row.ends)
    return Slot(row.id, row.confirmation, begins, ends, row.point, moment_of(row.chosen_at))
