"""One step out from a thing: counted by kind before any of it is read, then brought in, best evidence first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from graph.evidence import LINK_COLUMNS, Link, link
from graph.port import Graph
from graph.queries.story._found import reasons_of
from graph.queries.things import Thing, things
from graph.schema import LABEL_OF, RELATIONSHIP_OF, RELATIONSHIPS
from graph.views import Reason
from tracer.errors import NotFoundError
from tracer.model import Basis

_STRENGTH = "CASE r.basis WHEN 'observed' THEN 0.0 WHEN 'asserted' THEN 1.0 ELSE 3.0 - coalesce(r.score, 0.0) END"
_SHUT = ("Seizure", "Exhibit")


@dataclass(frozen=True, slots=True)
class Reach:
    """Which statements count: on what they rest, what an inferred one must score, and what is closed to who asks.

    `hidden` are sources whose rows may not be seen, `shut` are seizures and exhibits that may not.
    """

    bases: frozenset[Basis] = frozenset(Basis)
    least_score: float = 0.0
    hidden: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()

    def condition(self, other: str) -> str:
        """What Cypher must ask of a relationship `r` whose end `b` is of that label."""
        asked = ["r.basis IN $bases"]
        if self.least_score > 0:
            asked.append("(r.basis <> 'inferred' OR coalesce(r.score, 0.0) >= $least)")
        if self.hidden:
            asked.append("(r.source IS NULL OR NOT r.source IN $hidden)")
        if self.shut and other in _SHUT:
            asked.append("NOT b.id IN $shut")
        return " AND ".join(asked)

    def parameters(self, other: str) -> dict[str, Any]:
        """The values that `condition` names, and no others."""
        values: dict[str, Any] = {"bases": sorted(self.bases)}
        values |= {"least": self.least_score} if self.least_score > 0 else {}
        values |= {"hidden": sorted(self.hidden)} if self.hidden else {}
        return values | ({"shut": sorted(self.shut)} if self.shut and other in _SHUT else {})

    def lets(self, tie: Tie) -> bool:
        """Whether a statement that was read counts."""
        one = tie.link
        strong = one.basis is not Basis.INFERRED or (one.score or 0.0) >= self.least_score
        seen = one.source is None or one.source.id not in self.hidden
        return one.basis in self.bases and strong and seen and not {one.start, one.end} & self.shut


@dataclass(frozen=True, slots=True)
class Count:
    """How many different things of a label are one step away, by how many statements."""

    label: str
    things: int
    links: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A statement that joins two things, with when it held and why it was concluded."""

    link: Link
    at: datetime | None = None
    until: datetime | None = None
    note: str | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def id(self) -> str:
        """The same for the same statement every time it is read."""
        one = self.link
        return "|".join((one.type, one.start, one.end, one.fact))


