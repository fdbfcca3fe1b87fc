"""From records to the graph: each committed batch becomes one idempotent step of projection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from graph.batch import Edge, GraphBatch, Node
from graph.closure import Closure, Finder, closure, known_by_report, related_handsets
from graph.fold import fold
from graph.found_at import places_unsaid
from graph.port import Graph
from graph.projections import draw
from graph.projections._drawing import Claim, Drawing
from graph.queries.handsets import handsets_of
from graph.standing import booking_of, replaced
from tracer.model import Basis, Fact, Observations, SourceRow, StoredFact


def keys_of(fact: Fact) -> tuple[str, ...]:
    """What a fact must be found by again: the nodes whose properties it tells of, and crime references."""
    stored = StoredFact(fact.id, fact.kind, fact.body, fact.phones, SourceRow("", fact.row))
    drawing = draw(stored, [None] * len(fact.phones))
    return tuple(sorted({claim.id for claim in drawing.claims if claim.properties} | set(drawing.keys)))


@dataclass(frozen=True, slots=True)
class Step:
    """One committed batch on its way to the graph."""

    marker: str
    source: str
    recorded_at: datetime
    facts: tuple[StoredFact, ...]
    observations: Observations | None


def graph_batch(step: Step, graph: Graph, find: Finder) -> GraphBatch:
    """What puts a step's facts and observations in the graph, and mends the handsets they change."""
    seen = (step.observations,) if step.observations is not None and step.observations.table.num_rows else ()
    if not step.facts:
        return GraphBatch(step.marker, step.recorded_at, step.source, observations=seen)
    found = closure(step.facts, find)
    drawings = _drawings(found)
    claims = [claim for drawing in drawings for claim in drawing.claims]
    claims += _claims_of_others(claims, found, find)
    nodes = {(node.label, node.id): node for node in fold(claims)}
    handset_nodes, handset_edges = _handsets(found)
    nodes.update(((node.label, node.id), node) for node in handset_nodes)
    edges = _once(handset_edges + [edge for drawing in drawings for edge in drawing.edges])
    return GraphBatch(
        step.marker,
        step.recorded_at,
        step.source,
        removed=tuple(sorted(handsets_of(graph, found.identifiers) | known_by_report(found))) if found.settled else (),
        undrawn=tuple(sorted(set(found.replaced.values()))),
        nodes=tuple(nodes[key] for key in sorted(nodes)),
        edges=edges,
        observations=seen,
    )


def _once(edges: list[Edge]) -> tuple[Edge, ...]:
    """Each statement once, with the first of the rows that make it."""
    first: dict[tuple[str, str, str, str], Edge] = {}
    for edge in sorted(edges, key=lambda edge: (edge.source.id, edge.source.row)):
        first.setdefault((edge.type, edge.start[1], edge.end[1], edge.fact), edge)
    return tuple(first[key] for key in sorted(first))


def _drawings(found: Closure) -> list[Drawing]:
    at = {(one.fact, one.place): handset.id for handset in found.handsets for one in handset.said}
    related = related_handsets(found, at)
    drawings = [
        draw(
            fact,
            [at.get((fact.id, place)) for place in range(len(fact.phones))],
            related.get(fact.id, frozenset()),
        )
        for fact in found.facts
    ]
    standing = (_faded(drawing) if drawing.fact.id in found.replaced else drawing for drawing in drawings)
    return [*standing, *places_unsaid(drawings, found.replaced)]


def _faded(drawing: Drawing) -> Drawing:
    """What is left of a fact that was replaced: what it names besides the exhibit.

    Of its seizure an older reading says nothing either; the row of a table does, as the ledger keeps less of a search.
    """
    older = ("Exhibit", "Seizure") if booking_of(drawing.fact) is not None else ("Exhibit",)
    claims = [claim for claim in drawing.claims if claim.label not in older]
    edges = [edge for edge in drawing.edges if edge.start[0] != "Exhibit"]
    return replace(drawing, claims=claims, edges=edges)


def _claims_of_others(claims: list[Claim], found: Closure, find: Finder) -> list[Claim]:
    """What facts outside the closure say of the same nodes, so that a node is always told in full."""
    told = sorted({claim.id for claim in claims if claim.properties})
    inside = {fact.id for fact in found.facts}
    wanted = set(told)
    others = [fact for fact in find(told) if fact.id not in inside]
    gone = replaced((*others, *found.facts))
    drawn = (draw(fact, [None] * len(fact.phones)) for fact in others)
    standing = (_faded(drawing) if drawing.fact.id in gone else drawing for drawing in drawn)
    return [claim for drawing in standing for claim in drawing.claims if claim.id in wanted]


def _handsets(found: Closure) -> tuple[list[Node], list[Edge]]:
    """Handsets and their identifiers, each identifier saying why it is contested where it is."""
    contested: dict[str, str] = {}
    nodes, edges = [], []
    source_of = {fact.id: fact.source for fact in found.facts}
    for handset in found.handsets:
        told = {"make": handset.make, "model": handset.model, "conflicts": handset.conflicts}
        nodes.append(Node("Handset", handset.id, {name: value for name, value in told.items() if value}))
        contested.update(sorted(handset.contested.items()))
        for identifier in handset.identifiers:
            naming = [source_of[one.fact] for one in handset.said if identifier in one.phone.identifiers]
            first = min(naming, key=lambda source: (source.id, source.row))
            ends = ("Handset", handset.id), ("Identifier", identifier)
            edges.append(Edge("HAS_IDENTIFIER", *ends, handset.id, Basis.OBSERVED, first))
    for identifier in sorted(found.identifiers):
        kind, _, value = identifier.partition(":")
        why = {"contested": contested[identifier]} if identifier in contested else {}
        nodes.append(Node("Identifier", identifier, {"kind": kind, "value": value, **why}))
    return nodes, edges
