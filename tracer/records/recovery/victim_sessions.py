"""Owners who are signed in: apart from staff, short, and over at once when it is ended here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from tracer.records import audit
from tracer.records.part import Part, hash_of, now, stamp
from tracer.records.recovery.people import standing
from tracer.records.recovery.tables import victim_session
from tracer.records.recovery.values import OwnerSession
from tracer.records.values import Asked
from tracer.recovery.report import Report

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class OwnerBegun:
    """A new session with the secret that the browser is given, which is kept nowhere."""

    session: OwnerSession
    secret: str


class VictimSessions(Part):
    """Sessions of owners on the server."""

    def begin(self, report: Report) -> OwnerBegun:
        """Signs the owner of a report in."""
        secret, csrf, at = secrets.token_urlsafe(32), secrets.token_urlsafe(32), now()
        session = OwnerSession(hash_of(secret), report, csrf, at + LASTS)
        values = {"id": session.id, "force": report.force, "reference": report.reference, "owner": report.owner}
        with self.database.writing() as connection:
            connection.execute(delete(victim_session).where(victim_session.c.until <= stamp(at)))
            connection.execute(insert(victim_session).values(**values, csrf=csrf, until=stamp(session.until)))
            asked = Asked(report.owner, "to follow their own report")
            audit.note(connection, asked, audit.Act.SIGNED_IN, report.owner, {"how": "one-time code"})
        return OwnerBegun(session, secret)

    def of(self, secret: str) -> OwnerSession | None:
        """The session of a secret, or None when there is none, it ended, or the owner was erased."""
        wanted = select(victim_session).where(
            victim_session.c.id == hash_of(secret), victim_session.c.until > stamp(now())
        )
        with self.database.reading() as connection:
            row = connection.execute(wanted).first()
            if row is None or standing(connection, row.owner) != "known":
                return None
        return OwnerSession(row.id, Report(row.force, row.reference), row.csrf, datetime.fromisoformat(row.until))

    def end(self, session_id: str) -> None:
        """Signs out."""
        with self.database.writing() as connection:
            connection.execute(delete(victim_session).where(victim_session.c.id == session_id))
