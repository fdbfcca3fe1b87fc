"""Batches gathered into what an engine writes at once: nodes by label, relationships by type and ends, observations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.batch import Edge, GraphBatch, Node, Value
from graph.schema import LABEL_OF, OBSERVED_AS, RELATIONSHIPS, PropertyType, edge_properties

EdgeKey = tuple[str, str, str]
"""Type, label at the start, label at the end."""

ARROW_TYPES: dict[PropertyType, pa.DataType] = {
    "text": pa.string(),
    "number": pa.float64(),
    "whole": pa.int64(),
    "time": pa.timestamp("us", "UTC"),
    "flag": pa.bool_(),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Observations of one label. `table` has `id`, `identifier`, the node's properties under their names, and
    `_source`, `_row`, `_recordedAt`, `_zone` for the relationship of type `type`; where any row is graded `_grade` as
    well, and what has a grade is asserted. No id stands in it twice."""

    label: str
    type: str
    table: pa.Table


def nodes_by_label(nodes: Iterable[Node]) -> dict[str, list[dict[str, Any]]]:
    """For each label, rows of `id` and every declared property (null where the node does not name it)."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for node in nodes:
        said = typed(node.properties, LABEL_OF[node.label].properties)
        found.setdefault(node.label, {})[node.id] = {"id": node.id, **said}
    return {label: list(rows.values()) for label, rows in found.items()}


def ends_of(edges: Iterable[Edge], nodes: Iterable[Node]) -> dict[str, list[dict[str, Any]]]:
    """For each label, stubs of the ends that are not among the nodes: the id, and what the id alone says."""
    given = {(node.label, node.id) for node in nodes}
    wanted = dict.fromkeys(end for edge in edges for end in (edge.start, edge.end) if end not in given)
    found: dict[str, list[dict[str, Any]]] = {}
    for label, node_id in wanted:
        found.setdefault(label, []).append(stub(label, node_id))
    return found


def stub(label: str, node_id: str) -> dict[str, Any]:
    """A node of which only the id is known. An identifier's says its kind and value too."""
    if label != "Identifier":
        return {"id": node_id}
    kind, _, value = node_id.partition(":")
    return {"id": node_id, "kind": kind, "value": value}


def undrawing() -> list[str]:
    """The statements, which both engines take, that make the exhibits `$ids` say nothing."""
    ends = [(one.name, end) for one in RELATIONSHIPS for start, end in one.ends if start == "Exhibit"]
    nothing = ", ".join(f"e.`{name}` = NULL" for name in LABEL_OF["Exhibit"].properties)
    return [
        *(f"MATCH (e:Exhibit)-[r:{name}]->(:{end}) WHERE e.id IN $ids DELETE r" for name, end in ends),
        f"MATCH (e:Exhibit) WHERE e.id IN $ids SET {nothing}",
        "MATCH (e:Exhibit) WHERE e.id IN $ids AND NOT EXISTS { MATCH (e)-[]-() } DELETE e",
    ]


def edges_by_ends(edges: Iterable[Edge], recorded_at: datetime) -> dict[EdgeKey, list[dict[str, Any]]]:
    """For each type and pair of labels, rows of `_start`, `_end` and every declared property, `fact` included."""
    found: dict[EdgeKey, dict[tuple[str, str, str], dict[str, Any]]] = {}
    for edge in edges:
        provenance: dict[str, Value] = {
            "fact": edge.fact,
            "basis": edge.basis.value,
            "source": edge.source.id,
            "row": edge.source.row,
            "recordedAt": recorded_at,
        }
        said = typed({**edge.properties, **provenance}, edge_properties(edge.type))
        row = {"_start": edge.start[1], "_end": edge.end[1], **said}
        key = edge.type, edge.start[0], edge.end[0]
        found.setdefault(key, {})[edge.start[1], edge.end[1], edge.fact] = row
    return {key: list(rows.values()) for key, rows in found.items()}


def typed(said: Mapping[str, Value], declared: Mapping[str, PropertyType]) -> dict[str, Any]:
    """Every declared property, numbers as floats and times in UTC, whoever gave them."""
    return {name: _typed(said.get(name), kind) for name, kind in declared.items()}


