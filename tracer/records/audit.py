"""The log of who consulted or erased personal data. Written in the transaction of the act, or the act is refused."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, insert, select

from tracer.errors import RecordsError
from tracer.records.tables import audit
from tracer.records.values import Asked, AuditEntry


def note(connection: Connection, asked: Asked, act: str, subject: str) -> None:
    """Writes one entry. Raises `RecordsError` when it is not said who asks, or what for."""
    if not asked.actor.strip() or not asked.purpose.strip():
        raise RecordsError(
            "Personal data is shown or erased only when it is said who asks and for what purpose.",
            "Give your name or collar number, and the purpose.",
        )
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    entry = {"at": at, "actor": asked.actor, "act": act, "subject": subject, "purpose": asked.purpose}
    connection.execute(insert(audit).values(**entry))


def entries(connection: Connection, subject: str | None) -> tuple[AuditEntry, ...]:
    """The entries about one owner, or all, oldest first."""
    wanted = select(audit).order_by(audit.c.no)
    if subject is not None:
        wanted = wanted.where(audit.c.subject == subject)
    return tuple(
        AuditEntry(datetime.fromisoformat(row.at), row.actor, row.act, row.subject, row.purpose)
        for row in connection.execute(wanted)
    )
