"""What people searched for of late: each sees their own, and nobody else's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from tracer.records.access.tables import recent_search
from tracer.records.part import Part, new_id, now, stamp

MOST = 10
"""Searches that are kept of one person."""
KEPT_DAYS = 30


@dataclass(frozen=True, slots=True)
class _Kept:
    id: str
    at: datetime
    text: str


class RecentSearches(Part):
    """The texts, encrypted: they may be numbers and names of people. They are there to be used again, for a month."""

    def keep(self, person: str, text: str) -> None:
        """Keeps a text as the newest of a person, once however it was written, and lets go of what is too old."""
        with self.database.writing() as connection:
            too_old = stamp(now() - timedelta(days=KEPT_DAYS))
            connection.execute(delete(recent_search).where(recent_search.c.at < too_old))
            before = self._of(connection, person)
            again = [one.id for one in before if one.text.casefold() == text.casefold()]
            gone = [*again, *[one.id for one in before if one.id not in again][MOST - 1 :]]
            connection.execute(delete(recent_search).where(recent_search.c.id.in_(gone)))
            # Later than the last, so that two of one millisecond keep their order.
            at = max([now(), *(one.at + timedelta(milliseconds=1) for one in before[:1])])
            id_ = new_id("search")
            sealed = self.vault.encrypt(text, id_)
            connection.execute(insert(recent_search).values(id=id_, person=person, at=stamp(at), sealed=sealed))

    def of(self, person: str) -> tuple[str, ...]:
        """A person's own, the newest first."""
        with self.database.reading() as connection:
            return tuple(one.text for one in self._of(connection, person))

    def clear(self, person: str) -> None:
        """Lets go of all that is kept of a person."""
        with self.database.writing() as connection:
            connection.execute(delete(recent_search).where(recent_search.c.person == person))

    def _of(self, connection: Connection, person: str) -> list[_Kept]:
        young = recent_search.c.at >= stamp(now() - timedelta(days=KEPT_DAYS))
        wanted = select(recent_search).where(recent_search.c.person == person, young)
        rows = connection.execute(wanted.order_by(recent_search.c.at.desc(), recent_search.c.id))
        return [
            _Kept(row.id, datetime.fromisoformat(row.at), self.vault.decrypt(bytes(row.sealed), row.id)) for row in rows
        ]
