"""Answers by idempotency key: the same request sent again gets the same answer and does nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete, insert, select

from tracer.records.access.tables import answered
from tracer.records.access.values import AccessError
from tracer.records.part import Part, now, stamp

KEPT = timedelta(days=7)
_DONE = 200


class Answers(Part):
    """Answers that were given, for a week."""

    def once(self, key: str, request: str, do: Callable[[], str]) -> tuple[str, bool]:
        """What `do` gave, and whether that was given before under the same key.

        What it records is kept together with the key, or neither is: of two who ask at once the second waits, and is
        given what the first was. Raises `AccessError` for a key that stands for another request, and as `do` does.
        """
        with self.database.as_one():
            given = self._given(key, request)
            if given is not None:
                return given, True
            made = do()
            self._keep(key, request, made)
            return made, False

    def _given(self, key: str, request: str) -> str | None:
        with self.database.reading() as connection:
            row = connection.execute(select(answered).where(answered.c.key == key)).first()
        if row is None:
            return None
        if row.request != request:
            raise AccessError("This Idempotency-Key was used for another request.", "Use a new key for a new request.")
        return str(row.body)

    def _keep(self, key: str, request: str, body: str) -> None:
        values = {"key": key, "request": request, "status": _DONE, "body": body, "at": stamp(now())}
        with self.database.writing() as connection:
            connection.execute(delete(answered).where(answered.c.at < stamp(now() - KEPT)))
            connection.execute(insert(answered).values(**values))
