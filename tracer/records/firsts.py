"""Where each observation's id is kept, with the row that said it first.

Ids are hashes, so a batch touches pages all over the table that has them, and SQLite writes each of those twice: in its
journal and in place. There new ids gather in a small table, `recent`, and go over to the large one, `observation`, many
batches at once. PostgreSQL needs no such help. No id is in both.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from tracer.records import bulk
from tracer.records.bulk import Said

RECENT_ROWS = 250_000
"""As many as go over at once. At three million rows a batch then takes little more than half the processor time."""


def insert(connection: Connection, said: Said) -> int:
    """Keeps what nobody said before; says how much that was."""
    if connection.dialect.name == "postgresql":
        return bulk.insert_new(connection, "observation", said)
    added = bulk.insert_new(connection, "recent", said, unless_in="observation")
    if connection.exec_driver_sql("SELECT count(*) FROM recent").scalar_one() >= RECENT_ROWS:
        gather(connection)
    return added


def gather(connection: Connection) -> None:
    """Takes what is in the small table over to the large one, where either engine looks."""
    connection.exec_driver_sql("INSERT INTO observation SELECT id, source, row FROM recent ORDER BY id")
    connection.exec_driver_sql("DELETE FROM recent")


def look_up(connection: Connection, ids: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
    """The source and row that said each id first."""
    known = bulk.look_up(connection, "observation", ids)
    if connection.dialect.name != "postgresql":
        known |= bulk.look_up(connection, "recent", ids)
    return known
