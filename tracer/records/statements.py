"""Which rows said a thing: the first to say it and every one after."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, union_all

from tracer.model import SourceRow
from tracer.records.tables import fact, observation, recent, repeat, source, tac


def rows_that_said(connection: Connection, id_: str) -> tuple[SourceRow, ...]:
    """The rows that stated a fact or an observation: the first, then the others by source and row."""
    try:
        wanted = bytes.fromhex(id_)
    except ValueError:
        return ()
    first = [
        select(table.c.source, table.c.row).where(table.c.id == wanted) for table in (fact, observation, recent, tac)
    ]
    again = select(repeat.c.source, repeat.c.row).where(repeat.c.id == wanted)
    names = dict(connection.execute(select(source.c.no, source.c.id)).all())

    def named(row: Row[Any, Any]) -> SourceRow:
        return SourceRow(names[row.source], row.row)

    firsts = [named(row) for row in connection.execute(union_all(*first))]
    others = [named(row) for row in connection.execute(again)]
    return tuple(firsts + sorted(others, key=lambda each: (each.id, each.row)))
