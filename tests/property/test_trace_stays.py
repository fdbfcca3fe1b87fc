"""Laws of stays, and a slow reference that measures everything anew at every ping."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.trace.geodesy import distance_m
from tracer.trace.jumps import jumps
from tracer.trace.points import Point, in_time_order
from tracer.trace.stays import MAXIMUM_GAP, MINIMUM, RADIUS_M, SURELY, VAGUE, Stay, stays

START = datetime(2026, 3, 1, tzinfo=UTC)
CLOSE_M = 1e-3


@st.composite
def tracks(draw: st.DrawFn) -> list[Point]:
    """A phone that waits, ambles and travels, with steps around the radius and waits around the limits."""
    lat, lon, at = draw(st.floats(-70, 70)), draw(st.floats(-180, 179.99)), START
    points = []
    steps = st.tuples(
        st.sampled_from([0, 1, 30, 120, 300, 600, 3_600, 43_199, 43_200, 43_201]),
        st.sampled_from([0.0, 5.0, 20.0, 60.0, 90.0, 150.0, 900.0]),
        st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1), (0.7, -0.7)]),
        st.sampled_from([None, 5.0, 50.0, 199.0, 201.0, 3_000.0]),
    )
    for number, (seconds, metres, (north, east), accuracy) in enumerate(draw(st.lists(steps, max_size=60))):
        at += timedelta(seconds=seconds)
        lat += metres * north / 111_195
        lon += metres * east / 60_000
        points.append(Point(at, lat, (lon + 180) % 360 - 180, accuracy, "imei:1", f"{number:04}"))
    return points


def mean(points: Sequence[Point]) -> tuple[float, float]:
    east = [(p.lon - points[0].lon + 180) % 360 - 180 for p in points]
    lon = points[0].lon + sum(east) / len(points)
    return sum(p.lat for p in points) / len(points), (lon + 180) % 360 - 180


def spread(points: Sequence[Point]) -> float:
    return max(distance_m(*mean(points), p.lat, p.lon) for p in points)


def reference(points: Sequence[Point]) -> list[list[str]]:
    """The definition, with no bounds and no running sums: O(n²)."""
    run: list[Point] = []
    found: list[list[str]] = []

    def end() -> None:
        if len(run) > 1 and run[-1].at - run[0].at >= MINIMUM:
            found.append([p.key for p in run])
        run.clear()

    for point in in_time_order(points):
        vague = point.accuracy_m is not None and point.accuracy_m > VAGUE * RADIUS_M
        if run and point.at - run[-1].at > MAXIMUM_GAP:
            end()
        if vague and run:
            away = distance_m(*mean(run), point.lat, point.lon)
            if away > RADIUS_M + SURELY * (point.accuracy_m or 0):
                end()
        if vague:
            continue
        if run and spread([*run, point]) > RADIUS_M and run[-1].at - run[0].at >= MINIMUM:
            end()
        run.append(point)
        while spread(run) > RADIUS_M:
            del run[0]
    end()
    return found


@given(tracks())
def test_the_fast_answer_is_the_slow_one(points: list[Point]) -> None:
    assert [list(stay.keys) for stay in stays(points)] == reference(points)


@given(tracks(), st.randoms())
def test_the_order_of_the_input_does_not_matter(points: list[Point], random: object) -> None:
    shuffled = list(points)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert stays(shuffled) == stays(points)
    assert jumps(shuffled) == jumps(points)


@given(tracks())
def test_what_a_stay_says_of_itself_is_so(points: list[Point]) -> None:
    by_key = {point.key: point for point in points}
    found = stays(points)
    named = [key for stay in found for key in stay.keys]
    assert len(named) == len(set(named)), "no ping in two stays"
    assert all(earlier.until <= later.since for earlier, later in pairwise(found))
    for stay in found:
        inside = [by_key[key] for key in stay.keys]
        away = [distance_m(stay.lat, stay.lon, p.lat, p.lon) for p in inside]
        assert max(away) == pytest.approx(stay.radius_m, abs=CLOSE_M)
        assert stay.radius_m <= RADIUS_M + CLOSE_M
        assert (stay.since, stay.until, stay.pings) == (inside[0].at, inside[-1].at, len(inside))
        assert stay.until - stay.since >= MINIMUM
        assert all(later.at - earlier.at <= MAXIMUM_GAP for earlier, later in pairwise(inside))
        assert all(p.accuracy_m is None or p.accuracy_m <= VAGUE * RADIUS_M for p in inside)


@given(tracks(), st.floats(1, 90), st.integers(0, 10**8))
def test_a_move_east_and_in_time_moves_the_answer(points: list[Point], degrees: float, seconds: int) -> None:
    later = timedelta(seconds=seconds)
    moved = [
        Point(p.at + later, p.lat, (p.lon + degrees + 180) % 360 - 180, p.accuracy_m, p.identifier, p.key)
        for p in points
    ]
    here, there = stays(points), stays(moved)
    assert [s.keys for s in here] == [s.keys for s in there]
    assert [s.since + later for s in here] == [s.since for s in there]
    assert [s.lat for s in there] == pytest.approx([s.lat for s in here])


@given(tracks(), st.integers(2, 30))
def test_the_last_stay_is_never_lost(points: list[Point], pings: int) -> None:
    """A phone that reaches a place and is still there when the track ends."""
    begins = (points[-1].at if points else START) + timedelta(minutes=1)
    last = [Point(begins + timedelta(minutes=10 * i), 10.0, 10.0, 10.0, "imei:1", f"z{i:03}") for i in range(pings)]
    assert stays([*points, *last])[-1].keys == tuple(p.key for p in last)


def line(*steps: tuple[float, float, float | None]) -> list[Point]:
    """Minutes, metres north of a point, accuracy."""
    return [
        Point(START + timedelta(minutes=minutes), 51.5 + metres / 111_195, 0.0, accuracy, "imei:1", f"{number}")
        for number, (minutes, metres, accuracy) in enumerate(steps)
    ]


def keys(found: tuple[Stay, ...]) -> list[str]:
    return ["".join(stay.keys) for stay in found]


def test_a_vague_ping_neither_makes_nor_breaks_a_stay() -> None:
    assert keys(stays(line((0, 0, 10), (6, 2_500, 3_000), (12, 5, 10)))) == ["02"]
    assert stays(line((0, 0, 10), (12, 0, 3_000))) == ()


def test_a_vague_ping_that_is_surely_elsewhere_breaks_it() -> None:
    assert keys(stays(line((0, 0, 10), (12, 0, 10), (30, 50_000, 1_000), (60, 0, 10), (72, 0, 10)))) == ["01", "34"]


def test_pings_all_round_a_place_are_one_stay_even_when_the_first_is_at_the_edge() -> None:
    assert keys(stays(line((0, -60, 10), (5, 60, 10), (10, -60, 10), (15, 60, 10)))) == ["0123"]


def test_passing_through_is_no_stay_and_a_walk_is_not_one_long_one() -> None:
    assert stays(line(*[(minute, 80 * minute, 10) for minute in range(120)])) == ()


def test_a_stay_across_the_antimeridian() -> None:
    points = [
        Point(START + timedelta(minutes=10 * i), 0, lon, 5, "i", str(i)) for i, lon in enumerate((179.9997, -179.9997))
    ]
    (stay,) = stays(points)
    assert abs(stay.lon) == pytest.approx(180)
    assert stay.radius_m < 50


def test_nothing_gives_nothing() -> None:
    assert stays([]) == ()
