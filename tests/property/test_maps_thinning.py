"""Thinning keeps the ends and what must be seen, never reorders, and never draws more than it may."""

from __future__ import annotations

import numpy as np
from heron_map_story import at, event, ping
from hypothesis import given
from hypothesis import strategies as st

from maps.thinning import thin
from maps.track import build_track

coordinates = st.floats(-180, 180, allow_nan=False)
tracks = st.lists(st.tuples(coordinates, coordinates), max_size=300)


@given(tracks, st.integers(2, 60), st.data())
def test_laws(points: list[tuple[float, float]], budget: int, data: st.DataObject) -> None:
    x, y = (np.asarray([point[axis] for point in points], dtype=np.float64) for axis in (0, 1))
    must = data.draw(st.sets(st.integers(0, len(points) - 1), max_size=80)) if points else set()
    shown = thin(x, y, must, budget).tolist()
    assert shown == sorted(set(shown))
    assert len(shown) <= max(budget, 2)
    if points:
        assert shown[0] == 0
        assert shown[-1] == len(points) - 1
    if len(points) <= budget:
        assert shown == list(range(len(points)))
    if len(must | {0, len(points) - 1}) <= budget:
        assert must <= set(shown)


def test_a_detour_survives() -> None:
    x = np.linspace(0, 1, 1_000)
    y = np.zeros(1_000)
    y[613] = 0.2
    assert 613 in thin(x, y, (), 50)


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=200), st.integers(4, 40))
def test_a_track_counts_up_and_keeps_its_silences(steps: list[int], most: int) -> None:
    minutes = np.cumsum(steps)
    start = at("1 00:00")
    pings = [
        ping(start + int(minute) * (at("1 00:01") - start), 51.5 + i * 1e-5, -0.1, i)
        for i, minute in enumerate(minutes)
    ]
    track = build_track(pings, most)
    assert track.total == len(steps)
    assert len(track.events) <= most
    assert (np.diff(track.millis) > 0).all()
    silences = sum(step > 60 for step in steps[1:])
    assert len(track.broken) <= silences
    assert bool(track.broken) == bool(silences)


def test_what_borders_a_gap_a_stay_or_a_doubt_is_kept() -> None:
    start = at("1 00:00")
    minute = at("1 00:01") - start
    doubted = {700: ("too far",)}
    pings = [ping(start + i * minute, 51.5 + i * 1e-6, -0.1, i, doubts=doubted.get(i, ())) for i in range(2_000)]
    gap = event("gap", start + 100 * minute, "silent", until=start + 101 * minute)
    stay = event("stay", start + 400 * minute, "rested", until=start + 450 * minute)
    kept = {one.source.row for one in build_track([*pings, gap, stay], 40).events if one.source}
    assert {0, 1_999, 100, 101, 400, 450, 699, 700, 701} <= kept
