"""Rows of a table whose column is one of some values, asked of the database's driver itself.

SQLAlchemy takes longer to make and read such a question than SQLite takes to answer it, and one event asks seven.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, Connection

from tracer.records.tables import kept_text

_CHUNK = 5_000


def among(connection: Connection, columns: Sequence[Column[Any]], values: Collection[Any]) -> list[tuple[Any, ...]]:
    """These columns, of one table, of the rows whose first of them has one of the values; in no order."""
    found: list[tuple[Any, ...]] = []
    names = tuple(column.name for column in columns)
    table = columns[0].table
    for some in chunks(sorted({kept_text(value) for value in values})):
        said = _question(table.name, names, mark_of(connection), len(some))
        found += map(tuple, connection.exec_driver_sql(said, tuple(some)).all())
    flags = [place for place, column in enumerate(columns) if isinstance(column.type, Boolean)]
    return [_with_flags(row, flags) for row in found] if flags else found


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The values in pieces that a question can hold."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def mark_of(connection: Connection) -> str:
    """What stands for a parameter in a statement of the database's driver."""
    return "?" if connection.dialect.name == "sqlite" else "%s"


@cache
def _question(table: str, names: tuple[str, ...], mark: str, count: int) -> str:
    marks = ", ".join([mark] * count)
    return f"SELECT {', '.join(names)} FROM {table} WHERE {names[0]} IN ({marks})"  # noqa: S608 - our own names


def _with_flags(row: tuple[Any, ...], flags: Sequence[int]) -> tuple[Any, ...]:
    """SQLite keeps true and false as 1 and 0."""
    return tuple(bool(value) if place in flags else value for place, value in enumerate(row))
