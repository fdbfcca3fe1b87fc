"""What two people must do: one asks, another decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.tables import approval
from tracer.records.access.values import AccessError, Approval
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.values import Asked


class Approvals(Part):
    """Requests for an act, and the decisions on them by somebody else."""

    def ask(self, act: str, subject: str, details: str, asked: Asked) -> Approval:
        """Asks for an act; the same person's open request for the same thing is not made twice."""
        values = {
            "id": new_id("approval"),
            "act": act,
            "subject": subject,
            "details": details,
            "reason": asked.purpose,
            "asked_by": asked.actor,
            "asked_at": stamp(now()),
            "state": "asked",
        }
        same = {"act": act, "subject": subject, "details": details, "asked_by": asked.actor, "state": "asked"}
        with self.database.writing() as connection:
            row = connection.execute(select(approval).filter_by(**same)).first()
            if row is not None:
                return _approval(row)
            connection.execute(insert(approval).values(**values))
            audit.note(connection, asked, audit.Act.ALTERED, subject, {"what": f"asked for {act}"})
            return _one(connection, values["id"])

    def decide(self, approval_id: str, approve: bool, asked: Asked) -> Approval:
        """Approves or refuses. Raises `AccessError` for whoever asked for it, and where it was decided already."""
        with self.database.writing() as connection:
            return decided(connection, approval_id, approve, asked)

    def use(self, approval_id: str, act: str, subject: str, asked: Asked) -> Approval:
        """Takes an approval for the act it is for, once. Raises `AccessError` where it is not approved for that."""
        with self.database.writing() as connection:
            found = _one(connection, approval_id)
            if found.state != "approved" or (found.act, found.subject) != (act, subject):
                raise AccessError(f"There is no approval for this: it is {found.state}.", "Ask for one, and wait.")
            connection.execute(update(approval).where(approval.c.id == approval_id).values(state="done"))
            audit.note(connection, asked, audit.Act.ALTERED, subject, {"what": f"done: {act}"})
            return found

    def find(self, approval_id: str) -> Approval:
        """One request. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, approval_id)

    def every(
        self, state: str | None = None, act: str | None = None, subject: str | None = None
    ) -> tuple[Approval, ...]:
        """The requests that fit all that is given, newest first."""
        wanted = select(approval).order_by(approval.c.asked_at.desc())
        given = {"state": state, "act": act, "subject": subject}
        wanted = wanted.filter_by(**{name: value for name, value in given.items() if value is not None})
        with self.database.reading() as connection:
            return tuple(_approval(row) for row in connection.execute(wanted))


def decided(connection: Connection, approval_id: str, approve: bool, asked: Asked) -> Approval:
    """The same as `Approvals.decide`, within a transaction that writes more."""
    found = _one(connection, approval_id)
    if found.asked_by == asked.actor:
        raise AccessError("You asked for this yourself.", "Another person has to decide it.")
    if found.state != "asked":
        raise AccessError(f"This was decided already: it is {found.state}.")
    state = "approved" if approve else "refused"
    values = {"state": state, "decided_by": asked.actor, "decided_at": stamp(now())}
    connection.execute(update(approval).where(approval.c.id == approval_id).values(**values))
    audit.note(connection, asked, audit.Act.ALTERED, found.subject, {"what": f"{state}: {found.act}"})
    return _one(connection, approval_id)


def _one(connection: Connection, approval_id: str) -> Approval:
    row = connection.execute(select(approval).where(approval.c.id == approval_id)).first()
    if row is None:
        raise NotFoundError("There is no such request.", "Look at the list of requests.")
    return _approval(row)


def _approval(row: Row[Any]) -> Approval:
    asked_at = datetime.fromisoformat(row.asked_at)
    decided_at = moment_of(row.decided_at)
    return Approval(
        row.id,
        row.act,
        row.subject,
        row.details,
        row.reason,
        row.asked_by,
        asked_at,
        row.decided_by,
        decided_at,
        row.state,
    )
