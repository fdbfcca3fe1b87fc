"""The custody ledger's part of the records database: transactions that read or write it, and the check of the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from tracer.errors import RecordsError
from tracer.records.custody_macs import Macs
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_writer import CustodyWriter
from tracer.records.database import Database
from tracer.records.engine import WRITES
from tracer.records.vault import Vault

_SQLITE_SAFE = {("delete", 3), ("wal", 2), ("wal", 3)}
"""Journal modes and `synchronous` levels with which a committed transaction is on the disk (3: EXTRA, 2: FULL)."""

_POSTGRES_UNSAFE = ("fsync", "full_page_writes", "synchronous_commit")
"""Settings of PostgreSQL that must not be off."""


class CustodyStore:
    """Gives out transactions on the ledger's tables."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self.vault = vault
        self._macs = Macs(vault)

    @contextmanager
    def reading(self) -> Iterator[CustodyReader]:
        """A transaction in which all that is read is of one moment. Keep it short."""
        with self._database.reading() as connection:
            # Within the one writer's transaction nobody else changes anything, and its kind is settled.
            if connection.dialect.name == "postgresql" and not connection.get_execution_options().get(WRITES):
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield CustodyReader(connection, self.vault, self._macs)

    @contextmanager
    def writing(self) -> Iterator[CustodyWriter]:
        """A transaction of the one writer: what it read stays true until it ends, whole or undone."""
        with self._database.writing() as connection:
            yield CustodyWriter(connection, self.vault, self._macs)

    def check_disk(self) -> None:
        """Raises `RecordsError` unless the database waits until what is committed is on the disk."""
        with self._database.reading() as connection:
            unsafe = _unsafe_postgres(connection) if connection.dialect.name == "postgresql" else _unsafe(connection)
        if unsafe:
            raise RecordsError(
                f"The records database does not wait for the disk ({unsafe}), so what is acknowledged could be lost.",
                "Change that setting of the database, then start again.",
            )


def _unsafe(connection: Connection) -> str | None:
    if connection.exec_driver_sql("PRAGMA database_list").all()[0][2] == "":
        # In memory: whoever asked for that knows that nothing is kept.
        return None
    journal = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    level = int(connection.exec_driver_sql("PRAGMA synchronous").scalar_one())
    return None if (journal, level) in _SQLITE_SAFE else f"journal_mode = {journal}, synchronous = {level}"


def _unsafe_postgres(connection: Connection) -> str | None:
    for name in _POSTGRES_UNSAFE:
        if connection.execute(text(f"SHOW {name}")).scalar() == "off":
            return f"{name} = off"
    return None
