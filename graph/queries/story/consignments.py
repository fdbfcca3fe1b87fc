"""Parcels and containers that carried it."""

from __future__ import annotations

from graph.queries.story._found import (
    RESTS_ON,
    STATED,
    Found,
    Row,
    Subject,
    country_of,
    distinct,
    joined,
    person_of,
    place_columns,
    place_view,
    rests_on,
)
from graph.views import Event, Person, PlaceView

_CARRIED = (
    "MATCH (c:Consignment)-[r:CARRIED]->(h:Handset {id: $handset})"
    " RETURN c.id AS id, c.waybill AS waybill, c.carrier AS carrier, c.sentAt AS at, c.declared AS declared,"
    f" {RESTS_ON} ORDER BY id, fact"
)
_ENDS = (
    "MATCH (c:Consignment {{id: $consignment}})-[r:{relation}]->(e:{label}) RETURN e.id AS id, {columns} ORDER BY id"
)
_SENDERS = (
    "MATCH (w:Handler)-[r:SENT]->(c:Consignment {id: $consignment})"
    f" RETURN w.id AS handler, w.name AS name, {STATED} ORDER BY handler, fact"
)


def find(subject: Subject) -> Found:
    """Each consignment once, with where it went and who sent it."""
    events: list[Event] = []
    people: list[Person] = []
    places: list[PlaceView] = []
    countries: set[str] = set()
    for row in distinct(subject.of_handset(_CARRIED), "id"):
        ends = {way: _ends(subject, row["id"], way) for way in ("SENT_FROM", "SENT_TO")}
        senders = subject.graph.read(_SENDERS, {"consignment": row["id"]})
        for _, met, states in ends.values():
            places.extend(met)
            countries.update(states)
        people.extend(
            person_of(s, s["handler"], s["name"], f"sent it in {row['waybill']}") for s in distinct(senders, "handler")
        )
        events.append(_consignment(row, ends["SENT_FROM"], ends["SENT_TO"], [s["name"] for s in senders]))
    return Found(events=tuple(events), people=tuple(people), places=tuple(places), countries=frozenset(countries))


def _ends(subject: Subject, consignment: str, relation: str) -> tuple[str, list[PlaceView], list[str]]:
    asked = {"consignment": consignment}
    at_place = subject.graph.read(_ENDS.format(relation=relation, label="Place", columns=place_columns("e")), asked)
    at_country = subject.graph.read(_ENDS.format(relation=relation, label="Country", columns="e.id AS country"), asked)
    places = [place for row in distinct(at_place, "id") if (place := place_view(row))]
    countries = sorted({country_of(row["country"]) or "" for row in at_country})
    return joined(*(place.name for place in places), *countries), places, countries


def _consignment(
    row: Row,
    start: tuple[str, list[PlaceView], list[str]],
    end: tuple[str, list[PlaceView], list[str]],
    senders: list[str],
) -> Event:
    declared = f"declared as {row['declared']}" if row["declared"] else None
    way = " to ".join(text for text in (start[0], end[0]) if text)
    by = f"by {', '.join(sorted(set(senders)))}" if senders else None
    from_place = next((place for place in start[1] if place.lat is not None), None)
    return Event(
        kind="consignment",
        at=row["at"],
        summary=f"In consignment {row['waybill']}: {joined(way, by, row['carrier'], declared)}",
        lat=from_place.lat if from_place else None,
        lon=from_place.lon if from_place else None,
        place=start[0] or None,
        country=end[2][0] if end[2] else None,
        details={"consignment": row["id"], "from": start[0], "to": end[0]},
        **rests_on(row),
    )