def _typed(value: Value, kind: PropertyType) -> Any:
    if value is None:
        return None
    if kind == "number" and isinstance(value, int):
        return float(value)
    return instant(value) if isinstance(value, datetime) else value


def instant(value: datetime) -> datetime:
    """In UTC and whole milliseconds, which is what both engines keep alike and the digest counts."""
    return value.astimezone(UTC).replace(microsecond=value.microsecond // 1000 * 1000)


def in_utc(value: Any) -> Any:
    """A parameter with every instant in UTC: Neo4j holds one instant in two zones to be two different values."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, list | tuple):
        return [in_utc(one) for one in value]
    if isinstance(value, dict):
        return {key: in_utc(one) for key, one in value.items()}
    return value


def milliseconds(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Instants as whole milliseconds since 1970 in UTC."""
    return column.cast(pa.timestamp("ms", "UTC"), safe=False).cast(pa.int64())


def arrow(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, PropertyType]) -> pa.Table:
    """Rows as a table with exactly these columns."""
    fields = [pa.field(name, ARROW_TYPES[kind]) for name, kind in columns.items()]
    arrays = [pa.array([row[item.name] for row in rows], item.type) for item in fields]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def observations(batches: Sequence[GraphBatch]) -> list[Seen]:
    """All observations of the batches, one table for each label; where an id comes twice, its first row stays."""
    tables: dict[tuple[str, str], list[pa.Table]] = {}
    for batch in batches:
        for seen in batch.observations:
            key = OBSERVED_AS[seen.kind]
            if seen.table.num_rows:
                tables.setdefault(key, []).append(_observed(seen.table, key[0], batch))
    return [Seen(*key, _first_of_each(_all_of(found))) for key, found in sorted(tables.items())]


def _all_of(tables: Sequence[pa.Table]) -> pa.Table:
    """In one table, with a column of grades only where there is one: of millions of rows there is none."""
    whole = pa.concat_tables(tables)
    return whole.drop_columns(["_grade"]) if whole["_grade"].null_count == whole.num_rows else whole


def _observed(table: pa.Table, label: str, batch: GraphBatch) -> pa.Table:
    columns: dict[str, Any] = {"id": table["id"].cast(pa.string()), "identifier": table["identifier"].cast(pa.string())}
    for name, kind in LABEL_OF[label].properties.items():
        type_ = ARROW_TYPES[kind]
        columns[name] = table[name].cast(type_) if name in table.column_names else pa.nulls(table.num_rows, type_)
    columns["_source"] = _repeat(batch.source, pa.string(), table.num_rows)
    columns["_row"] = table["row"].cast(pa.int64())
    columns["_recordedAt"] = _repeat(instant(batch.recorded_at), ARROW_TYPES["time"], table.num_rows)
    columns["_zone"] = table["zone"].cast(pa.string())
    graded = "grade" in table.column_names
    columns["_grade"] = table["grade"].cast(pa.string()) if graded else pa.nulls(table.num_rows, pa.string())
    return pa.table(columns)


def _repeat(value: Any, type_: pa.DataType, times: int) -> pa.Array:
    return pa.repeat(pa.scalar(value, type_), times)


def _first_of_each(table: pa.Table) -> pa.Table:
    if pc.count_distinct(table["id"]).as_py() == table.num_rows:
        return table
    numbered = table.append_column("_n", pa.array(range(table.num_rows), pa.int64()))
    first = numbered.group_by("id").aggregate([("_n", "min")])["_n_min"]
    return table.take(first.take(pc.sort_indices(first)))


def identifiers_of(seen: Seen) -> list[dict[str, Any]]:
    """Stubs of the identifiers that were observed."""
    return [stub("Identifier", one) for one in seen.table["identifier"].unique().to_pylist()]


def countries_of(seen: Seen) -> pa.Table | None:
    """The observations that say a country, with `_country`, the country's id; None where none does."""
    if "country" not in seen.table.column_names:
        return None
    said = seen.table.filter(pc.fill_null(pc.not_equal(seen.table["country"], ""), False))
    if not said.num_rows:
        return None
    return said.append_column("_country", pc.binary_join_element_wise("country:", said["country"], ""))
