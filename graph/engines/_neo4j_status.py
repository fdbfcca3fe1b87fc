"""Counts and digest of a Neo4j graph, streamed so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from neo4j import ManagedTransaction

from graph.digest import Digest, digested
from graph.schema import LABELS, RELATIONSHIPS

_ROWS = 2_000
"""Rows in one record: a record for each row would cost more than what is in it."""


def digest_graph(tx: ManagedTransaction) -> Digest:
    """Everything the graph says."""
    digest = Digest()
    for label in LABELS:
        names = list(digested(label.name))
        for ids, *columns in _columns(tx, f"MATCH (n:{label.name})", ["n.id", *_read("n", label.name)]):
            digest.add_nodes(label.name, ids, dict(zip(names, columns, strict=True)))
    for kind in RELATIONSHIPS:
        names = list(digested(kind.name))
        for start, end in kind.ends:
            match = f"MATCH (a:{start})-[r:{kind.name}]->(b:{end})"
            for starts, ends, *columns in _columns(tx, match, ["a.id", "b.id", *_read("r", kind.name)]):
                said = dict(zip(names, columns, strict=True))
                digest.add_relationships(kind.name, (start, end), (starts, ends), said)
    return digest


def _read(variable: str, name: str) -> list[str]:
    return [
        f"{variable}.{key}.epochMillis" if kind == "time" else f"{variable}.{key}"
        for key, kind in digested(name).items()
    ]


def _columns(tx: ManagedTransaction, match: str, wanted: list[str]) -> Iterator[tuple[Any, ...]]:
    result = tx.run(f"{match} RETURN {', '.join(wanted)}")
    while records := result.fetch(_ROWS):
        yield tuple(list(column) for column in zip(*records, strict=True))
