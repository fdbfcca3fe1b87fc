"""Which handsets some identifiers are tied to."""

from __future__ import annotations

from collections.abc import Iterable

from graph.port import Graph

_HANDSETS = "MATCH (h:Handset)-[:HAS_IDENTIFIER]->(i:Identifier) WHERE i.id IN $ids RETURN DISTINCT h.id AS id"


def handsets_of(graph: Graph, identifiers: Iterable[str]) -> frozenset[str]:
    """Ids of the handsets tied to any of the identifiers; more than one for a contested identifier."""
    return frozenset(row["id"] for row in graph.read(_HANDSETS, {"ids": sorted(identifiers)}))
