"""The pings of a story as arrays: the trail that a map draws."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.evidence import counts
from graph.views import Event
from maps.encode import cut, deltas, dictionary
from maps.style import QUIET_SECONDS
from maps.thinning import thin

_DEGREE = 1_000_000
_DECIMETRES = 10


@dataclass(frozen=True)
class Track:
    """Dated, located pings in time order, thinned to what is drawn.

    `millis` (UTC, since 1970), `lat` and `lon` (WGS 84 degrees) have one value for each event of `events`.
    `broken` holds the positions whose line from the position before is not drawn: nothing was seen in between, or
    the way is impossible. `total` is how many pings there were before thinning.
    """

    events: tuple[Event, ...]
    millis: NDArray[np.int64]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    broken: tuple[int, ...]
    total: int

    def at_or_before(self, when: datetime) -> int | None:
        """The last position at or before a time."""
        position = int(np.searchsorted(self.millis, to_millis(when), side="right")) - 1
        return position if position >= 0 else None

    def at_or_after(self, when: datetime) -> int | None:
        """The first position at or after a time."""
        position = int(np.searchsorted(self.millis, to_millis(when), side="left"))
        return position if position < len(self.millis) else None

    def point(self, position: int) -> tuple[float, float]:
        """Latitude and longitude of a position."""
        return float(self.lat[position]), float(self.lon[position])


def to_millis(when: datetime) -> int:
    """Milliseconds since 1970 of an aware time."""
    return round(when.timestamp() * 1000)


def is_trail_ping(event: Event) -> bool:
    """Whether an event is a point of the trail: a ping with a time and a place on Earth, unless nothing rests on it."""
    return event.kind == "ping" and event.at is not None and position_of(event) is not None and counts(event.grade)


def position_of(event: Event) -> tuple[float, float] | None:
    """Where an event was, if it says so and the place is on Earth."""
    if event.lat is None or event.lon is None:
        return None
    on_earth = abs(event.lat) <= 90 and abs(event.lon) <= 180
    return (event.lat, event.lon) if on_earth else None


def build_track(events: Sequence[Event], most: int) -> Track:
    """The trail of a story's events, at most `most` points of it.

    What must be seen is kept: both ends, the extremes, what borders gaps, jumps and stays, and where doubts begin
    or end.
    """
    pings = sorted((event for event in events if is_trail_ping(event)), key=_time_of)
    millis = np.asarray([_time_of(ping) for ping in pings], dtype=np.int64)
    lat = np.asarray([ping.lat for ping in pings], dtype=np.float64)
    lon = np.asarray([ping.lon for ping in pings], dtype=np.float64)
    silent = _silences(millis, (event for event in events if event.kind in {"gap", "jump"}))
    stays = [event for event in events if event.kind == "stay"]
    keep = {*_extremes(lat), *_extremes(lon), *_beside(silent), *_ends_of(stays, millis), *_changes_of_doubt(pings)}
    east = lon * math.cos(math.radians(float(lat.mean()))) if len(lat) else lon
    shown = thin(east, lat, keep, most)
    before = np.concatenate(([0], np.cumsum(silent)))[shown] if len(shown) else shown
    broken = tuple((np.flatnonzero(np.diff(before)) + 1).tolist())
    kept = tuple(pings[index] for index in shown)
    return Track(kept, millis[shown], lat[shown], lon[shown], broken, len(pings))


def encode_track(track: Track) -> dict[str, Any]:
    """The trail as columns of small integers: differences in ms and in millionths of a degree, accuracy in dm."""
    sources, source = dictionary(event.source.id if event.source else None for event in track.events)
    identifiers, identifier = dictionary(event.identifier for event in track.events)
    summaries, summary = dictionary(cut(event.told) for event in track.events)
    doubts, doubt = dictionary(event.doubts for event in track.events)
    places, place = dictionary(cut(event.place) for event in track.events)
    grades, grade = dictionary(event.grade for event in track.events)
    bases, basis = dictionary(event.basis.value for event in track.events)
    rows = np.asarray([event.source.row if event.source else 0 for event in track.events], dtype=np.int64)
    return {
        "t": deltas(track.millis),
        "lat": deltas(np.rint(track.lat * _DEGREE).astype(np.int64)),
        "lon": deltas(np.rint(track.lon * _DEGREE).astype(np.int64)),
        "accuracy": [_accuracy(event.accuracy_m) for event in track.events],
        "row": deltas(rows),
        "broken": list(track.broken),
        "source": {"of": sources, "n": source},
        "identifier": {"of": identifiers, "n": identifier},
        "summary": {"of": summaries, "n": summary},
        "doubts": {"of": [[cut(doubt) for doubt in group] for group in doubts], "n": doubt},
        "place": {"of": places, "n": place},
        "grade": {"of": grades, "n": grade},
        "basis": {"of": bases, "n": basis},
    }


def _time_of(ping: Event) -> int:
    return to_millis(ping.at) if ping.at else 0


def _accuracy(metres: float | None) -> int | None:
    """Decimetres, at least one; None for unknown. A stated zero is no accuracy at all, so it too is unknown."""
    if metres is None or not math.isfinite(metres) or metres <= 0:
        return None
    return max(1, round(metres * _DECIMETRES))


def _silences(millis: NDArray[np.int64], stated: Iterable[Event]) -> NDArray[np.bool_]:
    """For each ping but the first: whether the line from the ping before is broken."""
    silent = np.diff(millis) > QUIET_SECONDS * 1000
    for event in stated:
        pair = _pair_around(millis, event)
        if pair is not None:
            silent[pair[0] : pair[1]] = True
    return silent


def _pair_around(millis: NDArray[np.int64], event: Event) -> tuple[int, int] | None:
    """The pings between which a gap or a jump lies. One with no end is at its later ping."""
    if event.at is None or len(millis) == 0:
        return None
    if event.until is None:
        later = int(np.searchsorted(millis, to_millis(event.at), side="left"))
        earlier = later - 1
    else:
        earlier = int(np.searchsorted(millis, to_millis(event.at), side="right")) - 1
        later = int(np.searchsorted(millis, to_millis(event.until), side="left"))
    return (earlier, later) if 0 <= earlier < later < len(millis) else None


def _extremes(axis: NDArray[np.float64]) -> set[int]:
    return {int(np.argmin(axis)), int(np.argmax(axis))} if len(axis) else set()


def _beside(silent: NDArray[np.bool_]) -> set[int]:
    before = np.flatnonzero(silent)
    return {*before.tolist(), *(before + 1).tolist()}


def _ends_of(stays: Iterable[Event], millis: NDArray[np.int64]) -> set[int]:
    times = [to_millis(time) for stay in stays for time in (stay.at, stay.until) if time is not None]
    if not times or not len(millis):
        return set()
    return set(np.minimum(np.searchsorted(millis, times), len(millis) - 1).tolist())


def _changes_of_doubt(pings: Sequence[Event]) -> set[int]:
    changes = [index for index in range(1, len(pings)) if pings[index].doubts != pings[index - 1].doubts]
    return {*changes, *(index - 1 for index in changes)}
