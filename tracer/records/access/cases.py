"""Cases: which files and seizures belong to which, who works on them, and access taken in an emergency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.tables import break_glass, case, case_member, case_seizure, case_source
from tracer.records.access.values import BreakGlass, Case
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.values import Asked

BREAK_GLASS_LASTS = timedelta(hours=8)
_CHUNK = 500


class Cases(Part):
    """Which cases there are and who may see them. What belongs to no case is open to the whole installation."""

    def add(self, name: str, force: str, asked: Asked) -> Case:
        """Opens a case."""
        values = {"id": new_id("case"), "name": name.strip(), "force": force, "created_at": stamp(now())}
        with self.database.writing() as connection:
            connection.execute(insert(case).values(**values))
            audit.note(connection, asked, audit.Act.ALTERED, values["id"], {"what": "case opened"})
            return _one(connection, values["id"])

    def every(self) -> tuple[Case, ...]:
        """All cases, by name."""
        with self.database.reading() as connection:
            return tuple(_case(row) for row in connection.execute(select(case).order_by(case.c.name, case.c.id)))

    def find(self, case_id: str) -> Case:
        """One case. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, case_id)

    def open_to(self, person_id: str) -> frozenset[str]:
        """The ids of the cases somebody works on or has broken the glass of."""
        wanted = select(case_member.c.case).where(case_member.c.person == person_id)
        broken = select(break_glass.c.case).where(break_glass.c.person == person_id, break_glass.c.until > stamp(now()))
        with self.database.reading() as connection:
            return frozenset(connection.execute(wanted.union(broken)).scalars())

    def members(self, case_id: str) -> frozenset[str]:
        """The ids of those who work on a case."""
        with self.database.reading() as connection:
            wanted = select(case_member.c.person).where(case_member.c.case == case_id)
            return frozenset(connection.execute(wanted).scalars())

    def set_members(self, case_id: str, people: Collection[str], asked: Asked) -> None:
        """Says who works on a case."""
        with self.database.writing() as connection:
            _one(connection, case_id)
            connection.execute(delete(case_member).where(case_member.c.case == case_id))
            if people:
                connection.execute(insert(case_member), [{"case": case_id, "person": one} for one in sorted(people)])
            audit.note(connection, asked, audit.Act.ALTERED, case_id, {"what": "people of the case set"})

    def put_source(self, case_id: str, source_id: str) -> None:
        """Says that a file belongs to a case. Safe to repeat."""
        self._put(case_source, case_id, source_id)

    def put_seizure(self, case_id: str, seizure: str) -> None:
        """Says that a seizure belongs to a case. Safe to repeat."""
        self._put(case_seizure, case_id, seizure)

    def take_source(self, case_id: str, source_id: str, asked: Asked) -> None:
        """Takes a file out of a case. Safe to repeat."""
        self._take(case_source, case_id, source_id, asked)

    def take_seizure(self, case_id: str, seizure: str, asked: Asked) -> None:
        """Takes a seizure out of a case. Safe to repeat."""
        self._take(case_seizure, case_id, seizure, asked)

    def belongings(self, case_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The files and the seizures of a case."""
        sources = select(case_source.c.source).where(case_source.c.case == case_id).order_by(case_source.c.source)
        seizures = select(case_seizure.c.seizure).where(case_seizure.c.case == case_id).order_by(case_seizure.c.seizure)
        with self.database.reading() as connection:
            return tuple(connection.execute(sources).scalars()), tuple(connection.execute(seizures).scalars())

    def of_sources(self, sources: Collection[str]) -> dict[str, frozenset[str]]:
        """The cases of each of these files that belongs to any."""
        return self._of(case_source, case_source.c.source, sources)

    def of_seizures(self, seizures: Collection[str]) -> dict[str, frozenset[str]]:
        """The cases of each of these seizures that belongs to any."""
        return self._of(case_seizure, case_seizure.c.seizure, seizures)

    def break_glass(self, case_id: str, asked: Asked) -> BreakGlass:
        """Opens a case to somebody for some hours. Their supervisors see it until one says that they looked at it."""
        at = now()
        values = {
            "id": new_id("glass"),
            "person": asked.actor,
            "case": case_id,
            "reason": asked.purpose,
            "at": stamp(at),
            "until": stamp(at + BREAK_GLASS_LASTS),
        }
        with self.database.writing() as connection:
            _one(connection, case_id)
            audit.note(connection, asked, audit.Act.ALTERED, case_id, {"what": "glass broken"})
            connection.execute(insert(break_glass).values(**values))
            return _glass(connection.execute(select(break_glass).filter_by(id=values["id"])).one())

    def found_broken(self, glass_id: str) -> BreakGlass:
        """One time that the glass was broken."""
        with self.database.reading() as connection:
            return _glass(connection.execute(select(break_glass).filter_by(id=glass_id)).one())

    def broken(self, unseen_only: bool = False) -> tuple[BreakGlass, ...]:
        """Every time that the glass was broken, newest first."""
        wanted = select(break_glass).order_by(break_glass.c.at.desc())
        if unseen_only:
            wanted = wanted.where(break_glass.c.seen_by.is_(None))
        with self.database.reading() as connection:
            return tuple(_glass(row) for row in connection.execute(wanted))

    def looked_at(self, glass_id: str, asked: Asked) -> None:
        """A supervisor has looked at it. Raises `NotFoundError` where that is done or it was their own."""
        mine = (break_glass.c.id == glass_id, break_glass.c.seen_by.is_(None), break_glass.c.person != asked.actor)
        with self.database.writing() as connection:
            done = connection.execute(
                update(break_glass).where(*mine).values(seen_by=asked.actor, seen_at=stamp(now()))
            )
            if not done.rowcount:
                raise NotFoundError("There is nothing to look at: it was seen already, or it is your own.")
            audit.note(connection, asked, audit.Act.ALTERED, glass_id, {"what": "break-glass looked at"})

    def _put(self, table: Table, case_id: str, what: str) -> None:
        column = next(one for one in table.c if one.name != "case")
        values = {"case": case_id, column.name: what}
        with self.database.writing() as connection:
            _one(connection, case_id)
            if connection.execute(select(table.c.case).filter_by(**values)).first() is None:
                connection.execute(insert(table).values(**values))

    def _take(self, table: Table, case_id: str, what: str, asked: Asked) -> None:
        column = next(one for one in table.c if one.name != "case")
        with self.database.writing() as connection:
            _one(connection, case_id)
            connection.execute(delete(table).where(table.c.case == case_id, column == what))
            audit.note(
                connection, asked, audit.Act.ALTERED, case_id, {"what": f"{column.name} taken out", "which": what}
            )

    def _of(self, table: Table, column: Column[Any], wanted: Collection[str]) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        ordered = sorted(set(wanted))
        with self.database.reading() as connection:
            for start in range(0, len(ordered), _CHUNK):
                asked = select(table.c.case, column.label("what")).where(column.in_(ordered[start : start + _CHUNK]))
                for row in connection.execute(asked):
                    found.setdefault(row.what, set()).add(row.case)
        return {what: frozenset(cases) for what, cases in found.items()}


def _one(connection: Connection, case_id: str) -> Case:
    row = connection.execute(select(case).where(case.c.id == case_id)).first()
    if row is None:
        raise NotFoundError("There is no such case.", "Look it up in the list of cases.")
    return _case(row)


def _case(row: Row[Any]) -> Case:
    return Case(row.id, row.name, row.force, datetime.fromisoformat(row.created_at))


def _glass(row: Row[Any]) -> BreakGlass:
    at, until = datetime.fromisoformat(row.at), datetime.fromisoformat(row.until)
    return BreakGlass(row.id, row.person, row.case, row.reason, at, until, row.seen_by, moment_of(row.seen_at))
