"""One records database: transactions that read, transactions that write, and its failures put into words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from tracer.errors import RecordsError
from tracer.records.engine import BUSY_SECONDS, WRITES
from tracer.records.failures import explained, outcome_unknown

_ONE_WRITER = 0x7472_6163_6572
"""The number of the PostgreSQL advisory lock that a writer holds until its transaction ends."""

_ONE_TURN = _ONE_WRITER + 1
"""The number of the PostgreSQL advisory lock of whoever has the turn."""


class Database:
    """Gives out transactions. There is one writer at a time on either engine, so what a writer read stays true.

    After an input or output error nobody knows what is on the disk, or whether a write was kept: this object then
    refuses to write again, and whoever opens the database anew finds each batch whole or absent.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._unknown_outcome = False
        self._here = threading.local()
        self._line = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction for reading. Keep it short: on SQLite an open reader keeps writers from committing."""
        if (joined := self._joined) is not None:
            yield joined
            return
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise self._failure(error) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction for writing, kept whole when the block ends and undone whole when it raises."""
        if self._unknown_outcome:
            raise RecordsError(
                "The disk failed earlier, which leaves an outcome unknown, so no more is written.",
                "Check the disk, then start the program again: loading goes on from the last whole batch.",
            )
        try:
            with self._writer() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._failure(error) from error

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """Makes one transaction of all that this thread reads and writes in the block: kept whole, or undone whole.

        Nobody else writes meanwhile. Keep it short, and let nothing in it wait for another thread that writes.
        """
        with self.writing() as connection:
            before, self._here.joined = self._joined, connection
            try:
                yield
            finally:
                self._here.joined = before

    @property
    def _joined(self) -> Connection | None:
        """The transaction that this thread is within."""
        joined: Connection | None = getattr(self._here, "joined", None)
        return joined

    def _failure(self, error: SQLAlchemyError) -> RecordsError:
        self._unknown_outcome = self._unknown_outcome or outcome_unknown(error)
        return explained(error, self.engine.url)

    @contextmanager
    def _writer(self) -> Iterator[Connection]:
        if (joined := self._joined) is not None:
            with joined.begin_nested():
                yield joined
            return
        with self._first_in_line(), self.engine.connect() as plain:
            connection = plain.execution_options(**{WRITES: True})
            with connection.begin():
                if self.engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_WRITER})
                yield connection

    @contextmanager
    def _first_in_line(self) -> Iterator[None]:
        """The threads of a process stand in line: waiting for SQLite they would sleep, and look again at random."""
        if not self._line.acquire(timeout=BUSY_SECONDS):
            raise RecordsError("Others have been writing to the records for long.", "Try again in a minute.")
        try:
            yield
        finally:
            self._line.release()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Keeps out every other process that asks for its turn too. Transactions go on meanwhile.

        For what must see all that was committed before and be seen by all that comes after, outside the database.
        """
        if self.engine.dialect.name == "postgresql":
            with self.reading() as connection:
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ONE_TURN})
                yield
        elif self.engine.url.database:
            with FileLock(f"{self.engine.url.database}.turn"):
                yield
        else:
            yield

    def close(self) -> None:
        """Closes every connection."""
        self.engine.dispose()
