"""Where its identifiers were located."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, rests_on
from graph.views import Event

LIMIT = 200_000
"""Pings of one identifier in a story; where there are more, the earliest are shown and the story says of how many."""

_PINGS = (
    "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping)"
    " RETURN i.id AS identifier, p.id AS id, p.at AS at, p.lat AS lat, p.lon AS lon, p.accuracyM AS accuracy,"
    f" p.origin AS origin, {RESTS_ON} ORDER BY at, id LIMIT {LIMIT + 1}"
)
_HOW_MANY = "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping) RETURN count(p) AS n"


def find(subject: Subject) -> Found:
    """Every ping of every identifier."""
    events: list[Event] = []
    left_out = 0
    for identifier in subject.identifiers:
        rows = subject.graph.read(_PINGS, {"identifier": identifier})
        if len(rows) > LIMIT:
            rows = rows[:LIMIT]
            left_out += subject.graph.read(_HOW_MANY, {"identifier": identifier})[0]["n"] - LIMIT
        events.extend(_ping(row) for row in rows)
    return Found(events=tuple(events), shown_of={"ping": len(events) + left_out} if left_out else {})


def _ping(row: Row) -> Event:
    accuracy = row["accuracy"]
    within = "accuracy unknown" if accuracy is None else f"within {accuracy:,.0f} m"
    return Event(
        kind="ping",
        at=row["at"],
        summary=f"Located, {within}" + (f", by {row['origin']}" if row["origin"] else ""),
        lat=row["lat"],
        lon=row["lon"],
        accuracy_m=accuracy,
        identifier=row["identifier"],
        details={"id": row["id"]},
        **rests_on(row),
    )
