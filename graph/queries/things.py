"""What is known of many things at once, each looked up by its key: what they are, say, and when they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph.ids import is_observation, label_of
from graph.port import Graph
from graph.queries.names import name_of
from graph.schema import LABEL_OF
from tracer.model import JsonValue
from tracer.times import iso

DATED_BY: Mapping[str, str] = {
    "Ping": "at",
    "Sighting": "at",
    "TheftReport": "occurredFrom",
    "Listing": "postedAt",
    "Seizure": "at",
    "Consignment": "sentAt",
    "FraudEvent": "at",
}
"""The property that says when a thing was; the rest have no time of their own."""

LAST = 6
"""Characters of a handset's id that are shown with its model."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One node: its id and label, what it is called, when it was (None where it has no time), and what it says."""

    id: str
    label: str
    name: str
    at: datetime | None = None
    details: Mapping[str, JsonValue] = field(default_factory=dict)


def things(graph: Graph, ids: Iterable[str]) -> dict[str, Thing]:
    """The nodes among the ids that are in the graph, by id."""
    by_label: dict[str, list[str]] = {}
    for one in sorted(set(ids)):
        for label in labels_of(one):
            by_label.setdefault(label, []).append(one)
    return {found.id: found for label, some in by_label.items() for found in _read(graph, label, some)}


def labels_of(node: str) -> tuple[str, ...]:
    """What a node may be, by its id: for a bare one a ping or a sighting."""
    label = label_of(node)
    return (label,) if label else ("Ping", "Sighting") if is_observation(node) else ()


def _read(graph: Graph, label: str, ids: list[str]) -> list[Thing]:
    columns = ", ".join(["n.id AS id", *(f"n.{key} AS {key}" for key in LABEL_OF[label].properties)])
    # By key, one after the other: a list to compare with would be a scan of all there are.
    rows = graph.read(f"UNWIND $ids AS one MATCH (n:{label} {{id: one}}) RETURN {columns}", {"ids": ids})
    return [_thing(label, row) for row in rows]


def _thing(label: str, row: Mapping[str, Any]) -> Thing:
    at = row[DATED_BY[label]] if label in DATED_BY else None
    details = {key: _plain(row[key]) for key in LABEL_OF[label].properties if row[key] is not None}
    return Thing(row["id"], label, _called(label, row), at, details)


def _called(label: str, row: Mapping[str, Any]) -> str:
    """Its name. Many handsets are of one model: the end of their id tells them apart."""
    name = name_of(label, row)
    return f"{name} …{row['id'][-LAST:]}" if label == "Handset" and (row["make"] or row["model"]) else name


def _plain(value: Any) -> JsonValue:
    return iso(value) if isinstance(value, datetime) else value
