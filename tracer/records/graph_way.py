"""Which sources are on their way to a graph, and how much of what is recorded has to have arrived there."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection, Select, delete, func, insert, select

from tracer.records.part import Part, now, stamp
from tracer.records.tables import batch, kept, source

NOT_SHOWN = "tac"
"""The kind of source of which nothing goes to a graph."""
BEATS = timedelta(seconds=20)
_GIVEN_UP = timedelta(seconds=90)
"""Without a sign for so long, whoever was bringing a source is taken to have died."""


class GraphWay(Part):
    """Says of each graph, by its name, what is being brought to it.

    It is kept in the records, which every process has that asks this graph, on whatever machine.
    """

    def brings(self, graph: str, sources: Collection[str]) -> None:
        """Says that these are on their way, or still are. What others gave up is forgotten."""
        since = stamp(now())
        with self.database.writing() as connection:
            _forget(connection, graph, sources)
            given_up = kept.c.name.startswith(_name(graph, ""), autoescape=True) & (kept.c.value < _given_up())
            connection.execute(delete(kept).where(given_up))
            connection.execute(insert(kept), [{"name": _name(graph, one), "value": since} for one in sources])

    def ended(self, graph: str, sources: Collection[str]) -> None:
        """Says that nobody brings these any more, whether or not all of them has arrived."""
        with self.database.writing() as connection:
            _forget(connection, graph, sources)

    def on_way(self, graph: str) -> frozenset[str]:
        """The sources that somebody is bringing just now."""
        with self.database.reading() as connection:
            return frozenset(map(str, connection.execute(_on_way(graph)).scalars()))

    def due(self, graph: str) -> dict[str, int]:
        """How many batches of each source the graph has to show: of all that are recorded and nobody is bringing."""
        unshown = (source.c.kind == NOT_SHOWN) | source.c.id.in_(_on_way(graph))
        counted = select(source.c.id, func.count()).join_from(source, batch).where(~unshown).group_by(source.c.id)
        with self.database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}


def _on_way(graph: str) -> Select[tuple[str]]:
    prefix = _name(graph, "")
    own = kept.c.name.startswith(prefix, autoescape=True) & (kept.c.value >= _given_up())
    return select(func.substr(kept.c.name, len(prefix) + 1)).where(own)


def _forget(connection: Connection, graph: str, sources: Collection[str]) -> None:
    connection.execute(delete(kept).where(kept.c.name.in_([_name(graph, one) for one in sources])))


def _given_up() -> str:
    return stamp(now() - _GIVEN_UP)


def _name(graph: str, source_id: str) -> str:
    return f"on its way: {graph}: {source_id}"
