"""At what hours of the week something was seen at a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tracer.trace.geodesy import distance_m
from tracer.trace.stays import RADIUS_M, VAGUE

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Located:
    """A located observation of a phone: UTC, WGS 84 degrees, metres of accuracy (None is unknown)."""

    phone: str
    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None


@dataclass(frozen=True, slots=True)
class Spot:
    """A point (WGS 84 degrees), and how far from it, in metres, something is still at it."""

    lat: float
    lon: float
    reach_m: float


@dataclass(frozen=True, slots=True)
class Hours:
    """How often phones were located somewhere, by hour and weekday of the zone: a phone counts once in each hour.

    `rows` has the hours from the first to the last in which there was any, each with its seven days from Monday.
    `seen` is on how many observations that rests, `phones` of how many phones; `since` and `until` are UTC.
    """

    rows: tuple[tuple[int, tuple[int, ...]], ...]
    seen: int
    phones: int
    since: datetime
    until: datetime


def hours_at(seen: Iterable[Located], spot: Spot, zone: ZoneInfo) -> Hours | None:
    """The hours of what was located at a spot; None where nothing was.

    What is too vague to make a stay says too little of where it was, and is not counted.
    """
    here = [one for one in seen if _is_at(one, spot)]
    if not here:
        return None
    local = {(one.phone, at.date(), at.hour) for one in here for at in (one.at.astimezone(zone),)}
    counts = Counter((hour, day.weekday()) for _, day, hour in local)
    first, last = min(hour for hour, _ in counts), max(hour for hour, _ in counts)
    return Hours(
        rows=tuple((hour, tuple(counts[hour, day] for day in range(len(DAYS)))) for hour in range(first, last + 1)),
        seen=len(here),
        phones=len({one.phone for one in here}),
        since=min(one.at for one in here),
        until=max(one.at for one in here),
    )


def _is_at(one: Located, spot: Spot) -> bool:
    too_vague = one.accuracy_m is not None and one.accuracy_m > VAGUE * RADIUS_M
    return not too_vague and distance_m(spot.lat, spot.lon, one.lat, one.lon) <= spot.reach_m
