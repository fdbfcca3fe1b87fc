"""How much of what was recorded a graph shows."""

from __future__ import annotations

from graph.port import Answers
from graph.schema import MARKER

_BATCHES = f"MATCH (m:{MARKER}) RETURN m.source AS source, count(*) AS batches"


def batches_shown(graph: Answers) -> dict[str, int]:
    """The number of batches of each source that are in the graph."""
    return {row["source"]: int(row["batches"]) for row in graph.read(_BATCHES)}
