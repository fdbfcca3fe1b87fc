"""Where its identifiers were located."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.evidence import counts, stands_alone
from graph.queries.story._found import BASES, ZONES, Found, Row, Subject, source_of
from graph.views import Event
from tracer.making import maker
from tracer.model import Basis

LIMIT = 200_000
"""Pings of one identifier in a story; where there are more, the earliest are shown and the story says of how many."""

_PINGS = (
    "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping)"
    " RETURN p.id AS id, p.at AS at, p.lat AS lat, p.lon AS lon, p.accuracyM AS accuracy, p.origin AS origin,"
    f" r.basis AS basis, r.grade AS grade, r.source AS source, r.row AS row, r.zone AS zone"
    f" ORDER BY at, id LIMIT {LIMIT + 1}"
)
"""A ping is never scored or reasoned: its relationship has no such properties to ask for."""
_HOW_MANY = "MATCH (i:Identifier {id: $identifier})-[r:PINGED]->(p:Ping) RETURN count(p) AS n"


_NAMED_GRADE = re.compile(r"(shown to .+), graded ([1-3][A-E][PC])", re.DOTALL)
"""How a place that was typed in once named its grade: at the end of who told of it, and nowhere else."""
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
    summary, grade = _told(accuracy, row["origin"], row["grade"])
    return _event(
        kind="ping",
        at=row["at"],
        summary=summary,
        lat=row["lat"],
        lon=row["lon"],
        accuracy_m=accuracy,
        identifier=identifier,
        details={"id": row["id"]},
        basis=BASES[row["basis"]] if grade is None else Basis.ASSERTED,
        grade=grade,
        source=source_of(row),
        notes=ZONES.get(row["zone"], ()) + _worth(grade),
    )


@lru_cache(maxsize=1024)
def _told(accuracy: float | None, origin: str | None, grade: str | None) -> tuple[str, str | None]:
    """What it says, and its grade: where it has one somebody told of the place, and nothing located it."""
    within = "accuracy unknown" if accuracy is None else f"within {accuracy:,.0f} m"
    if named := _NAMED_GRADE.fullmatch(origin or ""):
        origin, grade = named[1], grade or named[2]
    if grade is None:
        return f"Located, {within}" + (f", by {origin}" if origin else ""), None
    return f"Said to have been here, {within}" + (f": {origin}" if origin else ""), grade


def _worth(grade: str | None) -> tuple[str, ...]:
    """How a place that somebody told of is to be read."""
    if stands_alone(grade):
        return ()
    adds = "it adds to what was observed, and makes nothing alone" if counts(grade) else "nothing is worked out from it"
    return (f"graded {grade}: {adds}",)
