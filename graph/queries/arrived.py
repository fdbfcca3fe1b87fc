"""How much of what was recorded a graph shows."""

from __future__ import annotations

from collections.abc import Collection

from graph.port import Answers
from graph.schema import MARKER

_ALL = f"MATCH (m:{MARKER}) RETURN count(m) AS batches"
_BUT = f"MATCH (m:{MARKER}) WHERE NOT m.source IN $sources RETURN count(m) AS batches"


def batches_shown(graph: Answers, but_of: Collection[str] = ()) -> int:
    """The number of batches in the graph, those of the sources `but_of` left out."""
    (row,) = graph.read(_BUT, {"sources": list(but_of)}) if but_of else graph.read(_ALL)
    return int(row["batches"])
