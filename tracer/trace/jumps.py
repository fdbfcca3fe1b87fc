"""Impossible jumps: consecutive points that nothing could have travelled between in the time. Marked, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tracer.trace.geodesy import distance_m, distances_m
from tracer.trace.points import Point, in_time_order

FASTEST_KMH = 1_000.0
"""Kilometres an hour. Airliners cruise at about 900; a jet stream behind one adds more only for part of a flight."""

UNKNOWN_ACCURACY_M = 1_000.0
"""Metres allowed to a point whose accuracy nobody stated: the order of a town's mobile cell, so as not to accuse."""

CLOCK_S = 1.0
"""Seconds allowed for times cut to whole seconds."""

_SLACK_M = 1.0
"""Metres that keep rounding from deciding which pairs are looked at."""


@dataclass(frozen=True, slots=True)
class Jump:
    """Two consecutive points too far apart for their times.

    `distance_m` is between the stated positions; `speed_kmh` is the least that would do, after both accuracies are
    taken off the distance, and None when there is no time at all between them.
    """

    before: Point
    after: Point
    distance_m: float
    seconds: float
    speed_kmh: float | None
    reason: str


def jumps(points: Iterable[Point], fastest_kmh: float = FASTEST_KMH) -> tuple[Jump, ...]:
    """Every impossible jump, in time order, whatever the order of the input."""
    ordered = in_time_order(points)
    found = (_jump(ordered[at], ordered[at + 1], fastest_kmh) for at in _far_apart(ordered, fastest_kmh))
    return tuple(jump for jump in found if jump)


def too_far(metres: float, seconds: float, fastest_kmh: float = FASTEST_KMH) -> bool:
    """Whether at least `metres` in `seconds` needs more than the fastest speed."""
    return metres > fastest_kmh / 3.6 * (seconds + CLOCK_S)


def least_kmh(metres: float, seconds: float) -> float | None:
    """The speed that covers `metres` in `seconds`; None when there is no time."""
    return metres / seconds * 3.6 if seconds else None


def told(metres: float, seconds: float, fastest_kmh: float) -> str:
    """The reason in words: how far in how long, and what it would need."""
    speed = least_kmh(metres, seconds)
    need = f"needs {speed:,.0f} km/h" if speed is not None else "at the same instant"
    return f"at least {metres / 1000:,.1f} km in {_duration(seconds)}, {need}; the limit is {fastest_kmh:,.0f} km/h"


def allowance_m(point: Point) -> float:
    """How far from its stated position a point may have been, in metres."""
    return UNKNOWN_ACCURACY_M if point.accuracy_m is None else point.accuracy_m


def _far_apart(ordered: Sequence[Point], fastest_kmh: float) -> list[int]:
    """Where a point is further from the next than the fastest goes in the time, accuracies not yet allowed for."""
    lat, lon = np.array([point.lat for point in ordered]), np.array([point.lon for point in ordered])
    seconds = np.diff(np.array([point.at.timestamp() for point in ordered]))
    metres = distances_m(lat[:-1], lon[:-1], lat[1:], lon[1:]) + _SLACK_M
    far: list[int] = np.flatnonzero(metres > fastest_kmh / 3.6 * (seconds + CLOCK_S)).tolist()
    return far


def _jump(before: Point, after: Point, fastest_kmh: float) -> Jump | None:
    stated = distance_m(before.lat, before.lon, after.lat, after.lon)
    least = stated - allowance_m(before) - allowance_m(after)
    seconds = (after.at - before.at).total_seconds()
    if not too_far(least, seconds, fastest_kmh):
        return None
    return Jump(before, after, stated, seconds, least_kmh(least, seconds), told(least, seconds, fastest_kmh))


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7_200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3_600:.1f} h"
