"""Components that came from it, or were found in it."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, distinct, rests_on
from graph.views import Event

_OUT = (
    "MATCH (p:Part)-[r:CAME_FROM]->(h:Handset {id: $handset})"
    f" RETURN p.id AS id, p.kind AS kind, p.serial AS serial, r.at AS at, {RESTS_ON} ORDER BY id, fact"
)
_IN = (
    "MATCH (p:Part)-[r:FOUND_IN]->(h:Handset {id: $handset})"
    f" RETURN p.id AS id, p.kind AS kind, p.serial AS serial, r.at AS at, {RESTS_ON} ORDER BY id, fact"
)
_WHERE = (
    "MATCH (p:Part {{id: $part}})-[r:FOUND_IN]->(w:{label}) RETURN w.id AS id, {name} AS name, r.at AS at ORDER BY id"
)
_NAMES = {"Handset": "w.id", "Exhibit": "w.reference", "Listing": "w.title"}


def find(subject: Subject) -> Found:
    """Each component once for each way it is tied to the handset."""
    out = [_came_from(subject, row) for row in distinct(subject.of_handset(_OUT), "id")]
    inside = [_found_in(row) for row in distinct(subject.of_handset(_IN), "id")]
    return Found(events=(*out, *inside))


def _came_from(subject: Subject, row: Row) -> Event:
    where: list[str] = []
    for label, name in _NAMES.items():
        found = subject.graph.read(_WHERE.format(label=label, name=name), {"part": row["id"]})
        where.extend(f"{label.lower()} {one['name']}" for one in distinct(found, "id"))
    return Event(
        kind="part",
        at=row["at"],
        summary=f"Its {row['kind']} {row['serial']} found apart from it"
        + (f", in {', '.join(where)}" if where else ""),
        details={"part": row["id"]},
        **rests_on(row),
    )


def _found_in(row: Row) -> Event:
    return Event(
        kind="part",
        at=row["at"],
        summary=f"A {row['kind']} with serial {row['serial']} found in it",
        details={"part": row["id"]},
        **rests_on(row),
    )
