"""Answers by idempotency key: the same request sent again gets the same answer and does nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from tracer.records.access.tables import answered
from tracer.records.access.values import AccessError
from tracer.records.part import Part, now, stamp

KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the HTTP status and the body."""

    status: int
    body: str


class Answers(Part):
    """Answers that were given, for a week."""

    def given(self, key: str, request: str) -> Answer | None:
        """The answer to a key, or None. Raises `AccessError` when the key stands for another request."""
        with self.database.reading() as connection:
            row = connection.execute(select(answered).where(answered.c.key == key)).first()
        if row is None:
            return None
        if row.request != request:
            raise AccessError("This Idempotency-Key was used for another request.", "Use a new key for a new request.")
        return Answer(row.status, row.body)

    def keep(self, key: str, request: str, answer: Answer) -> None:
        """Keeps an answer; one that is kept already stays."""
        with self.database.writing() as connection:
            connection.execute(delete(answered).where(answered.c.at < stamp(now() - KEPT)))
            if connection.execute(select(answered.c.key).where(answered.c.key == key)).first() is None:
                values = {"key": key, "request": request, "status": answer.status, "body": answer.body}
                connection.execute(insert(answered).values(**values, at=stamp(now())))
