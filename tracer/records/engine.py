"""Makes the SQLAlchemy engine, set so that what is committed is on the disk and stays consistent."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from tracer.errors import ConfigurationError, RecordsError

WRITES = "tracer_writes"
"""The execution option of a connection whose next transaction writes."""

_WAL_IS_SAFE = (3, 51, 3)
"""Before this release SQLite in WAL mode with more than one connection could lose commits."""

BUSY_SECONDS = 30
"""How long a writer waits for others."""

_CACHE_KIB = 65_536


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///FILE` or `postgresql+psycopg://…`; SQLite's folder is made if need be.

    Raises `ConfigurationError` for any other address.
    """
    parsed = _parsed(url)
    # Values are hidden from error texts because they may be personal.
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    if parsed.get_backend_name() != "sqlite":
        raise ConfigurationError(
            f"The records cannot be kept in {parsed.get_backend_name()}.",
            "Set TRACER_RECORDS_URL to sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE.",
        )
    _make_folder(parsed)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _set_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        # The address may hold a password, so it is not repeated.
        raise ConfigurationError(
            "The address of the records database cannot be understood.",
            "Set TRACER_RECORDS_URL to sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE.",
        ) from error


def _make_folder(url: URL) -> None:
    if not url.database or url.database == ":memory:":
        return
    folder = Path(url.database).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RecordsError(
            f"The folder {folder} for the records cannot be made: {error.strerror}.", "Choose another TRACER_HOME."
        ) from error


def _set_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Without this the driver begins transactions of its own, and not before it meets a write.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    for setting in _journal_settings(sqlite3.sqlite_version_info):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    # A destroyed key must not survive in a page's free space.
    connection.execute("PRAGMA secure_delete = ON").fetchall()


def _journal_settings(version: tuple[int, ...]) -> tuple[str, str]:
    if version >= _WAL_IS_SAFE:
        return ("journal_mode = WAL", "synchronous = FULL")
    return ("journal_mode = DELETE", "synchronous = EXTRA")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts by reading and then writes can fail at once where another writes too; one that is
    # IMMEDIATE waits its turn.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
