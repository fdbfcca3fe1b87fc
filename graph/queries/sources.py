"""Which files say that an identifier was seen."""

from __future__ import annotations

from collections.abc import Iterable

from graph.port import Graph
from graph.schema import OBSERVED_AS

_SOURCES = "MATCH (i:Identifier {{id: $id}})-[r:{type}]->(o:{label}) RETURN DISTINCT r.source AS source"


def sources_of_identifiers(graph: Graph, identifiers: Iterable[str]) -> dict[str, frozenset[str]]:
    """For each identifier, the sources of its pings and sightings: a look-up by key for each."""
    found = {}
    for one in sorted(set(identifiers)):
        rows = [
            row
            for label, type_ in sorted(set(OBSERVED_AS.values()))
            for row in graph.read(_SOURCES.format(type=type_, label=label), {"id": one})
        ]
        found[one] = frozenset(row["source"] for row in rows if row["source"])
    return found
