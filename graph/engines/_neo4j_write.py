"""One transaction of batches in Cypher. Names in the texts come from the schema, everything else is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from neo4j import ManagedTransaction

from graph.batch import GraphBatch
from graph.engines._gather import (
    Seen,
    countries_of,
    edges_by_ends,
    ends_of,
    identifiers_of,
    milliseconds,
    nodes_by_label,
    observations,
)
from graph.engines._neo4j_schema import MARKER
from graph.schema import LABEL_OF

ROWS = 5_000
"""How many rows one statement is given."""

_PROVENANCE = "basis: 'observed', source: r[1], row: r[2], recordedAt: $times[r[3]], zone: r[4]"
_FIRST_PROPERTY = 5
_MARKED = f"MATCH (m:{MARKER}) WHERE m.id IN $markers RETURN collect(m.id)"
_MARK = f"UNWIND $markers AS one MERGE (m:{MARKER} {{id: one[0]}}) SET m.source = one[1]"
_REMOVE = "MATCH (h:Handset) WHERE h.id IN $ids DETACH DELETE h"


def write_batches(tx: ManagedTransaction, batches: Sequence[GraphBatch], known: bool) -> None:
    """Writes the batches whose marker is absent. `known` says that some observations may be in the graph already."""
    asked = {batch.marker: batch for batch in batches}
    present = set(tx.run(_MARKED, markers=list(asked)).single(strict=True)[0])
    wanted = [batch for marker, batch in asked.items() if marker not in present]
    for batch in wanted:
        _write_statements(tx, batch)
    for seen in observations(wanted):
        _write_observations(tx, seen, known)
    if wanted:
        tx.run(_MARK, markers=[[batch.marker, batch.source] for batch in wanted]).consume()


def _write_statements(tx: ManagedTransaction, batch: GraphBatch) -> None:
    if batch.removed:
        tx.run(_REMOVE, ids=list(batch.removed)).consume()
    for label, rows in nodes_by_label(batch.nodes).items():
        _each(tx, f"UNWIND $rows AS r MERGE (n:{label} {{id: r.id}}) SET n = r", rows)
    for label, rows in ends_of(batch.edges, batch.nodes).items():
        _each(tx, f"UNWIND $rows AS r MERGE (n:{label} {{id: r.id}}) ON CREATE SET n = r", rows)
    for (name, start, end), rows in edges_by_ends(batch.edges, batch.recorded_at).items():
        text = (
            f"UNWIND $rows AS r MATCH (a:{start} {{id: r._start}}) MATCH (b:{end} {{id: r._end}}) "
            f"MERGE (a)-[x:{name} {{fact: r.properties.fact}}]->(b) SET x = r.properties"
        )
        _each(tx, text, [_nested(row) for row in rows])


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in row.items() if not name.startswith("_")}
    return {"_start": row["_start"], "_end": row["_end"], "properties": said}


def _each(tx: ManagedTransaction, text: str, rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), ROWS):
        tx.run(text, rows=rows[at : at + ROWS]).consume()


def _write_observations(tx: ManagedTransaction, seen: Seen, known: bool) -> None:
    """Rows go grouped by identifier, so that each identifier is looked up once."""
    _each(tx, "UNWIND $rows AS r MERGE (n:Identifier {id: r.id}) ON CREATE SET n = r", identifiers_of(seen))
    text = _observed(seen) if not known else _observed_again(seen)
    table = seen.table.take(pc.sort_indices(seen.table, sort_keys=[("identifier", "ascending"), ("id", "ascending")]))
    for at in range(0, table.num_rows, ROWS):
        part = table.slice(at, ROWS)
        rows, times = _lists(part, seen.label)
        keyed = zip(part["identifier"].to_pylist(), rows, strict=True)
        groups = [[key, [row for _, row in group]] for key, group in groupby(keyed, key=itemgetter(0))]
        tx.run(text, groups=groups, times=times).consume()
    _write_countries(tx, seen)


def _lists(part: pa.Table, label: str) -> tuple[list[tuple[Any, ...]], list[datetime]]:
    """Each row as a list (far cheaper to send than a map), and the distinct recording times that rows refer to."""
    recorded = part["_recordedAt"].combine_chunks().dictionary_encode()
    columns = [part["id"], part["_source"], part["_row"], recorded.indices, part["_zone"]]
    for name, kind in LABEL_OF[label].properties.items():
        columns.append(milliseconds(part[name]) if kind == "time" else part[name])
    return list(zip(*(column.to_pylist() for column in columns), strict=True)), recorded.dictionary.to_pylist()


def _properties(label: str) -> dict[str, str]:
    """How each property of the label is read from a row."""
    found = {"id": "r[0]"}
    for at, (name, kind) in enumerate(LABEL_OF[label].properties.items(), _FIRST_PROPERTY):
        instant = f"CASE WHEN r[{at}] IS NOT NULL THEN datetime({{epochMillis: r[{at}]}}) END"
        found[name] = instant if kind == "time" else f"r[{at}]"
    return found


def _observed(seen: Seen) -> str:
    said = ", ".join(f"{name}: {value}" for name, value in _properties(seen.label).items())
    return (
        "UNWIND $groups AS g MATCH (i:Identifier {id: g[0]}) UNWIND g[1] AS r "
        f"CREATE (i)-[:{seen.type} {{{_PROVENANCE}}}]->(:{seen.label} {{{said}}})"
    )


def _observed_again(seen: Seen) -> str:
    said = ", ".join(f"n.{name} = {value}" for name, value in _properties(seen.label).items() if name != "id")
    return (
        "UNWIND $groups AS g MATCH (i:Identifier {id: g[0]}) UNWIND g[1] AS r "
        f"MERGE (n:{seen.label} {{id: r[0]}}) ON CREATE SET {said} "
        f"MERGE (i)-[x:{seen.type}]->(n) ON CREATE SET x = {{{_PROVENANCE}}}"
    )


def _write_countries(tx: ManagedTransaction, seen: Seen) -> None:
    said = countries_of(seen)
    if said is None:
        return
    countries = [{"id": one} for one in sorted(said["_country"].unique().to_pylist())]
    _each(tx, "UNWIND $rows AS r MERGE (n:Country {id: r.id})", countries)
    text = (
        f"UNWIND $rows AS r MATCH (s:{seen.label} {{id: r.id}}) MATCH (c:Country {{id: r._country}}) "
        "MERGE (s)-[x:IN_COUNTRY]->(c) ON CREATE SET x.basis = 'observed', x.source = r._source, "
        "x.row = r._row, x.recordedAt = r._recordedAt, x.zone = r._zone"
    )
    _each(tx, text, said.select(["id", "_country", "_source", "_row", "_recordedAt", "_zone"]).to_pylist())
