"""Searches in which it was seized: the exhibit, where, and who had it."""

from __future__ import annotations

from dataclasses import replace

from graph.queries.story._found import (
    RESTS_ON,
    STATED,
    Found,
    Row,
    Subject,
    distinct,
    joined,
    person_of,
    place_columns,
    place_view,
    rests_on,
    source_of,
)
from graph.views import Event, ExhibitView, Person, PlaceView

_EXHIBITS = (
    "MATCH (e:Exhibit)-[r:IDENTIFIED_AS]->(h:Handset {id: $handset})"
    f" RETURN e.id AS id, e.reference AS reference, e.seal AS seal, {RESTS_ON} ORDER BY id, fact"
)
_SEIZURE = (
    "MATCH (e:Exhibit {id: $exhibit})-[:SEIZED_IN]->(s:Seizure)"
    " RETURN s.id AS seizure, s.reference AS reference, s.at AS at, s.power AS power ORDER BY seizure"
)
_FOUND_AT = f"MATCH (e:Exhibit {{id: $exhibit}})-[:FOUND_AT]->(p:Place) RETURN {place_columns('p')} ORDER BY place_id"
_SEARCHED = (
    "MATCH (e:Exhibit {id: $exhibit})-[:SEIZED_IN]->(:Seizure)-[:TOOK_PLACE_AT]->(p:Place)"
    f" RETURN {place_columns('p')} ORDER BY place_id"
)
_ANY_OF_SEVERAL = "the search was at more than one place: at which of them this was found is not told"
_HOLDERS = (
    "MATCH (e:Exhibit {id: $exhibit})-[r:FOUND_WITH]->(w:Handler)"
    f" RETURN w.id AS id, w.name AS name, {STATED} ORDER BY id, fact"
)
_KEEPERS = (
    "MATCH (w:Handler)-[r:{relation}]->(p:Place {{id: $place}})"
    f" RETURN w.id AS id, w.name AS name, {STATED} ORDER BY id, fact"
)


def find(subject: Subject) -> Found:
    """Each exhibit once."""
    events: list[Event] = []
    exhibits: list[ExhibitView] = []
    people: list[Person] = []
    places: dict[str, PlaceView] = {}
    for row in distinct(subject.of_handset(_EXHIBITS), "id"):
        seized = subject.graph.read(_SEIZURE, {"exhibit": row["id"]})
        holders = distinct(subject.graph.read(_HOLDERS, {"exhibit": row["id"]}), "id")
        where, notes = _where(subject, row["id"])
        how = f"had it when it was seized as {row['reference']}"
        people.extend(person_of(one, one["id"], one["name"], how) for one in holders)
        for place in where:
            if place.id not in places:
                people.extend(_keepers(subject, place))
            places[place.id] = place
        seizure = _seizure(row, seized[0] if seized else None, where, [one["name"] for one in holders])
        events.append(replace(seizure, notes=(*seizure.notes, *notes)))
        exhibits.append(_exhibit(row, seized[0] if seized else None, where))
    return Found(events=tuple(events), people=tuple(people), places=tuple(places.values()), exhibits=tuple(exhibits))


def _where(subject: Subject, exhibit: str) -> tuple[list[PlaceView], tuple[str, ...]]:
    """Where it was found, or else where the search was if that was at one place alone; and what is to be said of it."""
    asked = {"exhibit": exhibit}
    rows = distinct(subject.graph.read(_FOUND_AT, asked), "place_id")
    searched = [] if rows else distinct(subject.graph.read(_SEARCHED, asked), "place_id")
    if len(searched) > 1:
        return [], (_ANY_OF_SEVERAL,)
    return [place for one in (*rows, *searched) if (place := place_view(one))], ()


def _keepers(subject: Subject, place: PlaceView) -> list[Person]:
    found: list[Person] = []
    for relation, how in (("RUNS", "runs"), ("WORKS_AT", "works at")):
        rows = subject.graph.read(_KEEPERS.format(relation=relation), {"place": place.id})
        said = f"{how} {place.name}, where it was seized"
        found.extend(person_of(row, row["id"], row["name"], said) for row in distinct(rows, "id"))
    return found


def _seizure(row: Row, seized: Row | None, where: list[PlaceView], holders: list[str]) -> Event:
    found_with = f"found with {', '.join(holders)}" if holders else None
    at = joined(*(place.name for place in where))
    power = seized["power"] if seized else None
    located = next((place for place in where if place.lat is not None), None)
    return Event(
        kind="seizure",
        at=seized["at"] if seized else None,
        summary=f"Seized as {joined(row['reference'], at, power, found_with)}",
        lat=located.lat if located else None,
        lon=located.lon if located else None,
        place=at or None,
        details={"exhibit": row["id"], "reference": row["reference"], "seal": row["seal"]},
        **rests_on(row),
    )


def _exhibit(row: Row, seized: Row | None, where: list[PlaceView]) -> ExhibitView:
    return ExhibitView(
        id=row["id"],
        reference=row["reference"],
        seal=row["seal"],
        seizure=seized["reference"] if seized else "",
        seized_at=seized["at"] if seized else None,
        place=where[0].name if where else None,
        source=source_of(row),
    )
