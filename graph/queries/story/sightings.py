"""What networks, services and blocklists saw of its identifiers."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, joined, rests_on
from graph.views import Event

_SIGHTINGS = (
    "MATCH (i:Identifier {id: $identifier})-[r:SIGHTED]->(s:Sighting)"
    " RETURN i.id AS identifier, s.id AS id, s.at AS at, s.kind AS kind, s.service AS service, s.mcc AS mcc,"
    " s.mnc AS mnc, s.network AS network, s.country AS country, s.outcome AS outcome, s.reason AS reason,"
    f" s.contributor AS contributor, {RESTS_ON} ORDER BY at, id"
)
_WORDS = {
    "attach": "Attached to a network",
    "activation": "Activation asked for",
    "sign_in": "Signed in to a service",
    "registration": "Registered with a service",
    "blocklist_hit": "Met by a blocklist",
    "blocked": "Blocked",
    "unblocked": "Block removed",
}


def find(subject: Subject) -> Found:
    """Every sighting of every identifier."""
    rows = subject.of_identifiers(_SIGHTINGS)
    return Found(
        events=tuple(_sighting(row) for row in rows),
        countries=frozenset(row["country"] for row in rows if row["country"]),
    )


def _sighting(row: Row) -> Event:
    by = row["service"] or row["network"] or row["contributor"]
    told = joined(by, row["reason"], row["outcome"], row["country"])
    names = ("service", "mcc", "mnc", "network", "outcome", "reason", "contributor")
    return Event(
        kind="sighting",
        at=row["at"],
        summary=f"{_WORDS[row['kind']]}{': ' + told if told else ''}",
        country=row["country"],
        identifier=row["identifier"],
        details={"seenAs": row["kind"], "id": row["id"], **{name: row[name] for name in names if row[name]}},
        **rests_on(row),
    )