@dataclass(frozen=True, slots=True)
class Expansion:
    """Some of the things of one label that are a step away: these, of so many, with what ties them to the subject."""

    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which things of a label to bring in: those after the first `skip`, and at most `limit`."""

    label: str
    skip: int = 0
    limit: int = 12
    reach: Reach = field(default_factory=Reach)


def find(graph: Graph, node: str) -> Thing:
    """One thing, by id. Raises `NotFoundError`."""
    found = things(graph, [node]).get(node)
    if found is None:
        raise NotFoundError(f"Nothing in the graph has the id {node[:80]!r}.", "Give an id as the answers show it.")
    return found


def counts(graph: Graph, subject: Thing, reach: Reach) -> tuple[Count, ...]:
    """What is one step away, by label; the most first. No more is read of a supernode than of any other."""
    found = [_count(graph, subject, label, reach) for label in LABEL_OF if types_between(subject.label, label)]
    return tuple(sorted((one for one in found if one.things), key=lambda one: (-one.things, one.label)))


def expand(graph: Graph, subject: Thing, asked: Asked) -> Expansion:
    """The nearest things of one label, with the statements that tie them to the subject."""
    near, of = nearest(graph, subject, asked)
    ties = links_between(graph, [subject, *near], asked.reach)
    return Expansion(near, tuple(one for one in ties if subject.id in (one.link.start, one.link.end)), of)


def nearest(graph: Graph, subject: Thing, asked: Asked) -> tuple[tuple[Thing, ...], int]:
    """The nearest things of one label, of how many: observed, asserted by grade, inferred by score; and then by id."""
    types = types_between(subject.label, asked.label)
    if not types:
        return (), 0
    total = _count(graph, subject, asked.label, asked.reach)
    # Told to skip more rows than there are, by some hundred thousand, the embedded engine ends the whole process.
    if asked.skip >= total.things:
        return (), total.things
    question = (
        f"{_around(subject.label, types, asked.label)} WHERE {asked.reach.condition(asked.label)}"
        f" WITH b.id AS id, min({_STRENGTH}) AS strength, min(coalesce(r.grade, '9')) AS grade"
        f" RETURN id ORDER BY strength, grade, id SKIP {int(asked.skip)} LIMIT {int(asked.limit)}"
    )
    rows = graph.read(question, {"id": subject.id, **asked.reach.parameters(asked.label)})
    known = things(graph, [row["id"] for row in rows])
    return tuple(known[row["id"]] for row in rows if row["id"] in known), total.things


def links_between(graph: Graph, among: Iterable[Thing], reach: Reach) -> tuple[Tie, ...]:
    """Every statement that joins two of some things, in a fixed order.

    Read from whichever side has fewer statements, so that a hub among them costs no more than those around it.
    """
    by_label: dict[str, list[str]] = {}
    for one in among:
        by_label.setdefault(one.label, []).append(one.id)
    ids = {one for some in by_label.values() for one in some}
    found = {
        tie.id: tie
        for relationship in RELATIONSHIPS
        for start, end in relationship.ends
        if start in by_label and end in by_label
        for tie in _ties(graph, (start, relationship.name, end), by_label)
        if {tie.link.start, tie.link.end} <= ids and reach.lets(tie)
    }
    return tuple(sorted(found.values(), key=lambda tie: tie.link.order))


def types_between(label: str, other: str) -> tuple[str, ...]:
    """The relationships that join the two labels, in either direction."""
    return tuple(one.name for one in RELATIONSHIPS if (label, other) in one.ends or (other, label) in one.ends)


def _around(label: str, types: Iterable[str], other: str) -> str:
    return f"MATCH (a:{label} {{id: $id}})-[r:{'|'.join(types)}]-(b:{other})"


def _count(graph: Graph, subject: Thing, label: str, reach: Reach) -> Count:
    pattern = _around(subject.label, types_between(subject.label, label), label)
    question = f"{pattern} WHERE {reach.condition(label)} RETURN count(DISTINCT b.id) AS things, count(r) AS links"
    rows = graph.read(question, {"id": subject.id, **reach.parameters(label)})
    return Count(label, rows[0]["things"], rows[0]["links"]) if rows else Count(label, 0, 0)


def _ties(graph: Graph, ends: tuple[str, str, str], by_label: dict[str, list[str]]) -> Iterator[Tie]:
    start, type_, end = ends
    outward = f"UNWIND $ids AS one MATCH (a:{start} {{id: one}})-[r:{type_}]->(b:{end})"
    inward = f"UNWIND $ids AS one MATCH (b:{end} {{id: one}})<-[r:{type_}]-(a:{start})"
    sides = [(pattern, by_label[label]) for pattern, label in ((outward, start), (inward, end))]
    sizes = [graph.read(f"{pattern} RETURN count(r) AS n", {"ids": ids})[0]["n"] for pattern, ids in sides]
    if not min(sizes):
        return
    pattern, ids = sides[sizes.index(min(sizes))]
    own = RELATIONSHIP_OF[type_].properties
    more = "".join(f", r.{name} AS {name}" for name in ("at", "until", "note") if name in own)
    for row in graph.read(f"{pattern} RETURN {LINK_COLUMNS}, r.reasons AS reasons{more}", {"ids": ids}):
        yield Tie(link(row, type_), row.get("at"), row.get("until"), row.get("note"), reasons_of(row["reasons"]))


def subjects_named(graph: Graph, text: str) -> tuple[str, ...]:
    """The handlers, places and accounts called exactly so, without regard to case, by id."""
    found: list[str] = []
    for label in ("Handler", "Place", "Account"):
        rows = graph.read(f"MATCH (n:{label}) WHERE lower(n.name) = $name RETURN n.id AS id", {"name": text.lower()})
        found += sorted(row["id"] for row in rows)
    return tuple(found)


def seized_in(graph: Graph, seizures: Iterable[str]) -> frozenset[str]:
    """The exhibits of some seizures, by id."""
    question = "MATCH (s:Seizure)<-[:SEIZED_IN]-(e:Exhibit) WHERE s.id IN $ids RETURN e.id AS id"
    wanted = sorted(seizures)
    return frozenset(row["id"] for row in graph.read(question, {"ids": wanted})) if wanted else frozenset()


def seizure_references(graph: Graph) -> tuple[str, ...]:
    """The references of every seizure in the graph."""
    return tuple(
        row["reference"] for row in graph.read("MATCH (s:Seizure) RETURN s.reference AS reference") if row["reference"]
    )


def reported_among(graph: Graph, handsets: Iterable[str], reach: Reach) -> frozenset[str]:
    """Those of some handsets, by id, that a theft report concerns."""
    question = (
        "UNWIND $ids AS one MATCH (b:Handset {id: one})<-[r:CONCERNS]-(a:TheftReport)"
        f" WHERE {reach.condition('Handset')} RETURN DISTINCT b.id AS id"
    )
    wanted = {"ids": sorted(handsets), **reach.parameters("Handset")}
    return frozenset(row["id"] for row in graph.read(question, wanted)) if wanted["ids"] else frozenset()
