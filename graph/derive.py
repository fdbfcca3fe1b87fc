"""What is worked out from a story's observations: stays, silences, jumps and clones. Inferred, and said to be."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from graph.evidence import counts, stands_alone, worst
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

_NOTHING_SEEN = Reason("no ping or sighting of any of its identifiers was loaded for this time", 1.0)
REACH_M = 75.0
"""Metres beyond a place's own radius within which a stay is said to be at it: the error of positions in streets."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What was worked out, and the doubts it casts on observations, by the id of the ping or sighting."""

    events: tuple[Event, ...]
    doubts: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    """The points of a story that somebody told of, in time order, and the grade of each by its key."""

    points: tuple[Point, ...] = ()
    grades: Mapping[str, str] = field(default_factory=dict)

    def among(self, *keys: str) -> list[str]:
        """The grades of those of some points that were told of."""
        return [self.grades[key] for key in keys if key in self.grades] if self.grades else []

    def between(self, since: datetime, until: datetime) -> list[str]:
        """The grades of what was told of the time between two moments."""
        start = bisect_right(self.points, since, key=lambda point: point.at)
        end = bisect_left(self.points, until, key=lambda point: point.at)
        return [self.grades[point.key] for point in self.points[start:end]]

    def alone(self, key: str) -> bool:
        """Whether something may rest on the point alone."""
        return stands_alone(self.grades.get(key))


def derive(events: Sequence[Event], places: Sequence[PlaceView]) -> Derived:
    """`places` are those a stay may be at.

    What was told of a place and does not stand alone makes a stay only together with what does, and nothing else: it
    ends no silence, and where it cannot be true beside what was observed, the doubt is on it. What is suspected false
    does not even that.
    """
    every, sightings = in_time_order(_points(events)), _sightings(events)
    told = _told(every, events)
    points = every if not told.points else Ordered(point for point in every if told.alone(point.key))
    seen: Ordered[Point | CountrySighting] = in_time_order([*points, *sightings])
    leaps = [jump for track in _tracks(points) for jump in jumps(track)]
    # An identifier whose every ping can be reached from the one before it tells one story: no need to look for two.
    unsure = {jump.after.identifier for jump in leaps} | {sighting.identifier for sighting in sightings}
    cloned = clones(one for one in seen if one.identifier in unsure)
    doubts = _unlikely(told, points)
    for jump in leaps:
        doubts.setdefault(jump.after.key, []).append(f"impossible jump: {jump.reason}")
        doubts.setdefault(jump.before.key, []).append(f"impossible jump after it: {jump.reason}")
    for clone in cloned:
        for clash in clone.clashes:
            for one in (clash.before, clash.after):
                doubts.setdefault(one.key, []).append(f"{clone.identifier} was in two places at once: {clash.reason}")
    made = [
        *(_stay(stay, places, told) for stay in _stays(every, points, told)),
        *(_jump(jump, told) for jump in leaps),
        *(_clone(clone, told) for clone in cloned),
        *(_gap(gap, told) for gap in gaps(seen)),
    ]
    return Derived(tuple(made), {key: tuple(dict.fromkeys(said)) for key, said in doubts.items()})


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


def _told(points: Ordered[Point], events: Sequence[Event]) -> _Told:
    grades = {str(event.details["id"]): event.grade for event in events if event.kind == "ping" and event.grade}
    return _Told(tuple(point for point in points if point.key in grades), grades) if grades else _Told()


def _stays(every: Ordered[Point], points: Ordered[Point], told: _Told) -> list[Stay]:
    """The stays of what stands alone, and at other times those that something which stands alone is in."""
    sure = list(stays(points))
    if len(points) == len(every):
        return sure
    counted = Ordered(point for point in every if counts(told.grades.get(point.key)))
    more = [stay for stay in stays(counted) if any(told.alone(key) for key in stay.keys)]
    return sure + [one for one in more if not any(one.since <= stay.until and stay.since <= one.until for stay in sure)]


