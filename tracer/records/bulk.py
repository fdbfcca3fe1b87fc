"""Fast ways in and out for what comes in thousands: ids of 16 bytes, with the source and the row that said them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    import psycopg

ID_BYTES = 16
_CHUNK = 20_000
"""Ids in one question: SQLite takes at most 32,766 values."""

_COPY_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"
_COPY_ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("size1", ">i4"),
        ("id", "V16"),
        ("size2", ">i4"),
        ("source", ">i4"),
        ("size3", ">i4"),
        ("row", ">i8"),
    ]
)
"""One row (bytea, integer, bigint) of PostgreSQL's binary COPY format: each field is preceded by its size in bytes."""


@dataclass(frozen=True, slots=True)
class Said:
    """Ids end to end, the number of the source that said them, and the row of each. Sorted ids go in faster."""

    ids: bytes
    source: int
    rows: NDArray[np.int64]


def insert_new(connection: Connection, table: str, said: Said, unless_in: str | None = None) -> int:
    """Puts (id, source, row) into a table, passing over what its key already has; says how many were new.

    On SQLite what has its id in the table `unless_in` is passed over too.
    """
    if not len(said.rows):
        return 0
    if connection.dialect.name == "postgresql":
        return _copy_new(connection, table, said)
    known = f"EXISTS (SELECT 1 FROM {unless_in} WHERE id = ?1)" if unless_in else "FALSE"  # noqa: S608 - own names
    # Not INSERT OR IGNORE, which would pass over broken rows too.
    insert = f"INSERT INTO {table} (id, source, row) SELECT ?1, ?2, ?3 WHERE NOT {known} ON CONFLICT DO NOTHING"
    values = [(each, said.source, row) for each, row in zip(split(said.ids), said.rows.tolist(), strict=True)]
    return connection.exec_driver_sql(insert, values).rowcount


def look_up(connection: Connection, table: str, ids: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """The source and row of each id that the table knows."""
    found: dict[bytes, tuple[int, int]] = {}
    for start in range(0, len(ids), _CHUNK):
        for known, source, row in _rows_of(connection, table, ids[start : start + _CHUNK]):
            found[bytes(known)] = (source, row)
    return found


def split(ids: bytes) -> list[bytes]:
    """The ids that stand end to end."""
    return [ids[start : start + ID_BYTES] for start in range(0, len(ids), ID_BYTES)]


def _rows_of(connection: Connection, table: str, ids: Sequence[bytes]) -> Iterable[Any]:
    asked = f"SELECT id, source, row FROM {table} WHERE id "  # noqa: S608 - own names
    if connection.dialect.name == "postgresql":
        return connection.exec_driver_sql(asked + "= ANY(%b)", (list(ids),)).all()
    return connection.exec_driver_sql(asked + f"IN ({','.join('?' * len(ids))})", tuple(ids)).all()


def _copy_new(connection: Connection, table: str, said: Said) -> int:
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE IF NOT EXISTS incoming (id bytea, source integer, row bigint) ON COMMIT DELETE ROWS"
    )
    connection.exec_driver_sql("TRUNCATE incoming")
    _copy(connection, _copy_bytes(said))
    return connection.exec_driver_sql(
        f"INSERT INTO {table} (id, source, row) SELECT id, source, row FROM incoming ON CONFLICT DO NOTHING"  # noqa: S608
    ).rowcount


def _copy(connection: Connection, data: bytes) -> None:
    import psycopg

    driver: psycopg.Connection[Any] = connection.connection.driver_connection  # type: ignore[assignment]
    try:
        with driver.cursor() as cursor, cursor.copy("COPY incoming FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(data)
    except psycopg.Error as error:
        # SQLAlchemy does not see what is done past it.
        raise DBAPIError("COPY", None, error) from error


def _copy_bytes(said: Said) -> bytes:
    table = np.empty(len(said.rows), _COPY_ROW)
    table["fields"] = 3
    table["size1"], table["id"] = ID_BYTES, np.frombuffer(said.ids, "V16")
    table["size2"], table["source"] = 4, said.source
    table["size3"], table["row"] = 8, said.rows
    return _COPY_START + table.tobytes() + _COPY_END
