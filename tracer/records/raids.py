"""Raids that are booked through the pages: what was said of each, and what each scan was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from tracer.errors import NotFoundError, TracerError
from tracer.records import audit
from tracer.records.access.tables import case_seizure
from tracer.records.access.values import AccessError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.part import Part, moment_of, now, stamp
from tracer.records.raid_tables import raid, raid_answer
from tracer.records.values import Asked

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Raid:
    """A search as it was opened. `seizure` is its reference as it is compared, `counted` how many things there are."""

    seizure: str
    reference: str
    place: str
    address: str
    power: str
    counted: int
    opened_by: str = ""
    opened_at: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RaidAnswer:
    """What a scan's key stands for: the act, the exhibit it was about, and the answer (None: it was never given)."""

    key: str
    seizure: str
    act: str
    exhibit: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a raid was opened with, and what is said of it now. `words` tells both."""

    field: str
    opened: str
    said: str
    words: str


class OpenedOtherwiseError(TracerError):
    """A raid is open under this reference, and something else is said of it now than when it was opened."""

    exit_code = 1

    def __init__(self, reference: str, differences: tuple[Difference, ...], do: str) -> None:
        told = "; ".join(one.words for one in differences)
        super().__init__(f"{reference} is open already, and not as it is said now: {told}.", do)
        self.reference, self.differences = reference, differences


class Raids(Part):
    """Which raids are booked here."""

    def open(self, wanted: Raid, asked: Asked, case: tuple[str, str] | None = None) -> Raid:
        """Opens a raid, or gives the one there is under that reference as it is.

        `case` is the case that a raid that is opened belongs to from its first moment, and the seizure's id there.
        """
        said = ("seizure", "reference", "place", "address", "power", "counted")
        values = {name: getattr(wanted, name) for name in said}
        with self.database.writing() as connection:
            found = _row(connection, wanted.seizure)
            if found is None:
                connection.execute(insert(raid).values(**values, opened_by=asked.actor, opened_at=stamp(now())))
                if case is not None:
                    connection.execute(insert(case_seizure).values(case=case[0], seizure=case[1]))
                audit.note(connection, asked, audit.Act.COLLECTED, wanted.seizure, {"what": "raid opened"})
            return _one(connection, wanted.seizure)

    def sought(self, seizure: str) -> Raid | None:
        """The raid that is open under a reference, if there is one."""
        with self.database.reading() as connection:
            row = _row(connection, seizure)
        return None if row is None else _raid(row)

    def find(self, seizure: str) -> Raid:
        """One raid. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, seizure)

    def every(self) -> tuple[Raid, ...]:
        """All raids, the newest first."""
        with self.database.reading() as connection:
            rows = connection.execute(select(raid).order_by(raid.c.opened_at.desc(), raid.c.seizure))
            return tuple(map(_raid, rows))

    def recount(self, seizure: str, counted: int) -> Raid:
        """Says how many things were counted. Raises `NotFoundError`."""
        return self._changed(seizure, {"counted": counted})

    def empower(self, seizure: str, power: str, asked: Asked) -> Raid:
        """Says the legal power of a raid that was opened without one. Raises `NotFoundError`."""
        with self.database.writing() as connection:
            connection.execute(update(raid).where(raid.c.seizure == seizure).values(power=power))
            audit.note(connection, asked, audit.Act.ALTERED, seizure, {"what": "legal power of a raid said"})
            return _one(connection, seizure)

    def finish(self, seizure: str) -> Raid:
        """Says that it was counted against what is booked. It can still be booked in. Raises `NotFoundError`."""
        return self._changed(seizure, {"finished_at": stamp(now())})

    def resume(self, seizure: str) -> Raid:
        """Says that it goes on after it was finished. Raises `NotFoundError`."""
        return self._changed(seizure, {"finished_at": None})

    def claim(self, writer: CustodyWriter, new: RaidAnswer) -> None:
        """Writes that a key was used, in the transaction of what it booked.

        Raises `AccessError` where it was used already: then nothing is booked again.
        """
        connection = writer.connection
        if connection.execute(select(raid_answer.c.key).where(raid_answer.c.key == new.key)).first() is not None:
            raise AccessError("This was booked already.")
        self._insert(connection, new)

    def keep(self, new: RaidAnswer) -> None:
        """Keeps an answer by its key; one that is kept already stays."""
        with self.database.writing() as connection:
            connection.execute(delete(raid_answer).where(raid_answer.c.at < stamp(now() - KEPT)))
            row = connection.execute(select(raid_answer).where(raid_answer.c.key == new.key)).first()
            if row is None:
                self._insert(connection, new)
            elif row.sealed is None:
                sealed = self._sealed(new)
                connection.execute(update(raid_answer).where(raid_answer.c.key == new.key).values(sealed=sealed))

    def given(self, key: str) -> RaidAnswer | None:
        """What a key stands for, or None."""
        with self.database.reading() as connection:
            row = connection.execute(select(raid_answer).where(raid_answer.c.key == key)).first()
        if row is None:
            return None
        answer = None if row.sealed is None else self.vault.decrypt(row.sealed, f"raid answer:{key}")
        return RaidAnswer(row.key, row.seizure, row.act, row.exhibit, answer)

    def _insert(self, connection: Connection, new: RaidAnswer) -> None:
        values = {"key": new.key, "seizure": new.seizure, "act": new.act, "exhibit": new.exhibit}
        connection.execute(insert(raid_answer).values(**values, sealed=self._sealed(new), at=stamp(now())))

    def _sealed(self, new: RaidAnswer) -> bytes | None:
        return None if new.answer is None else self.vault.encrypt(new.answer, f"raid answer:{new.key}")

    def _changed(self, seizure: str, values: dict[str, Any]) -> Raid:
        with self.database.writing() as connection:
            connection.execute(update(raid).where(raid.c.seizure == seizure).values(**values))
            return _one(connection, seizure)


@dataclass(frozen=True, slots=True)
class Count:
    """How many things were counted in one raid: the same for everybody who books in it."""

    raids: Raids
    seizure: str

    def raid(self) -> Raid:
        """The raid as it stands."""
        return self.raids.find(self.seizure)

    def say(self, counted: int) -> None:
        """Says it to everybody."""
        self.raids.recount(self.seizure, counted)

    def finished(self) -> None:
        """Says to everybody that it was counted against what is booked."""
        self.raids.finish(self.seizure)

    def resumed(self) -> None:
        """Says to everybody that it goes on."""
        self.raids.resume(self.seizure)


def _row(connection: Connection, seizure: str) -> Row[Any] | None:
    return connection.execute(select(raid).where(raid.c.seizure == seizure)).first()


def _one(connection: Connection, seizure: str) -> Raid:
    row = _row(connection, seizure)
    if row is None:
        raise NotFoundError("There is no such raid.", "Open it on the page of raids, with its place and legal power.")
    return _raid(row)


def _raid(row: Row[Any]) -> Raid:
    return Raid(
        row.seizure,
        row.reference,
        row.place,
        row.address,
        row.power,
        row.counted,
        row.opened_by,
        moment_of(row.opened_at),
        moment_of(row.finished_at),
    )
