"""Which handsets some identifiers are tied to."""

from __future__ import annotations

from collections.abc import Iterable

from graph.port import Answers

_HANDSETS_OF_ONE = "MATCH (h:Handset)-[:HAS_IDENTIFIER]->(i:Identifier {id: $identifier}) RETURN DISTINCT h.id AS id"
_HANDSETS = "MATCH (h:Handset)-[:HAS_IDENTIFIER]->(i:Identifier) WHERE i.id IN $ids RETURN DISTINCT h.id AS id"


def handsets_of(graph: Answers, identifiers: Iterable[str]) -> frozenset[str]:
    """Ids of the handsets tied to any of the identifiers; more than one for a contested identifier.

    One identifier is looked up by its key: for a list of them the embedded engine reads every identifier there is.
    """
    ids = sorted(identifiers)
    asked = (
        graph.read(_HANDSETS_OF_ONE, {"identifier": ids[0]}) if len(ids) == 1 else graph.read(_HANDSETS, {"ids": ids})
    )
    return frozenset(row["id"] for row in asked)
