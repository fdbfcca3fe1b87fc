"""What each thing is called when it is shown to a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.ids import label_of
from graph.port import Graph

NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "Handset": ("make", "model"),
    "Identifier": (),
    "Country": (),
    "Place": ("name",),
    "TheftReport": ("force", "reference"),
    "Owner": (),
    "Handler": ("name",),
    "Account": ("platform", "name"),
    "Listing": ("platform", "title"),
    "Seizure": ("reference",),
    "Exhibit": ("reference",),
    "Consignment": ("carrier", "waybill"),
    "Part": ("kind", "serial"),
    "FraudEvent": ("kind", "institution"),
    "Ping": (),
    "Sighting": ("kind", "service"),
}
"""The properties a node is called by, in the order they are said; one with none of them is called by its id."""


def name_columns(label: str) -> str:
    """What to return of a node `n` of a label for `name_of`."""
    return ", ".join(["n.id AS id", *(f"n.{key} AS {key}" for key in NAMED_BY[label])])


def name_of(label: str, row: Mapping[str, Any]) -> str:
    """The name of a node from a row of `name_columns`."""
    said = [str(row[key]) for key in NAMED_BY[label] if row[key]]
    return " ".join(said) or str(row["id"]).partition(":")[2] or str(row["id"])


def known_names(graph: Graph, ids: Iterable[str]) -> dict[str, str]:
    """The names of the nodes among the ids that are in the graph, one question for each label met."""
    by_label: dict[str, list[str]] = {}
    for one in sorted(set(ids)):
        for label in [found] if (found := label_of(one)) else ["Ping", "Sighting"]:
            by_label.setdefault(label, []).append(one)
    names: dict[str, str] = {}
    for label, some in by_label.items():
        # `n.id IN $ids` would read every node of the label on the embedded engine.
        question = f"UNWIND $ids AS one MATCH (n:{label} {{id: one}}) RETURN {name_columns(label)}"
        rows = graph.read(question, {"ids": some})
        names |= {row["id"]: name_of(label, row) for row in rows}
    return names
