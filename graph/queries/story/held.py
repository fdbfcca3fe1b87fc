"""Who is said to have held it."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, person_of, rests_on
from graph.views import Event, Person

_HELD = (
    "MATCH (w:Handler)-[r:HELD]->(h:Handset {id: $handset})"
    f" RETURN w.id AS id, w.name AS name, r.at AS at, r.until AS until, r.note AS note, {RESTS_ON} ORDER BY id, fact"
)


def find(subject: Subject) -> Found:
    """One event for each statement."""
    rows = subject.of_handset(_HELD)
    return Found(events=tuple(_held(row) for row in rows), people=tuple(_holder(row) for row in rows))


def _held(row: Row) -> Event:
    return Event(
        kind="held",
        at=row["at"],
        until=row["until"],
        summary=f"Held by {row['name']}" + (f": {row['note']}" if row["note"] else ""),
        details={"handler": row["id"]},
        **rests_on(row),
    )


def _holder(row: Row) -> Person:
    return person_of(row, row["id"], row["name"], "held it")
