"""Whether a batch says only what the schema declares: asked before anything of it is written."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from graph.batch import Edge, GraphBatch, Node, Value
from graph.schema import LABEL_OF, OBSERVED_AS, PROVENANCE, RELATIONSHIP_OF, PropertyType
from tracer.errors import GraphError
from tracer.model import Observations

OBSERVED_LABELS = frozenset(label for label, _ in OBSERVED_AS.values())
_WHOLE_LIMIT = 2**63
_OBSERVATION_COLUMNS = frozenset({"id", "identifier", "row", "zone"})
_GRADE = "grade"
"""A column that an observation may have, of the relationship and not of the node."""


def check_batch(batch: GraphBatch) -> None:
    """Raises `GraphError` naming the first label, property, end or value that the schema does not declare."""
    for node in batch.nodes:
        _check_node(node)
    for edge in batch.edges:
        _check_edge(edge)
    for seen in batch.observations:
        _check_observations(seen)


def _refuse(what: str) -> GraphError:
    return GraphError(f"{what}, so nothing of this batch was written.", "Declare it in graph/schema.py first.")


def _check_node(node: Node) -> None:
    if node.label not in LABEL_OF:
        raise _refuse(f"The graph has no label '{node.label}'")
    if node.label in OBSERVED_LABELS:
        raise _refuse(f"A {node.label} is written as an observation and not as a node")
    _check_id(node.label, node.id)
    _check_properties(node.label, node.properties, LABEL_OF[node.label].properties)


def _check_edge(edge: Edge) -> None:
    declared = RELATIONSHIP_OF.get(edge.type)
    if declared is None:
        raise _refuse(f"The graph has no relationship '{edge.type}'")
    ends = edge.start[0], edge.end[0]
    if ends not in declared.ends or OBSERVED_LABELS & set(ends):
        raise _refuse(f"{edge.type} may not join a {ends[0]} to a {ends[1]}")
    for label, node_id in (edge.start, edge.end):
        _check_id(label, node_id)
    _check_id(edge.type, edge.fact)
    _check_properties(edge.type, edge.properties, {**PROVENANCE, **declared.properties})


def _check_id(where: str, node_id: object) -> None:
    if not isinstance(node_id, str) or not node_id or not _is_text(node_id):
        raise GraphError(f"{node_id!r} cannot be the id of a {where}.", "An id is a text that is not empty.")


def _check_properties(where: str, said: Mapping[str, Value], declared: Mapping[str, PropertyType]) -> None:
    for name, value in said.items():
        if name not in declared:
            raise _refuse(f"{where} has no property '{name}'")
        if value is not None and not _FITS[declared[name]](value):
            raise GraphError(
                f"{value!r} cannot be the {name} of a {where}.", f"The schema says it is a {declared[name]}."
            )


def _check_observations(seen: Observations) -> None:
    if seen.kind not in OBSERVED_AS:
        raise _refuse(f"The graph has no observations of kind '{seen.kind}'")
    label = OBSERVED_AS[seen.kind][0]
    columns = set(seen.table.column_names)
    missing = sorted(_OBSERVATION_COLUMNS - columns)
    if missing:
        raise GraphError(f"A batch of {seen.kind} lacks the column {missing[0]}.", "Every observation needs it.")
    unknown = sorted(columns - _OBSERVATION_COLUMNS - {_GRADE, *LABEL_OF[label].properties})
    if unknown:
        raise _refuse(f"{label} has no property '{unknown[0]}'")


def _is_text(value: Any) -> bool:
    """A lone surrogate is no text: neither engine can store it."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= char <= "\udfff" for char in value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -_WHOLE_LIMIT <= value < _WHOLE_LIMIT


def _is_time(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_FITS: dict[PropertyType, Callable[[Any], bool]] = {
    "text": _is_text,
    "number": _is_number,
    "whole": _is_whole,
    "time": _is_time,
    "flag": _is_flag,
}
