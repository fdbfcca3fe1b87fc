"""Clones: one identifier telling two stories at once, in places nothing could travel between.

The observations of an identifier are dealt, in time order, into the fewest stories that a greedy hand finds: each joins
the story it can be reached from, the nearest if there are several, and opens a new one if there is none. One story is
an ordinary phone. Two are a cloned identifier or a mistaken record, and a detective must see both, with the pairs of
observations that cannot be of one phone. A distance is the least there can be: accuracies are taken off it, and a
sighting that tells only a country may be anywhere its networks reach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from tracer.trace.countries import least_between_m, least_to_country_m
from tracer.trace.geodesy import distance_m
from tracer.trace.jumps import FASTEST_KMH, allowance_m, jumps, least_kmh, told, too_far
from tracer.trace.points import CountrySighting, Point, in_time_order

RECORD_LAG = timedelta(minutes=30)
"""Allowed to a country sighting: such records are of an hour's or a batch's time as often as of the moment, and an
address on the internet may answer for a neighbouring country. So neighbours are never set against each other."""

MOST_STORIES = 20
"""Observations that fit none of so many stories are left out of all, and counted: more than a person can weigh."""

Observation = Point | CountrySighting


@dataclass(frozen=True, slots=True)
class Clash:
    """Two observations of different stories, `before` not later than `after`, that cannot be of one phone.

    `distance_m` is the least between them in metres; `speed_kmh` what it needs at least, None for the same instant.
    """

    before: Observation
    after: Observation
    distance_m: float
    seconds: float
    speed_kmh: float | None
    reason: str


@dataclass(frozen=True, slots=True)
class Strand:
    """One story: where it begins and ends in time (UTC), what was seen in it in time order, and the countries told."""

    since: datetime
    until: datetime
    seen: tuple[Observation, ...]
    countries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clone:
    """An identifier in two places at once: its stories, the one with most observations first, and where they clash."""

    identifier: str
    stories: tuple[Strand, ...]
    clashes: tuple[Clash, ...]
    left_out: int = 0


@dataclass(slots=True)
class _Open:
    """A story still being told: the last point and the last country must both be left in time for what comes next."""

    seen: list[Observation] = field(default_factory=list)
    point: Point | None = None
    sighting: CountrySighting | None = None

    def add(self, one: Observation) -> None:
        self.seen.append(one)
        if isinstance(one, Point):
            self.point = one
        else:
            self.sighting = one

    def last(self) -> list[Observation]:
        return [one for one in (self.point, self.sighting) if one]


def clones(seen: Iterable[Observation], fastest_kmh: float = FASTEST_KMH) -> tuple[Clone, ...]:
    """Every identifier that was in two places at once, by identifier, whatever the order of the input.

    O(n) after sorting, times the stories (at most `MOST_STORIES`).
    """
    ordered = sorted(in_time_order(seen), key=lambda one: one.identifier)
    groups = groupby(ordered, key=lambda one: one.identifier)
    found = (_clone(identifier, list(group), fastest_kmh) for identifier, group in groups)
    return tuple(clone for clone in found if clone)


def _is_one_story(ordered: list[Observation], fastest_kmh: float) -> bool:
    """Points alone, each reachable from the one before it: what nearly every identifier tells, and soon seen."""
    points = [one for one in ordered if isinstance(one, Point)]
    return len(points) == len(ordered) and not jumps(points, fastest_kmh)


def least_apart_m(one: Observation, other: Observation) -> float:
    """The least distance there can have been between two observations, in metres."""
    if isinstance(one, Point) and isinstance(other, Point):
        stated = distance_m(one.lat, one.lon, other.lat, other.lon)
        return max(0.0, stated - allowance_m(one) - allowance_m(other))
    if isinstance(one, CountrySighting) and isinstance(other, CountrySighting):
        return least_between_m(one.country, other.country)
    point, sighting = (one, other) if isinstance(one, Point) else (other, one)
    if isinstance(point, Point) and isinstance(sighting, CountrySighting):
        return max(0.0, least_to_country_m(point.lat, point.lon, sighting.country) - allowance_m(point))
    return 0.0


def _clone(identifier: str, ordered: list[Observation], fastest_kmh: float) -> Clone | None:
    if _is_one_story(ordered, fastest_kmh):
        return None
    stories: list[_Open] = []
    clashes: list[Clash] = []
    left_out = 0
    latest: _Open | None = None
    for one in ordered:
        story = _nearest_reachable(stories, one, fastest_kmh)
        if story is None and len(stories) == MOST_STORIES:
            left_out += 1
            continue
        if story is None:
            story = _Open()
            stories.append(story)
        if latest and latest is not story:
            clashes += [clash for other in latest.last() if (clash := _clash(other, one, fastest_kmh))]
        story.add(one)
        latest = story
    if len(stories) < 2:
        return None
    by_size = sorted((_strand(story) for story in stories), key=lambda s: (-len(s.seen), s.since, s.seen[0].key))
    return Clone(identifier, tuple(by_size), tuple(clashes), left_out)


def _nearest_reachable(stories: list[_Open], one: Observation, fastest_kmh: float) -> _Open | None:
    reachable = [s for s in stories if all(_apart_m(other, one, fastest_kmh) is None for other in s.last())]
    if len(reachable) < 2:
        return reachable[0] if reachable else None
    return min(reachable, key=lambda story: _distance_and_age(story, one))


def _distance_and_age(story: _Open, one: Observation) -> tuple[float, float]:
    return max(least_apart_m(other, one) for other in story.last()), -story.seen[-1].at.timestamp()


def _apart_m(before: Observation, after: Observation, fastest_kmh: float) -> float | None:
    """The least distance between two observations where it is too far for one phone; None where it is not."""
    seconds = (after.at - before.at).total_seconds()
    vague = isinstance(before, CountrySighting) or isinstance(after, CountrySighting)
    least = least_apart_m(before, after)
    return least if too_far(least, seconds + (RECORD_LAG.total_seconds() if vague else 0.0), fastest_kmh) else None


def _clash(before: Observation, after: Observation, fastest_kmh: float) -> Clash | None:
    least = _apart_m(before, after, fastest_kmh)
    if least is None:
        return None
    seconds = (after.at - before.at).total_seconds()
    reason = f"{_where(before)}, then {_where(after)}: {told(least, seconds, fastest_kmh)}"
    return Clash(before, after, least, seconds, least_kmh(least, seconds), reason)


def _where(one: Observation) -> str:
    return f"{one.lat:.4f}, {one.lon:.4f}" if isinstance(one, Point) else one.country


def _strand(story: _Open) -> Strand:
    countries = {one.country for one in story.seen if isinstance(one, CountrySighting)}
    return Strand(story.seen[0].at, story.seen[-1].at, tuple(story.seen), tuple(sorted(countries)))
