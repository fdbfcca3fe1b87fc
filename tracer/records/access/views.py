"""Views of the network that somebody keeps: what is in the picture and where, with a title and notes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.tables import network_view, person
from tracer.records.part import Part, new_id, now, stamp
from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class Drawn:
    """What somebody keeps. `seen_by` is owner, case or everybody; `picture` is plain data that only the page reads."""

    title: str
    notes: str
    picture: Mapping[str, Any]
    seen_by: str = "owner"
    case: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A view that is kept, whose it is, and how often it was changed. Times are UTC."""

    id: str
    owner: str
    owner_name: str
    drawn: Drawn
    version: int
    created_at: datetime
    changed_at: datetime


class Views(Part):
    """The views of an installation. Titles, notes and pictures name people, so they are kept encrypted."""

    def keep(self, drawn: Drawn, asked: Asked) -> View:
        """Keeps a new view, of whoever asks."""
        view_id, at = new_id("view"), stamp(now())
        values = {"id": view_id, "owner": asked.actor, "version": 1, "created_at": at, "changed_at": at}
        with self.database.writing() as connection:
            connection.execute(insert(network_view).values(**values, **self._columns(view_id, drawn)))
            audit.note(connection, asked, audit.Act.ALTERED, view_id, {"what": "view kept"})
            return self._one(connection, view_id)

    def find(self, view_id: str) -> View:
        """One view, whoever may see it. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return self._one(connection, view_id)

    def shown_to(self, person_id: str, cases: Collection[str]) -> tuple[View, ...]:
        """Somebody's own, those of their cases and those of everybody; the newest first."""
        mine = network_view.c.owner == person_id
        ours = and_(network_view.c.seen_by == "case", network_view.c.case.in_(sorted(cases)))
        wanted = _ALL.where(or_(mine, ours, network_view.c.seen_by == "everybody"))
        with self.database.reading() as connection:
            rows = connection.execute(wanted.order_by(network_view.c.changed_at.desc(), network_view.c.id))
            return tuple(map(self._view, rows))

    def change(self, before: View, drawn: Drawn, asked: Asked) -> View | None:
        """Keeps a view anew; None where it was changed or erased since `before` was read."""
        same = (network_view.c.id == before.id, network_view.c.version == before.version)
        values = {**self._columns(before.id, drawn), "version": before.version + 1, "changed_at": stamp(now())}
        with self.database.writing() as connection:
            if not connection.execute(update(network_view).where(*same).values(**values)).rowcount:
                return None
            audit.note(connection, asked, audit.Act.ALTERED, before.id, {"what": "view changed"})
            return self._one(connection, before.id)

    def erase(self, view_id: str, asked: Asked) -> None:
        """Erases a view. Raises `NotFoundError`."""
        with self.database.writing() as connection:
            self._one(connection, view_id)
            connection.execute(delete(network_view).where(network_view.c.id == view_id))
            audit.note(connection, asked, audit.Act.ERASED, view_id, {"what": "view erased"})

    def _columns(self, view_id: str, drawn: Drawn) -> dict[str, Any]:
        said = {"title": drawn.title, "notes": drawn.notes, "picture": drawn.picture}
        sealed = self.vault.encrypt(json.dumps(said), view_id)
        return {"seen_by": drawn.seen_by, "case": drawn.case, "sealed": sealed}

    def _one(self, connection: Connection, view_id: str) -> View:
        row = connection.execute(_ALL.where(network_view.c.id == view_id)).first()
        if row is None:
            raise NotFoundError("There is no such view.", "Look at the list of views.")
        return self._view(row)

    def _view(self, row: Row[Any]) -> View:
        drawn = Drawn(**json.loads(self.vault.decrypt(bytes(row.sealed), row.id)))
        return View(
            id=row.id,
            owner=row.owner,
            owner_name=row.owner_name,
            drawn=replace(drawn, seen_by=row.seen_by, case=row.case),
            version=row.version,
            created_at=datetime.fromisoformat(row.created_at),
            changed_at=datetime.fromisoformat(row.changed_at),
        )


_ALL = select(network_view, person.c.name.label("owner_name")).join_from(network_view, person)
