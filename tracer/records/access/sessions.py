"""Who is signed in. What the browser holds is known here by its hash alone, and ends at once when it is taken away."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.people import person_of
from tracer.records.access.tables import person, session
from tracer.records.access.values import Person, Session
from tracer.records.part import Part, hash_of, now, stamp
from tracer.records.values import Asked

LASTS = timedelta(hours=12)
"""The longest that anybody stays signed in: one shift."""
IDLE = timedelta(minutes=60)
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session with the secret that the browser is given, which is kept nowhere."""

    session: Session
    secret: str


class Sessions(Part):
    """Sessions on the server: to end one is to delete its row."""

    def begin(self, who: Person, how: str) -> Begun:
        """Signs a person in. The secret is new each time, so none that was known before can become theirs."""
        secret, csrf, at = secrets.token_urlsafe(32), secrets.token_urlsafe(32), now()
        values = {
            "id": hash_of(secret),
            "person": who.id,
            "csrf": csrf,
            "created_at": stamp(at),
            "seen_at": stamp(at),
            "until": stamp(at + LASTS),
        }
        with self.database.writing() as connection:
            connection.execute(delete(session).where(session.c.until < stamp(at)))
            connection.execute(insert(session).values(**values))
            audit.note(connection, Asked(who.id, "to work"), audit.Act.SIGNED_IN, who.id, {"how": how})
        return Begun(Session(values["id"], who, csrf, at, at, at + LASTS), secret)

    def of(self, secret: str) -> Session | None:
        """The session of a secret, or None when there is none, or it ended, or its person may no longer act."""
        at = now()
        wanted = (
            select(session.c.id.label("session_id"), *_TIMES, person)
            .join_from(session, person)
            .where(session.c.id == hash_of(secret))
        )
        with self.database.reading() as connection:
            row = connection.execute(wanted).first()
        if row is None or not row.active:
            return None
        found = _session(row)
        if found.until <= at or found.seen_at + IDLE <= at:
            return None
        if found.seen_at + _SEEN_EVERY <= at:
            with self.database.writing() as connection:
                connection.execute(update(session).where(session.c.id == found.id).values(seen_at=stamp(at)))
        return found

    def holds(self, session_id: str) -> bool:
        """Whether a session has not ended. To ask it is no use of the session."""
        with self.database.reading() as connection:
            return connection.execute(_open().where(session.c.id == session_id)).first() is not None

    def end(self, session_id: str) -> None:
        """Signs out."""
        with self.database.writing() as connection:
            connection.execute(delete(session).where(session.c.id == session_id))

    def end_mine(self, person_id: str, session_id: str, asked: Asked) -> None:
        """Ends one of a person's own sessions. Raises `NotFoundError` where they have no such."""
        mine = (session.c.id == session_id, session.c.person == person_id)
        with self.database.writing() as connection:
            if not connection.execute(delete(session).where(*mine)).rowcount:
                raise NotFoundError("You have no such session: it may have ended already.", "Look at the list again.")
            audit.note(connection, asked, audit.Act.ALTERED, person_id, {"what": "session ended"})

    def end_all_of(self, person_id: str, asked: Asked) -> int:
        """Signs a person out everywhere; how many sessions there were."""
        with self.database.writing() as connection:
            ended = connection.execute(delete(session).where(session.c.person == person_id)).rowcount
            audit.note(connection, asked, audit.Act.ALTERED, person_id, {"what": "signed out everywhere"})
            return int(ended)

    def every(self) -> tuple[Session, ...]:
        """All that have not ended, the last used first."""
        with self.database.reading() as connection:
            return tuple(_session(row) for row in connection.execute(_open().order_by(session.c.seen_at.desc())))


_TIMES = (
    session.c.csrf,
    session.c.created_at.label("begun_at"),
    session.c.seen_at,
    session.c.until,
)


def _open() -> Select[Any]:
    """The sessions that have not ended, with their people."""
    at = now()
    wanted = select(session.c.id.label("session_id"), *_TIMES, person).join_from(session, person)
    return wanted.where(session.c.until > stamp(at), session.c.seen_at > stamp(at - IDLE), person.c.active)


def _session(row: Row[tuple[object, ...]]) -> Session:
    begun, seen, until = map(datetime.fromisoformat, (row.begun_at, row.seen_at, row.until))
    return Session(row.session_id, person_of(row), row.csrf, begun, seen, until)
