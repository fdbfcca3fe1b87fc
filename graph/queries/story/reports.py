"""The theft, as a force recorded it, and the owner by an opaque id."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, joined, rests_on, source_of
from graph.views import Event, Report
from tracer.kinds.reports import owner_of_report

_REPORTS = (
    "MATCH (t:TheftReport)-[r:CONCERNS]->(h:Handset {id: $handset})"
    " RETURN t.id AS id, t.reference AS reference, t.force AS force, t.offence AS offence, t.occurredFrom AS since,"
    " t.occurredTo AS until, t.reportedAt AS reported, t.lat AS lat, t.lon AS lon, t.location AS location,"
    f" t.conflicts AS conflicts, {RESTS_ON} ORDER BY id, fact"
)
_OWNERS = "MATCH (o:Owner)-[:OWNS]->(h:Handset {id: $handset}) RETURN DISTINCT o.id AS id"


def find(subject: Subject) -> Found:
    """One report and one theft for each crime reference."""
    owners = {row["id"] for row in subject.of_handset(_OWNERS)}
    reports: dict[str, Report] = {}
    events: dict[str, Event] = {}
    for row in subject.of_handset(_REPORTS):
        owner = owner_of_report(row["force"], row["reference"])
        reports.setdefault(row["id"], _report(row, owner if owner in owners else None))
        events.setdefault(row["id"], _theft(row))
    return Found(events=tuple(events.values()), reports=tuple(reports.values()))


def _report(row: Row, owner: str | None) -> Report:
    return Report(
        id=row["id"],
        reference=row["reference"],
        force=row["force"],
        offence=row["offence"],
        occurred_from=row["since"],
        occurred_to=row["until"],
        reported_at=row["reported"],
        lat=row["lat"],
        lon=row["lon"],
        location=row["location"],
        owner_id=owner,
        source=source_of(row),
    )


def _theft(row: Row) -> Event:
    return Event(
        kind="theft",
        at=row["since"],
        until=row["until"] if row["until"] != row["since"] else None,
        summary=f"Stolen: {joined(row['offence'], row['location'], row['force'] + ' ' + row['reference'])}",
        lat=row["lat"],
        lon=row["lon"],
        details={"report": row["id"], **({"conflicts": row["conflicts"]} if row["conflicts"] else {})},
        **rests_on(row),
    )
