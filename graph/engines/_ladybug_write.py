"""One transaction of batches in ladybug. Names in the texts come from the schema, all else is a table or parameter.

Two ways to write, and they must not be mixed in one table. What MERGE writes is in the write-ahead log at once. What
COPY writes is many times faster and is on disk only after a checkpoint; a log entry that referred to it would point
at nothing after a crash. So observed nodes and their relationships are only ever copied, all else is only ever merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ladybug
import pyarrow as pa
import pyarrow.compute as pc

from graph.batch import GraphBatch
from graph.engines._gather import (
    ARROW_TYPES,
    Seen,
    arrow,
    countries_of,
    edges_by_ends,
    ends_of,
    identifiers_of,
    nodes_by_label,
    undrawing,
)
from graph.engines._ladybug_file import run, run_for_table
from graph.schema import LABEL_OF, MARKER, PropertyType, edge_properties

_ROWS = 20_000
_TEXT: PropertyType = "text"


def write_statements(connection: ladybug.Connection, batch: GraphBatch) -> None:
    """Removals, nodes and relationships of one batch."""
    if batch.removed:
        run(connection, "MATCH (h:Handset) WHERE h.id IN $ids DETACH DELETE h", {"ids": list(batch.removed)})
    for text in undrawing() if batch.undrawn else ():
        run(connection, text, {"ids": list(batch.undrawn)})
    for label, rows in nodes_by_label(batch.nodes).items():
        _merge_nodes(connection, label, rows, "SET")
    for label, rows in ends_of(batch.edges, batch.nodes).items():
        _merge_nodes(connection, label, rows, "ON CREATE SET")
    for (name, start, end), rows in edges_by_ends(batch.edges, batch.recorded_at).items():
        columns = edge_properties(name)
        said = ", ".join(f"r.`{key}` = c_{key}" for key in columns if key != "fact")
        # Two clauses: of one with both ends ladybug makes every pair of nodes, gigabytes of them for 4,000 rows.
        text = (
            f"LOAD FROM $rows MATCH (a:{start} {{id: _start}}) MATCH (b:{end} {{id: _end}}) "
            f"MERGE (a)-[r:{name} {{fact: c_fact}}]->(b) SET {said}"
        )
        _load(connection, text, rows, {"_start": _TEXT, "_end": _TEXT, **columns})


def write_markers(connection: ladybug.Connection, sources: Mapping[str, str]) -> None:
    """Say that the batches of these markers, each with its source, are in the graph."""
    rows = [{"id": marker, "source": source} for marker, source in sources.items()]
    text = f"LOAD FROM $rows MERGE (m:{MARKER} {{id: c_id}}) SET m.source = c_source"
    _load(connection, text, rows, {"id": _TEXT, "source": _TEXT})


def new_among(connection: ladybug.Connection, seen: Seen) -> Seen:
    """The observations that are not in the graph, with the identifiers and countries they need."""
    text = f"LOAD FROM $ids MATCH (n:{seen.label} {{id: id}}) RETURN n.id AS id"
    known = run_for_table(connection, text, {"ids": seen.table.select(["id"])})["id"]
    table = seen.table
    if len(known):
        table = table.filter(pc.invert(pc.is_in(table["id"], value_set=known.combine_chunks().cast(pa.string()))))
    new = Seen(seen.label, seen.type, table)
    if table.num_rows:
        _merge_nodes(connection, "Identifier", identifiers_of(new), "ON CREATE SET")
        said = countries_of(new)
        if said is not None:
            countries = [{"id": one} for one in said["_country"].unique().to_pylist()]
            _merge_nodes(connection, "Country", countries, "ON CREATE SET")
    return new


def copy_observations(connection: ladybug.Connection, new: Seen) -> None:
    """Put in observations of which none is in the graph. After this a roll-back is no longer possible."""
    names = ["id", *LABEL_OF[new.label].properties]
    nodes = _stored(new.table.select(names))
    run(connection, f"COPY {new.label}({', '.join(f'`{name}`' for name in names)}) FROM $rows", {"rows": nodes})
    _copy_relationships(connection, new.type, ("Identifier", new.label), ("identifier", "id"), new.table)
    said = countries_of(new)
    if said is not None:
        _copy_relationships(connection, "IN_COUNTRY", (new.label, "Country"), ("id", "_country"), said)


def _copy_relationships(
    connection: ladybug.Connection, name: str, labels: tuple[str, str], ends: tuple[str, str], table: pa.Table
) -> None:
    graded = "_grade" in table.column_names
    said = {
        "basis": _bases(table["_grade"]) if graded else pa.repeat(pa.scalar("observed"), table.num_rows),
        "source": table["_source"],
        "row": table["_row"],
        "recordedAt": table["_recordedAt"],
        "zone": table["_zone"],
        **({"grade": table["_grade"]} if graded else {}),
    }
    rows = _stored(pa.table([table[ends[0]], table[ends[1]], *said.values()], names=["from", "to", *said]))
    columns = ", ".join(f"`{key}`" for key in said)
    run(connection, f"COPY {name}({columns}) FROM $rows (from='{labels[0]}', to='{labels[1]}')", {"rows": rows})


def _bases(grades: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(pc.is_valid(grades), pa.scalar("asserted"), pa.scalar("observed"))


def _stored(table: pa.Table) -> pa.Table:
    """Times without a zone, as ladybug keeps them; the instants are the same."""
    plain = [pa.timestamp("us") if item.type == ARROW_TYPES["time"] else item.type for item in table.schema]
    return table.cast(pa.schema(list(zip(table.column_names, plain, strict=True)))).combine_chunks()


def _merge_nodes(connection: ladybug.Connection, label: str, rows: Sequence[dict[str, Any]], setting: str) -> None:
    named = rows[0].keys() - {"id"} if rows else ()
    columns = {name: kind for name, kind in LABEL_OF[label].properties.items() if name in named}
    said = ", ".join(f"n.`{name}` = c_{name}" for name in columns)
    text = f"LOAD FROM $rows MERGE (n:{label} {{id: c_id}}) {f'{setting} {said}' if said else ''}"
    _load(connection, text, rows, {"id": _TEXT, **columns})


def _load(
    connection: ladybug.Connection, text: str, rows: Sequence[dict[str, Any]], columns: dict[str, PropertyType]
) -> None:
    """Runs a statement over rows in pieces, columns renamed `c_…`: a bare `at` may be a word of the language."""
    for at in range(0, len(rows), _ROWS):
        table = arrow(rows[at : at + _ROWS], columns)
        names = [name if name.startswith("_") else f"c_{name}" for name in columns]
        run(connection, text, {"rows": _stored(table.rename_columns(names))})
