"""What is worked out from a story's observations: stays, silences, jumps and clones. Inferred, and said to be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from graph.views import Event, PlaceView, Reason
from tracer.making import maker
from tracer.model import Basis
from tracer.trace.clones import Clone, clones
from tracer.trace.gaps import Gap, gaps
from tracer.trace.geodesy import distance_m
from tracer.trace.jumps import Jump, jumps
from tracer.trace.points import CountrySighting, Ordered, Point, in_time_order
from tracer.trace.stays import Stay, stays

_point = maker(Point)

REACH_M = 75.0
"""Metres beyond a place's own radius within which a stay is said to be at it: the error of positions in streets."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What was worked out, and the doubts it casts on observations, by the id of the ping or sighting."""

    events: tuple[Event, ...]
    doubts: dict[str, tuple[str, ...]]


def derive(events: Sequence[Event], places: Sequence[PlaceView]) -> Derived:
    """`places` are those a stay may be at."""
    points, sightings = in_time_order(_points(events)), _sightings(events)
    seen: Ordered[Point | CountrySighting] = in_time_order([*points, *sightings])
    leaps = [jump for track in _tracks(points) for jump in jumps(track)]
    # An identifier whose every ping can be reached from the one before it tells one story: no need to look for two.
    unsure = {jump.after.identifier for jump in leaps} | {sighting.identifier for sighting in sightings}
    cloned = clones(one for one in seen if one.identifier in unsure)
    doubts: dict[str, list[str]] = {}
    for jump in leaps:
        doubts.setdefault(jump.after.key, []).append(f"impossible jump: {jump.reason}")
        doubts.setdefault(jump.before.key, []).append(f"impossible jump after it: {jump.reason}")
    for clone in cloned:
        for clash in clone.clashes:
            for one in (clash.before, clash.after):
                doubts.setdefault(one.key, []).append(f"{clone.identifier} was in two places at once: {clash.reason}")
    told = [
        *(_stay(stay, places) for stay in stays(points)),
        *(_jump(jump) for jump in leaps),
        *(_clone(clone) for clone in cloned),
        *(_gap(gap) for gap in gaps(seen)),
    ]
    return Derived(tuple(told), {key: tuple(dict.fromkeys(said)) for key, said in doubts.items()})


def doubted(events: Iterable[Event], doubts: dict[str, tuple[str, ...]]) -> list[Event]:
    """The events with the doubts that were cast on them; none is left out."""
    return [
        replace(event, doubts=event.doubts + doubts[key])
        if (key := str(event.details.get("id", ""))) in doubts
        else event
        for event in events
    ]


def _points(events: Sequence[Event]) -> list[Point]:
    return [
        _point(event.at, event.lat, event.lon, event.accuracy_m, event.identifier or "", str(event.details["id"]))
        for event in events
        if event.kind == "ping" and event.at is not None and event.lat is not None and event.lon is not None
    ]


def _sightings(events: Sequence[Event]) -> list[CountrySighting]:
    return [
        CountrySighting(event.at, event.country, event.identifier or "", str(event.details["id"]))
        for event in events
        if event.kind == "sighting" and event.at is not None and event.country
    ]


def _tracks(points: Ordered[Point]) -> list[Ordered[Point]]:
    """The points of each identifier, by identifier."""
    identifiers = sorted({point.identifier for point in points})
    if len(identifiers) < 2:
        return [points]
    return [Ordered(point for point in points if point.identifier == identifier) for identifier in identifiers]


def _stay(stay: Stay, places: Sequence[PlaceView]) -> Event:
    place = _place_at(stay, places)
    reasons = [Reason(f"{stay.pings} pings within {stay.radius_m:.0f} m of one point", 1.0)]
    if place is not None:
        reasons.append(Reason(f"that point is within reach of {place.name}", 0.5))
    where = place.name if place else f"about {stay.lat:.5f}, {stay.lon:.5f}"
    return Event(
        kind="stay",
        at=stay.since,
        until=stay.until,
        basis=Basis.INFERRED,
        source=None,
        summary=f"Stayed at {where}" if place else f"Stayed {where}",
        lat=stay.lat,
        lon=stay.lon,
        accuracy_m=stay.radius_m,
        place=place.name if place else None,
        reasons=tuple(reasons),
        details={"pings": stay.pings, **({"placeId": place.id} if place else {})},
    )


def _place_at(stay: Stay, places: Sequence[PlaceView]) -> PlaceView | None:
    """The nearest of the places that the stay is within reach of: a port that holds it, before a shop beside it."""
    near = [
        (metres, place)
        for place in places
        if place.lat is not None
        and place.lon is not None
        and (metres := distance_m(stay.lat, stay.lon, place.lat, place.lon)) <= (place.radius_m or 0.0) + REACH_M
    ]
    return min(near, key=lambda found: (found[0], found[1].id))[1] if near else None


def _jump(jump: Jump) -> Event:
    return Event(
        kind="jump",
        at=jump.before.at,
        until=jump.after.at,
        basis=Basis.INFERRED,
        source=None,
        summary=f"Impossible jump of {jump.distance_m / 1000:,.1f} km",
        lat=jump.after.lat,
        lon=jump.after.lon,
        identifier=jump.after.identifier,
        reasons=(Reason(jump.reason, 1.0),),
        details={
            "fromLat": jump.before.lat,
            "fromLon": jump.before.lon,
            "before": jump.before.key,
            "after": jump.after.key,
        },
    )


def _clone(clone: Clone) -> Event:
    first = clone.clashes[0]
    stories = "; ".join(
        f"{_many(len(strand.seen))} {_span(strand.since, strand.until)}"
        + (f" in {', '.join(strand.countries)}" if strand.countries else "")
        for strand in clone.stories
    )
    return Event(
        kind="clone",
        at=first.before.at,
        until=first.after.at,
        basis=Basis.INFERRED,
        source=None,
        summary=f"{clone.identifier} was in two places at once: more than one phone has it. The stories: {stories}",
        identifier=clone.identifier,
        reasons=tuple(Reason(clash.reason, 1.0) for clash in clone.clashes),
        details={"clashes": len(clone.clashes) + clone.left_out},
    )


def _many(count: int) -> str:
    return "1 observation" if count == 1 else f"{count:,} observations"


def _span(since: datetime, until: datetime) -> str:
    return f"from {since:%d %b %H:%M} to {until:%d %b %H:%M} UTC" if since != until else f"at {since:%d %b %H:%M} UTC"


def _gap(gap: Gap) -> Event:
    hours = (gap.until - gap.since).total_seconds() / 3600
    return Event(
        kind="gap",
        at=gap.since,
        until=gap.until,
        basis=Basis.INFERRED,
        source=None,
        summary=f"Nothing seen for {hours:.1f} hours",
        reasons=(Reason("no ping or sighting of any of its identifiers was loaded for this time", 1.0),),
    )
