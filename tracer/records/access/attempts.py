"""Attempts that failed, counted so that guessing is slow. Whose they were is kept as a keyed commitment alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select

from tracer.records.access.tables import attempt
from tracer.records.part import Part, now, stamp

KEPT = timedelta(days=1)


class Attempts(Part):
    """Failed attempts by what was tried: an account's name, a reference, an address."""

    def failed(self, *what: str) -> None:
        """Notes one failure under each of these names."""
        at = now()
        with self.database.writing() as connection:
            connection.execute(delete(attempt).where(attempt.c.at < stamp(at - KEPT)))
            connection.execute(insert(attempt), [{"what": self._mark(one), "at": stamp(at)} for one in what])

    def since(self, what: str, window: timedelta) -> tuple[int, datetime | None]:
        """How often it failed within the window, and when last."""
        with self.database.reading() as connection:
            return _counted(connection, self._mark(what), stamp(now() - window))

    def forget(self, what: str) -> None:
        """A success: what failed before it no longer counts."""
        with self.database.writing() as connection:
            connection.execute(delete(attempt).where(attempt.c.what == self._mark(what)))

    def _mark(self, what: str) -> str:
        return self.vault.commitment(f"attempt:{what}")


def _counted(connection: Connection, mark: str, since: str) -> tuple[int, datetime | None]:
    wanted = select(func.count(), func.max(attempt.c.at)).where(attempt.c.what == mark, attempt.c.at >= since)
    number, last = connection.execute(wanted).one()
    return int(number), None if last is None else datetime.fromisoformat(last)
