"""Counts and digest of an embedded graph, in pages so that memory does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ladybug
import pyarrow as pa

from graph.digest import Digest, digested
from graph.engines._gather import milliseconds
from graph.engines._ladybug_file import run, run_for_table
from graph.schema import LABELS, RELATIONSHIPS

_ROWS = 200_000


def digest_graph(connection: ladybug.Connection) -> Digest:
    """Everything the graph says."""
    digest = Digest()
    for label in LABELS:
        names = list(digested(label.name))
        wanted = ["n.id", *(f"n.`{name}`" for name in names)]
        for ids, *columns in _columns(connection, label.name, f"(n:{label.name})", wanted):
            digest.add_nodes(label.name, ids, dict(zip(names, columns, strict=True)))
    for one in RELATIONSHIPS:
        names = list(digested(one.name))
        wanted = ["n.id", "m.id", *(f"r.`{name}`" for name in names)]
        for start, end in one.ends:
            match = f"(n:{start})-[r:{one.name}]->(m:{end})"
            for starts, ends, *columns in _columns(connection, start, match, wanted):
                said = dict(zip(names, columns, strict=True))
                digest.add_relationships(one.name, (start, end), (starts, ends), said)
    return digest


def _columns(
    connection: ladybug.Connection, paged: str, match: str, wanted: list[str]
) -> Iterator[tuple[list[Any], ...]]:
    """Columns of what matches, a page of nodes `n` of the label `paged` at a time."""
    (count,) = run(connection, f"MATCH {match} RETURN count(*)")[0]
    if not count:
        return
    (last,) = run(connection, f"MATCH (n:{paged}) RETURN max(offset(id(n)))")[0]
    step = max(1, _ROWS * (last + 1) // count)
    text = f"MATCH {match} WHERE offset(id(n)) >= $low AND offset(id(n)) < $high RETURN {', '.join(wanted)}"
    for low in range(0, last + 1, step):
        table = run_for_table(connection, text, {"low": low, "high": low + step})
        yield tuple(_values(column) for column in table.columns)


def _values(column: pa.ChunkedArray) -> list[Any]:
    values: list[Any] = (milliseconds(column) if pa.types.is_timestamp(column.type) else column).to_pylist()
    return values
