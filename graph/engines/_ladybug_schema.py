"""The declared schema as ladybug's tables."""

from __future__ import annotations

from collections.abc import Iterator

from graph.schema import LABELS, MARKER, RELATIONSHIPS, PropertyType, edge_properties

_TYPES: dict[PropertyType, str] = {
    "text": "STRING",
    "number": "DOUBLE",
    "whole": "INT64",
    "time": "TIMESTAMP",
    "flag": "BOOLEAN",
}


def declarations() -> Iterator[str]:
    """Statements that may be run again, and that add to a graph of an earlier schema what is new in this one."""
    for label in LABELS:
        yield f"CREATE NODE TABLE IF NOT EXISTS {label.name}(id STRING, PRIMARY KEY(id))"
        yield from _additions(label.name, label.properties)
    yield f"CREATE NODE TABLE IF NOT EXISTS {MARKER}(id STRING, source STRING, PRIMARY KEY(id))"
    for one in RELATIONSHIPS:
        ends = ", ".join(f"FROM {start} TO {end}" for start, end in one.ends)
        yield f"CREATE REL TABLE IF NOT EXISTS {one.name}({ends}, fact STRING)"
        yield from _additions(one.name, edge_properties(one.name))


def removals() -> Iterator[str]:
    """Statements that take every table away: relationships first, because they hold on to their nodes."""
    for name in (*(one.name for one in RELATIONSHIPS), *(label.name for label in LABELS), MARKER):
        yield f"DROP TABLE IF EXISTS {name}"


def _additions(table: str, properties: dict[str, PropertyType]) -> Iterator[str]:
    for name, kind in properties.items():
        if name != "fact":
            yield f"ALTER TABLE {table} ADD IF NOT EXISTS `{name}` {_TYPES[kind]}"
