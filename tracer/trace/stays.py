"""Stays: runs of consecutive pings within a radius for a minimum time.

A stay is a run whose every ping lies within the radius of the run's mean position and which lasts the minimum: the stay
point of Li et al. 2008 ("Mining user similarity based on location history", ACM GIS), with the mean in place of their
first point as the anchor, so that a first ping at the edge does not split a stay. Like Hariharan and Toyama 2004
("Project Lachesis", GIScience) it is found in one pass. The run still open at the end of the track counts too: where a
phone is now is what matters most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from tracer.trace.geodesy import distance_m, distances_m
from tracer.trace.points import Point, in_time_order

RADIUS_M = 100.0
MINIMUM = timedelta(minutes=10)
MAXIMUM_GAP = timedelta(hours=12)
"""A longer silence ends a stay, since nobody knows where the phone was. Neither paper meets silences; twelve hours is a
phone switched off overnight and found in the same place, which a detective reads as one stay."""

VAGUE = 2.0
"""A ping whose accuracy is more than this many radii says too little to make a stay, or to end one near by."""

SURELY = 3.0
"""A vague ping does end a stay when it is further off than this many times its accuracy. Accuracies are stated at 68 %;
were the error two-dimensional Gaussian, three times that would be passed once in 30,000."""

_SLACK_M = 1e-6


@dataclass(frozen=True, slots=True)
class Stay:
    """A mean position (WGS 84), how far its furthest ping lies from it in metres, and its first and last ping (UTC).

    `pings` counts them and `keys` names them, in time order.
    """

    lat: float
    lon: float
    radius_m: float
    since: datetime
    until: datetime
    pings: int
    keys: tuple[str, ...]


def stays(
    points: Iterable[Point],
    radius_m: float = RADIUS_M,
    minimum: timedelta = MINIMUM,
    maximum_gap: timedelta = MAXIMUM_GAP,
) -> tuple[Stay, ...]:
    """The stays of one phone in time order, whatever the order of the input; each ping is in one stay at most.

    A run that has lasted the minimum grows until a ping does not fit; a shorter one lets go of its first pings until
    it fits. Each ping enters and leaves the run once, one far from the last begins a new run, and distances are
    measured anew only when a bound on them is passed, so the time is near linear in the pings.
    """
    ordered = in_time_order(points)
    vague = [point.accuracy_m is not None and point.accuracy_m > VAGUE * radius_m for point in ordered]
    run = _Run([point for point, too_vague in zip(ordered, vague, strict=True) if not too_vague], radius_m)
    found: list[Stay] = []
    for point, too_vague in zip(ordered, vague, strict=True):
        if not too_vague and run.next_is_alone():
            found += run.ended(minimum)
            run.pass_by()
            continue
        if run.length and (point.at - run.last.at > maximum_gap or (too_vague and run.is_left_for(point))):
            found += run.ended(minimum)
        if too_vague:
            continue
        if run.next_is_far():
            found += run.ended(minimum)
        run.take()
        if not run.fits():
            run.give_back()
            found += run.ended(minimum) if run.lasts(minimum) else []
            run.take()
            run.shrink()
    return (*found, *run.ended(minimum))


class _Run:
    """The open run: a slice of the track, and an upper bound on how far its furthest ping is from its mean.

    Longitudes are counted on from the track's first ping, so that a run may lie across the antimeridian, and the means
    of slices come from running sums.
    """

    def __init__(self, points: Sequence[Point], radius_m: float) -> None:
        self._points, self._radius_m = points, radius_m
        self._lat = np.array([point.lat for point in points])
        self._lon = np.unwrap(np.array([point.lon for point in points]), period=360.0)
        self._lat_sums = _sums(self._lat)
        self._lon_sums = _sums(self._lon)
        steps_m = distances_m(self._lat[:-1], self._lon[:-1], self._lat[1:], self._lon[1:])
        far = np.concatenate(([False], steps_m > 2 * radius_m + 1, [True]))
        self._is_far: list[bool] = far.tolist()
        self._is_alone: list[bool] = (far[:-1] & far[1:]).tolist()
        self._start = self._end = 0
        self._bound_m = self._bound_before = 0.0

    @property
    def length(self) -> int:
        return self._end - self._start

    @property
    def last(self) -> Point:
        return self._points[self._end - 1]

    def next_is_far(self) -> bool:
        """Whether the track's next ping is too far from the run's last for both to be within the radius of a mean."""
        return self.length > 0 and self._is_far[self._end]

    def next_is_alone(self) -> bool:
        """Whether the track's next ping is too far from those before and after it to be in any stay."""
        return self._is_alone[self._end]

    def pass_by(self) -> None:
        """The track's next ping joins no run; the run must have ended."""
        self._end += 1
        self._start = self._end

    def take(self) -> None:
        """The track's next ping joins the run."""
        self._bound_before = self._bound_m
        old = self._mean() if self.length else None
        self._end += 1
        if old:
            new = self._mean()
            moved = distance_m(*old, *new)
            self._bound_m = max(self._bound_m + moved, distance_m(*new, self.last.lat, self.last.lon)) + _SLACK_M

    def give_back(self) -> None:
        self._end -= 1
        self._bound_m = self._bound_before

    def fits(self) -> bool:
        """Whether every ping is within the radius of the mean; measured only when the bound does not say so."""
        if self._bound_m <= self._radius_m:
            return True
        mean, first, last = self._mean(), self._points[self._start], self.last
        ends = max(distance_m(*mean, first.lat, first.lon), distance_m(*mean, last.lat, last.lon))
        self._bound_m = ends if ends > self._radius_m else self._furthest_m(mean)
        return self._bound_m <= self._radius_m

    def shrink(self) -> None:
        """Lets go of the first pings until the run fits; a single ping always does."""
        while self.length > 1 and not self.fits():
            self._start += 1
            self._bound_m = math.inf
        self._bound_m = self._bound_m if self.length > 1 else 0.0

    def lasts(self, minimum: timedelta) -> bool:
        return self.length > 1 and self.last.at - self._points[self._start].at >= minimum

    def is_left_for(self, vague: Point) -> bool:
        away = distance_m(*self._mean(), vague.lat, vague.lon)
        return away > self._radius_m + SURELY * (vague.accuracy_m or 0.0)

    def ended(self, minimum: timedelta) -> list[Stay]:
        """The stay the run is, if it lasts; the run is empty after."""
        stay = [self._stay()] if self.lasts(minimum) else []
        self._start, self._bound_m = self._end, 0.0
        return stay

    def _stay(self) -> Stay:
        points = self._points[self._start : self._end]
        lat, lon = mean = self._mean()
        return Stay(
            lat=lat,
            lon=(lon + 180.0) % 360.0 - 180.0,
            radius_m=self._furthest_m(mean),
            since=points[0].at,
            until=points[-1].at,
            pings=len(points),
            keys=tuple(point.key for point in points),
        )

    def _mean(self) -> tuple[float, float]:
        start, end = self._start, self._end
        return (
            float(self._lat[0]) + (self._lat_sums[end] - self._lat_sums[start]) / (end - start),
            float(self._lon[0]) + (self._lon_sums[end] - self._lon_sums[start]) / (end - start),
        )

    def _furthest_m(self, mean: tuple[float, float]) -> float:
        here = slice(self._start, self._end)
        return float(distances_m(*mean, self._lat[here], self._lon[here]).max())


def _sums(degrees: npt.NDArray[np.float64]) -> list[float]:
    """Running sums of the differences from the first, which keep their digits where sums of degrees would not."""
    return list(accumulate((degrees - degrees[:1]).tolist(), initial=0.0))
