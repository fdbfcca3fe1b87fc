"""Where its identifiers were located."""

from __future__ import annotations

from functools import lru_cache

from graph.queries.story._found import BASES, ZONES, Found, Row, Subject, source_of
from graph.views import Event
from tracer.making import maker

LIMIT = 200_000
"""Pings of one identifier in a story; where there are more, the earliest are shown and the story says of how many."""

_PINGS = (
    "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping)"
    " RETURN p.id AS id, p.at AS at, p.lat AS lat, p.lon AS lon, p.accuracyM AS accuracy, p.origin AS origin,"
    f" r.basis AS basis, r.source AS source, r.row AS row, r.zone AS zone ORDER BY at, id LIMIT {LIMIT + 1}"
)
"""An observation is never graded, scored or reasoned: its relationship has no such properties to ask for."""
_HOW_MANY = "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping) RETURN count(p) AS n"


_event = maker(Event)
"""A phone has pings by the hundred thousand."""


def find(subject: Subject) -> Found:
    """Every ping of every identifier."""
    events: list[Event] = []
    left_out = 0
    for identifier in subject.identifiers:
        rows = subject.graph.read(_PINGS, {"identifier": identifier})
        if len(rows) > LIMIT:
            rows = rows[:LIMIT]
            left_out += subject.graph.read(_HOW_MANY, {"identifier": identifier})[0]["n"] - LIMIT
        events.extend([_ping(identifier, row) for row in rows])
    return Found(events=tuple(events), shown_of={"ping": len(events) + left_out} if left_out else {})


def _ping(identifier: str, row: Row) -> Event:
    accuracy = row["accuracy"]
    return _event(
        kind="ping",
        at=row["at"],
        summary=_summary(accuracy, row["origin"]),
        lat=row["lat"],
        lon=row["lon"],
        accuracy_m=accuracy,
        identifier=identifier,
        details={"id": row["id"]},
        basis=BASES[row["basis"]],
        source=source_of(row),
        notes=ZONES.get(row["zone"], ()),
    )


@lru_cache(maxsize=1024)
def _summary(accuracy: float | None, origin: str | None) -> str:
    within = "accuracy unknown" if accuracy is None else f"within {accuracy:,.0f} m"
    return f"Located, {within}" + (f", by {origin}" if origin else "")
