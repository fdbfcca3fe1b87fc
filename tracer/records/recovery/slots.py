"""Times at which owners may collect: officers offer them, an owner chooses one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery import entering
from tracer.records.recovery.claims import check_stays
from tracer.records.recovery.claims import find as claim_of
from tracer.records.recovery.confirmations import find
from tracer.records.recovery.entering import NewNotice
from tracer.records.recovery.hindrances import hindrances
from tracer.records.recovery.tables import OPEN, claim, claim_return, collection_slot, confirmation
from tracer.records.recovery.values import ClaimReturn, Confirmation, RecoveryError, Slot
from tracer.records.values import Asked
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind


class Also(StrEnum):
    """What is known of another phone's collection at the same place and time."""

    OFFERED = "offered"
    CHOSEN = "chosen"


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

    def also(self, slots: Collection[Slot]) -> dict[str, Also]:
        """At which of some times, by id, another phone is to be collected at the same place, or may be.

        A claimant's time that was agreed on counts as chosen. Nothing is said of whose phone it is, nor of the past.
        """
        coming = [one for one in slots if one.ends > now()]
        if not coming:
            return {}
        with self.database.reading() as connection:
            exhibits = {one.confirmation: find(connection, one.confirmation).exhibit for one in coming}
            own = [_collection(exhibits[one.confirmation], one) for one in coming]
            said = _meeting(connection, own)
        return {one.id: also for one, also in zip(coming, said, strict=True) if also is not None}

    def also_agreed(self, back: ClaimReturn) -> Also | None:
        """The same of the time that was agreed on with a claimant who has not come; None where there is none."""
        if back.begins is None or back.ends is None or back.ends <= now() or back.at is not None:
            return None
        with self.database.reading() as connection:
            of = claim_of(connection, back.claim).exhibit
            (said,) = _meeting(connection, [_Collection(of, back.begins, back.ends, back.point or "", Also.CHOSEN)])
        return said

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


@dataclass(frozen=True, slots=True)
class _Collection:
    """Somebody's time at a place, to collect an exhibit: an owner's, or a claimant's."""

    of: str
    begins: datetime
    ends: datetime
    point: str
    said: Also

    def meets(self, other: _Collection) -> bool:
        """Whether two phones are collected at one place at one time."""
        at_once = self.begins < other.ends and other.begins < self.ends
        return at_once and _place(self.point) == _place(other.point) and self.of != other.of


def _meeting(connection: Connection, own: Sequence[_Collection]) -> list[Also | None]:
    """For each of some collections what is known of another that it meets."""
    during = (stamp(min(one.begins for one in own)), stamp(max(one.ends for one in own)))
    others = [*_offered(connection, *during), *_agreed(connection, *during)]
    said = [{each.said for each in others if each.meets(one)} for one in own]
    return [max(one, key=list(Also).index, default=None) for one in said]


def _place(point: str) -> str:
    return " ".join(point.split()).casefold()


def _offered(connection: Connection, begins: str, ends: str) -> Iterator[_Collection]:
    """What was offered and chosen in a time, of phones that have not gone back."""
    during = (collection_slot.c.begins < ends, collection_slot.c.ends > begins)
    wanted = select(collection_slot, confirmation.c.exhibit).join_from(collection_slot, confirmation)
    for row in connection.execute(wanted.where(*during, *OPEN)):
        yield _collection(row.exhibit, _slot(row))


def _collection(exhibit: str, slot: Slot) -> _Collection:
    said = Also.OFFERED if slot.chosen_at is None else Also.CHOSEN
    return _Collection(exhibit, slot.begins, slot.ends, slot.point, said)


def _agreed(connection: Connection, begins: str, ends: str) -> Iterator[_Collection]:
    """What was agreed with claimants in a time, who have not come yet."""
    during = (claim_return.c.begins < ends, claim_return.c.ends > begins, claim_return.c.at.is_(None))
    wanted = select(claim_return, claim.c.exhibit).join_from(claim_return, claim)
    for row in connection.execute(wanted.where(*during)):
        first, last = datetime.fromisoformat(row.begins), datetime.fromisoformat(row.ends)
        yield _Collection(row.exhibit, first, last, row.point, Also.CHOSEN)


def _of(connection: Connection, confirmation_id: str) -> tuple[Slot, ...]:
    wanted = select(collection_slot).where(collection_slot.c.confirmation == confirmation_id)
    return tuple(_slot(row) for row in connection.execute(wanted.order_by(collection_slot.c.begins)))


def _slot(row: Row[Any]) -> Slot:
    begins, ends = datetime.fromisoformat(row.begins), datetime.fromisoformat(row.ends)
    return Slot(row.id, row.confirmation, begins, ends, row.point, moment_of(row.chosen_at))
