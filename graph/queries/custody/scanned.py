"""What is known of an identifier that was just scanned: its phones, their thefts, its blocks, where it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.ids import part_id
from graph.port import Graph, Row
from tracer.trace.points import CountrySighting, Point

MOST_SEEN = 1_000
"""Latest places, by sightings and by pings, that are looked at: a scan has to be answered at once. Every block is."""
BLOCK_KINDS = ("blocked", "unblocked")

_IDENTIFIER = "MATCH (i:Identifier {id: $id}) RETURN i.contested AS contested"
_AMONG = "UNWIND $ids AS one MATCH (i:Identifier {id: one}) RETURN i.id AS id"
_PHONES = (
    "MATCH (i:Identifier {id: $id})<-[:HAS_IDENTIFIER]-(h:Handset)"
    " RETURN DISTINCT h.id AS id, h.make AS make, h.model AS model ORDER BY id"
)
_OF_PART = (
    "MATCH (p:Part {id: $id})-[:CAME_FROM]->(h:Handset)"
    " RETURN DISTINCT h.id AS id, h.make AS make, h.model AS model ORDER BY id"
)
_IDENTIFIERS = "MATCH (h:Handset {id: $id})-[:HAS_IDENTIFIER]->(i:Identifier) RETURN DISTINCT i.id AS id ORDER BY id"
_THEFTS = (
    "MATCH (h:Handset {id: $id})<-[:CONCERNS]-(t:TheftReport)"
    " RETURN DISTINCT t.id AS id, t.reference AS reference, t.force AS force, t.offence AS offence,"
    " t.occurredFrom AS since ORDER BY id"
)
_EXHIBITS = "MATCH (h:Handset {id: $id})<-[:IDENTIFIED_AS]-(e:Exhibit) RETURN DISTINCT e.id AS id ORDER BY id"
_BLOCKS = (
    "MATCH (i:Identifier {id: $id})-[:SIGHTED]->(s:Sighting) WHERE s.kind IN $kinds"
    " RETURN s.id AS id, s.at AS at, s.kind AS kind, s.contributor AS contributor, s.reason AS reason"
    " ORDER BY at DESC, id"
)
_COUNTRIES = (
    "MATCH (i:Identifier {id: $id})-[:SIGHTED]->(s:Sighting) WHERE s.country IS NOT NULL AND NOT s.kind IN $kinds"
    f" RETURN s.id AS id, s.at AS at, s.country AS country ORDER BY at DESC, id LIMIT {MOST_SEEN}"
)
_PINGS = (
    "MATCH (i:Identifier {id: $id})-[r:PINGED]->(p:Ping) WHERE r.basis = 'observed'"
    " RETURN p.id AS id, p.at AS at, p.lat AS lat, p.lon AS lon, p.accuracyM AS accuracy"
    f" ORDER BY at DESC, id LIMIT {MOST_SEEN}"
)


@dataclass(frozen=True, slots=True)
class Report:
    """A theft report of a phone; `since` is UTC."""

    reference: str
    force: str
    offence: str | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Phone:
    """A handset: its identifiers, theft reports and exhibits."""

    id: str
    make: str | None
    model: str | None
    identifiers: tuple[str, ...]
    reports: tuple[Report, ...]
    exhibits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What one contributor last said of an identifier on a blocklist."""

    blocked: bool
    at: datetime
    contributor: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """An identifier: why it is contested (None: it is not), its phones, its blocks, and where it was seen.

    What somebody told and nothing observed is not among `seen`.
    """

    contested: str | None
    phones: tuple[Phone, ...]
    blocks: tuple[Block, ...]
    seen: tuple[Point | CountrySighting, ...]


def scanned(graph: Graph, identifier: str) -> Scanned | None:
    """What is known of an identifier's id (`imei:…`), or None where it is not in the graph."""
    found = graph.read(_IDENTIFIER, {"id": identifier})
    if not found:
        return None
    asked = {"id": identifier, "kinds": list(BLOCK_KINDS)}
    return Scanned(
        contested=found[0]["contested"],
        phones=tuple(_phone(graph, row) for row in graph.read(_PHONES, {"id": identifier})),
        blocks=_blocks(graph.read(_BLOCKS, asked)),
        seen=(
            *_countries(identifier, graph.read(_COUNTRIES, asked)),
            *_points(identifier, graph.read(_PINGS, {"id": identifier})),
        ),
    )


def known_among(graph: Graph, identifiers: Sequence[str]) -> frozenset[str]:
    """Those of the ids that are in the graph."""
    if not identifiers:
        return frozenset()
    return frozenset(row["id"] for row in graph.read(_AMONG, {"ids": list(identifiers)}))


def phones_of_part(graph: Graph, kind: str, serial: str) -> tuple[Phone, ...]:
    """The phones that a component is said to come from."""
    return tuple(_phone(graph, row) for row in graph.read(_OF_PART, {"id": part_id(kind, serial)}))


def _phone(graph: Graph, row: Row) -> Phone:
    asked = {"id": row["id"]}
    reports = graph.read(_THEFTS, asked)
    return Phone(
        row["id"],
        row["make"],
        row["model"],
        identifiers=tuple(one["id"] for one in graph.read(_IDENTIFIERS, asked)),
        reports=tuple(Report(one["reference"], one["force"], one["offence"], one["since"]) for one in reports),
        exhibits=tuple(one["id"] for one in graph.read(_EXHIBITS, asked)),
    )


def _blocks(sightings: Sequence[Row]) -> tuple[Block, ...]:
    """The last word of each contributor: only who put a block there takes it away."""
    last: dict[str | None, Block] = {}
    for row in sightings:
        said = Block(row["kind"] == "blocked", row["at"], row["contributor"], row["reason"])
        last.setdefault(row["contributor"], said)
    return tuple(last.values())


def _countries(identifier: str, sightings: Sequence[Row]) -> list[CountrySighting]:
    return [CountrySighting(row["at"], row["country"], identifier, row["id"]) for row in sightings]


def _points(identifier: str, pings: Sequence[Row]) -> list[Point]:
    return [Point(row["at"], row["lat"], row["lon"], row["accuracy"], identifier, row["id"]) for row in pings]
