"""The mark that a graph is not whole: from before it is emptied until all that is recorded is in it again."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select

from tracer.records.part import Part, now, stamp
from tracer.records.tables import kept


class GraphMark(Part):
    """Says of each graph, by its name, whether it is being made anew or was left half made.

    It is kept in the records, which every process has that asks this graph, on whatever machine.
    """

    def set(self, graph: str) -> str:
        """Marks a graph as not whole, whoever marked it before; gives the mark."""
        mark = f"{stamp(now())} {secrets.token_hex(8)}"
        with self.database.writing() as connection:
            connection.execute(delete(kept).where(kept.c.name == _name(graph)))
            connection.execute(insert(kept).values(name=_name(graph), value=mark))
        return mark

    def standing(self, graph: str) -> str | None:
        """The mark of a graph; None where it is whole."""
        with self.database.reading() as connection:
            return connection.execute(select(kept.c.value).where(kept.c.name == _name(graph))).scalar()

    def remove(self, graph: str, mark: str) -> None:
        """Says that a graph is whole again, unless it was marked anew since."""
        with self.database.writing() as connection:
            connection.execute(delete(kept).where(kept.c.name == _name(graph), kept.c.value == mark))


def set_at(mark: str) -> datetime:
    """When a mark was set."""
    return datetime.fromisoformat(mark.partition(" ")[0])


def _name(graph: str) -> str:
    return f"graph not whole: {graph}"
