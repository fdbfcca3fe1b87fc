"""One transaction of batches in Cypher. Names in the texts come from the schema, everything else is a parameter."""

from __future__ import annotations

from collections.abc import Sequence
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
    milliseconds,
    nodes_by_label,
    observations,
    undrawing,
)
from graph.engines._neo4j_clearing import begun_in, require_since
from graph.schema import LABEL_OF, MARKER

ROWS = 5_000
"""How many rows one statement is given."""

_SHARED = ("source", "recordedAt", "zone")
"""What many observations of one statement have in common."""
_SOURCE = "row: $row[k], " + ", ".join(f"{name}: ${name}s[${name}[k]]" for name in _SHARED)
_OBSERVED = f"basis: 'observed', {_SOURCE}"
_GRADED = f"basis: CASE WHEN $grade[k] IS NULL THEN 'observed' ELSE 'asserted' END, grade: $grade[k], {_SOURCE}"
_KIND = "split(run[0], ':')[0]"
_EACH_ROW = (
    f"UNWIND $runs AS run MERGE (i:Identifier {{id: run[0]}}) ON CREATE SET i.kind = {_KIND}, "
    f"i.value = substring(run[0], size({_KIND}) + 1) WITH i, run UNWIND range(run[1], run[2]) AS k"
)
_MARKED = f"MATCH (m:{MARKER}) WHERE m.id IN $markers RETURN collect(m.id)"
_MARK = f"UNWIND $markers AS one MERGE (m:{MARKER} {{id: one[0]}}) SET m.source = one[1]"
_REMOVE = "MATCH (h:Handset) WHERE h.id IN $ids DETACH DELETE h"


def write_batches(tx: ManagedTransaction, batches: Sequence[GraphBatch], known: bool) -> None:
    """Writes the batches whose marker is absent. `known` says that some observations may be in the graph already."""
    round_ = begun_in(tx)
    wanted = absent(tx, batches)
    for batch in wanted:
        _write_statements(tx, batch)
    for seen in observations(wanted):
        write_observations(tx, by_identifier(seen), known)
    write_markers(tx, wanted, round_)


def absent(tx: ManagedTransaction, batches: Sequence[GraphBatch]) -> list[GraphBatch]:
    """The batches whose marker is not in the graph, each once."""
    asked = {batch.marker: batch for batch in batches}
    present = set(tx.run(_MARKED, markers=list(asked)).single(strict=True)[0])
    return [batch for marker, batch in asked.items() if marker not in present]


def write_markers(tx: ManagedTransaction, batches: Sequence[GraphBatch], round_: str | None) -> None:
    """Say that the batches are in the graph, unless it was emptied since they were begun."""
    if batches:
        tx.run(_MARK, markers=[[batch.marker, batch.source] for batch in batches]).consume()
        require_since(tx, round_)


def _write_statements(tx: ManagedTransaction, batch: GraphBatch) -> None:
    if batch.removed:
        tx.run(_REMOVE, ids=list(batch.removed)).consume()
    for text in undrawing() if batch.undrawn else ():
        tx.run(text, ids=list(batch.undrawn)).consume()
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


def write_observations(tx: ManagedTransaction, seen: Seen, known: bool) -> None:
    """Writes observations. `known` says that some of them may be in the graph already.

    They are sent as columns, far cheaper to pack and to read than a map for each row, and ordered by identifier, so
    that each identifier is looked up once in a statement.
    """
    text = _observed(seen) if not known else _observed_again(seen)
    for at in range(0, seen.table.num_rows, ROWS):
        part = seen.table.slice(at, ROWS)
        tx.run(text, {"runs": _runs(part["identifier"]), **_parameters(part, seen.label)}).consume()
    _write_countries(tx, seen)


def by_identifier(seen: Seen) -> Seen:
    """The same observations, ordered by identifier and then by id."""
    order = pc.sort_indices(seen.table, sort_keys=[("identifier", "ascending"), ("id", "ascending")])
    return Seen(seen.label, seen.type, seen.table.take(order))


def halves(seen: Seen) -> list[Seen]:
    """Ordered observations in two parts that share no identifier, or in one where there is only one identifier.

    Two transactions that tie something to one node wait for each other, and may each hold what the other waits for.
    """
    identifiers, rows = seen.table["identifier"], seen.table.num_rows
    cut = rows // 2
    same = pc.equal(identifiers.slice(cut), identifiers[cut])
    cut += pc.sum(same).as_py()
    parts = (seen.table.slice(0, cut), seen.table.slice(cut))
    return [Seen(seen.label, seen.type, part) for part in parts if part.num_rows]


def _runs(identifiers: pa.ChunkedArray) -> list[tuple[str, int, int]]:
    """Each identifier with the first and the last of the rows, which stand together, that are about it."""
    encoded = pc.run_end_encode(identifiers.combine_chunks())
    ends: list[int] = encoded.run_ends.to_pylist()
    return list(zip(encoded.values.to_pylist(), [0, *ends], [end - 1 for end in ends], strict=False))


def _parameters(part: pa.Table, label: str) -> dict[str, list[Any]]:
    """Columns by the names the texts below give them; what few rows differ in is a number into a list of values."""
    found = {"id": part["id"].to_pylist(), "row": part["_row"].to_pylist()}
    if "_grade" in part.column_names:
        found["grade"] = part["_grade"].to_pylist()
    for name in _SHARED:
        encoded = part[f"_{name}"].combine_chunks().dictionary_encode()
        found[name], found[f"{name}s"] = encoded.indices.to_pylist(), encoded.dictionary.to_pylist()
    for name, kind in LABEL_OF[label].properties.items():
        found[f"n_{name}"] = (milliseconds(part[name]) if kind == "time" else part[name]).to_pylist()
    return found


def _properties(label: str) -> dict[str, str]:
    """How each property of the label is read from row `k` of the columns."""
    found = {"id": "$id[k]"}
    for name, kind in LABEL_OF[label].properties.items():
        value = f"$n_{name}[k]"
        found[name] = (
            f"CASE WHEN {value} IS NOT NULL THEN datetime({{epochMillis: {value}}}) END" if kind == "time" else value
        )
    return found


def _provenance(seen: Seen) -> str:
    return _GRADED if "_grade" in seen.table.column_names else _OBSERVED


def _observed(seen: Seen) -> str:
    said = ", ".join(f"{name}: {value}" for name, value in _properties(seen.label).items())
    return f"{_EACH_ROW} CREATE (i)-[:{seen.type} {{{_provenance(seen)}}}]->(:{seen.label} {{{said}}})"


def _observed_again(seen: Seen) -> str:
    said = ", ".join(f"n.{name} = {value}" for name, value in _properties(seen.label).items() if name != "id")
    return (
        f"{_EACH_ROW} MERGE (n:{seen.label} {{id: $id[k]}}) ON CREATE SET {said} "
        f"MERGE (i)-[x:{seen.type}]->(n) ON CREATE SET x = {{{_provenance(seen)}}}"
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