def _unlikely(told: _Told, points: Ordered[Point]) -> dict[str, list[str]]:
    """Doubts on what was told and does not stand alone, where it is too far from what was seen before or after it."""
    doubts: dict[str, list[str]] = {}
    weak = [point for point in told.points if not told.alone(point.key)]
    for track in _tracks(points) if weak else ():
        times = [point.at for point in track]
        for one in weak:
            at = bisect_right(times, one.at)
            beside = [point for point in track[max(0, at - 1) : at + 1] if point.identifier == one.identifier]
            found = (jump for point in beside for jump in jumps((point, one)))
            doubts.setdefault(one.key, []).extend(f"impossible jump: {jump.reason}" for jump in found)
    return {key: said for key, said in doubts.items() if said}


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


def _rests_on_told(grades: Sequence[str], of: str) -> tuple[Reason, ...]:
    """The reason against what rests in part on what somebody told."""
    if not grades:
        return ()
    number = f"{len(grades):,} of {of} {'was' if len(grades) == 1 else 'were'} told and not observed"
    return (Reason(f"{number}, graded {worst(grades)}{' at worst' if len(grades) > 1 else ''}", -0.5),)


def _stay(stay: Stay, places: Sequence[PlaceView], told: _Told) -> Event:
    place = _place_at(stay, places)
    reasons = [Reason(f"{stay.pings} pings within {stay.radius_m:.0f} m of one point", 1.0)]
    if place is not None:
        reasons.append(Reason(f"that point is within reach of {place.name}", 0.5))
    grades = told.among(*stay.keys)
    reasons += _rests_on_told(grades, "these pings")
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
        grade=worst(grades),
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


def _jump(jump: Jump, told: _Told) -> Event:
    grades = told.among(jump.before.key, jump.after.key)
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
        grade=worst(grades),
        reasons=(Reason(jump.reason, 1.0), *_rests_on_told(grades, "its two ends")),
        details={
            "fromLat": jump.before.lat,
            "fromLon": jump.before.lon,
            "before": jump.before.key,
            "after": jump.after.key,
        },
    )


def _clone(clone: Clone, told: _Told) -> Event:
    first = clone.clashes[0]
    clashing = {one.key for clash in clone.clashes for one in (clash.before, clash.after)}
    grades = told.among(*sorted(clashing))
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
        grade=worst(grades),
        reasons=(
            *(Reason(clash.reason, 1.0) for clash in clone.clashes),
            *_rests_on_told(grades, f"these {len(clashing):,} observations"),
        ),
        details={"clashes": len(clone.clashes) + clone.left_out},
    )


def _many(count: int) -> str:
    return "1 observation" if count == 1 else f"{count:,} observations"


def _span(since: datetime, until: datetime) -> str:
    return f"from {since:%d %b %H:%M} to {until:%d %b %H:%M} UTC" if since != until else f"at {since:%d %b %H:%M} UTC"


def _gap(gap: Gap, told: _Told) -> Event:
    ends = told.among(gap.before, gap.after)
    inside = told.between(gap.since, gap.until)
    hours = (gap.until - gap.since).total_seconds() / 3600
    return Event(
        kind="gap",
        at=gap.since,
        until=gap.until,
        basis=Basis.INFERRED,
        source=None,
        summary=f"Nothing seen for {hours:.1f} hours",
        grade=worst([*ends, *inside]),
        reasons=(_NOTHING_SEEN, *_rests_on_told(ends, "its two ends"), *_told_inside(inside)),
    )


def _told_inside(grades: Sequence[str]) -> tuple[Reason, ...]:
    if not grades:
        return ()
    places = "1 place was" if len(grades) == 1 else f"{len(grades):,} places were"
    graded = f", graded {worst(grades)}{' at worst' if len(grades) > 1 else ''}"
    return (Reason(f"{places} told of within this time, which nothing observed{graded}", -0.5),)
