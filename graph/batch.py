"""What the graph is given: nodes and relationships to be there, whatever is there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracer.model import Basis, JsonValue, Observations, SourceRow

Value = JsonValue | datetime


@dataclass(frozen=True, slots=True)
class Node:
    """A node that is to exist with exactly these properties (a property not named is null)."""

    label: str
    id: str
    properties: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship that is to exist once for its fact: (type, start, end, fact) is its identity."""

    type: str
    start: tuple[str, str]
    """Label and id."""
    end: tuple[str, str]
    fact: str
    basis: Basis
    source: SourceRow
    properties: Mapping[str, Value] = field(default_factory=dict)
    """Its own properties and, where they apply, grade, score, reasons and zone."""


@dataclass(frozen=True, slots=True)
class GraphBatch:
    """One step of projection: atomic and idempotent. Engines record `marker` in the same transaction.

    First the handsets in `removed` go with their relationships, and the exhibits in `undrawn` lose all that they say:
    their properties, the relationships that begin at them, and, where nothing else is tied to them, themselves. Then
    come `nodes`, then `edges` (whose ends that are not among the nodes are created with an id alone), then
    `observations`.
    """

    marker: str
    """`source:batch number`; an engine that has it already has all of this batch."""
    recorded_at: datetime
    source: str
    removed: tuple[str, ...] = ()
    undrawn: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    observations: tuple[Observations, ...] = ()
