"""All tables as lines of JSON, as they were at one moment, and back: the same lines on either engine."""

from __future__ import annotations

import base64
import json
import secrets
import sqlite3
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, select, text
from sqlalchemy.exc import SAWarning

from tracer.errors import InputError, UsageError
from tracer.records import firsts
from tracer.records.engine import make_engine
from tracer.records.part import Part
from tracer.records.tables import NEWEST

REVISION = NEWEST
"""What the tables are called as a whole: lines of others do not fit them."""

_VERSION_TABLE = "alembic_version"
_MADE_ON_OPENING = ("kept",)
_CHUNK = 2_000
Lines = Iterator[bytes]


class Dump(Part):
    """The whole records database, out of one and into another that is empty."""

    @contextmanager
    def taken(self) -> Iterator[Iterator[tuple[str, Lines]]]:
        """Each table with its lines, all as they were at one moment; writers go on meanwhile."""
        with self._moment() as connection:
            yield ((table.name, _lines(connection, table)) for table in _tables(connection))

    def require_empty(self) -> None:
        """Raises `UsageError` where the database holds anything."""
        with self.database.reading() as connection:
            for table in _tables(connection):
                if table.name not in _MADE_ON_OPENING and connection.execute(select(table).limit(1)).first():
                    raise UsageError("The records database is not empty.", "Restore into an empty one.")

    def fill(self, found: Iterable[tuple[str, Lines]]) -> dict[str, int]:
        """Puts the lines into the tables, all or none; how many each got. Raises `InputError` for one unknown."""
        counts: dict[str, int] = {}
        with self.database.writing() as connection:
            tables = {table.name: table for table in _tables(connection)}
            for name in _MADE_ON_OPENING:
                connection.execute(tables[name].delete())
            for name, lines in found:
                if name not in tables:
                    raise InputError(f"The back-up has a table {name[:60]!r} that is not known here.")
                counts[name] = _put(connection, tables[name], lines)
            # One engine keeps the newest ids in a table that the other never looks into.
            firsts.gather(connection)
        return counts

    @contextmanager
    def _moment(self) -> Iterator[Connection]:
        engine = self.database.engine
        if engine.dialect.name == "postgresql":
            anew = engine.execution_options(isolation_level="REPEATABLE READ")
            with anew.connect() as connection, connection.begin():
                yield connection
            return
        with _copied(engine) as copy, copy.connect() as connection, connection.begin():
            yield connection


@contextmanager
def _copied(engine: Engine) -> Iterator[Engine]:
    """A copy of an SQLite database by its own means, so that a slow reader keeps no writer waiting."""
    path = Path(f"{engine.url.database}.copy-{secrets.token_hex(6)}")
    try:
        with engine.connect() as connection:
            source = connection.connection.driver_connection
            with sqlite3.connect(path) as target:
                path.chmod(0o600)
                source.backup(target)  # type: ignore[union-attr]
            target.close()
        copy = make_engine(f"sqlite:///{path}")
        try:
            yield copy
        finally:
            copy.dispose()
    finally:
        for each in (path, *(Path(f"{path}{end}") for end in ("-wal", "-shm", "-journal"))):
            each.unlink(missing_ok=True)


def _tables(connection: Connection) -> Sequence[Table]:
    """All tables that there are, those first that others refer to."""
    found = MetaData()
    with warnings.catch_warnings():
        # An index over an expression is not reflected, and not needed.
        warnings.simplefilter("ignore", SAWarning)
        found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _VERSION_TABLE]


def _lines(connection: Connection, table: Table) -> Lines:
    names = [column.name for column in table.columns]
    yield json.dumps(names).encode() + b"\n"
    wanted = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_CHUNK).execute(wanted):
        yield json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n"


def _put(connection: Connection, table: Table, lines: Lines) -> int:
    names = json.loads(next(lines))
    rows = (dict(zip(names, map(_value, json.loads(line)), strict=True)) for line in lines)
    count = 0
    while some := list(islice(rows, _CHUNK)):
        connection.execute(insert(table), some)
        count += len(some)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)
    return count


def _count_on(connection: Connection, table: Table) -> None:
    """Numbers that the database gives go on after the last one."""
    for column in table.primary_key.columns:
        named = {"table": f'"{table.name}"', "column": column.name}
        serial = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
        last = None if serial is None else connection.execute(select(func.max(column))).scalar()
        # Numbers that are given out elsewhere may begin at 0, which no sequence has.
        if last is not None and last > 0:
            connection.execute(text("SELECT setval(:serial, :last)"), {"serial": serial, "last": last})


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes | memoryview) else value


def _value(value: Any) -> Any:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value
