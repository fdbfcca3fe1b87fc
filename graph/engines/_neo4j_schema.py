"""The declared schema as Neo4j's constraints and indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.schema import LABELS, MARKER

EMPTYING = "GraphEmptying"
"""Label of the one node that says whether the graph is being emptied, and when it last was; emptying leaves it."""

_LOOKED_UP = (
    ("Exhibit", "reference"),
    ("Exhibit", "seal"),
    ("Identifier", "value"),
    ("Listing", "listingId"),
    ("TheftReport", "reference"),
)


def declarations() -> Iterator[str]:
    """Statements that may be run again: a named uniqueness constraint for each label, indexes for look-ups by hand."""
    for label in (*(one.name for one in LABELS), MARKER, EMPTYING):
        yield (f"CREATE CONSTRAINT {_snake(label)}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
    yield f"CREATE INDEX {_snake(MARKER)}_source IF NOT EXISTS FOR (n:{MARKER}) ON (n.source)"
    for label, name in _LOOKED_UP:
        yield f"CREATE INDEX {_snake(label)}_{_snake(name)} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
