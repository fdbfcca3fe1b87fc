"""Jumps, clones and gaps on small cases with known answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracer.trace.clones import MOST_STORIES, clones
from tracer.trace.gaps import gaps
from tracer.trace.jumps import jumps
from tracer.trace.points import CountrySighting, Point

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEWISHAM, CALAIS, ALGIERS = (51.4613, -0.0117), (50.9513, 1.8587), (36.7538, 3.0588)


def ping(minutes: float, where: tuple[float, float], accuracy: float | None = 20.0, who: str = "imei:1") -> Point:
    return Point(NOON + timedelta(minutes=minutes), *where, accuracy, who, f"p{minutes}")


def sighting(minutes: float, country: str, who: str = "imei:1") -> CountrySighting:
    return CountrySighting(NOON + timedelta(minutes=minutes), country, who, f"s{minutes}")


def test_london_to_algiers_in_ten_minutes_is_a_jump_and_in_a_flight_is_not() -> None:
    (jump,) = jumps([ping(10, ALGIERS), ping(0, LEWISHAM)])
    assert (jump.before.key, jump.after.key, jump.seconds) == ("p0", "p10", 600)
    assert jump.distance_m == pytest.approx(1_653_000, rel=0.01)
    assert jump.speed_kmh == pytest.approx((jump.distance_m - 40) / 600 * 3.6)
    assert "km/h" in jump.reason
    assert jumps([ping(0, LEWISHAM), ping(150, ALGIERS)]) == ()


def test_one_instant_far_apart_is_a_jump_without_a_speed() -> None:
    (jump,) = jumps([ping(0, LEWISHAM), Point(NOON, *CALAIS, 10.0, "imei:1", "q")])
    assert (jump.seconds, jump.speed_kmh) == (0, None)
    assert "same instant" in jump.reason


def test_accuracy_and_the_allowance_for_an_unknown_one_are_taken_off() -> None:
    north = (LEWISHAM[0] + 0.01, LEWISHAM[1])  # 1,112 m
    assert len(jumps([ping(0, LEWISHAM), ping(0.03, north)])) == 1
    assert jumps([ping(0, LEWISHAM), ping(0.03, north, accuracy=1_200)]) == ()
    assert jumps([ping(0, LEWISHAM), ping(0.03, north, accuracy=None)]) == ()


def test_the_limit_is_the_callers() -> None:
    drive = [ping(0, LEWISHAM), ping(60, CALAIS)]
    assert jumps(drive) == ()
    assert len(jumps(drive, fastest_kmh=100)) == 1


def test_a_sighting_in_algeria_beside_a_ping_in_lewisham_is_two_stories() -> None:
    (clone,) = clones([sighting(10, "DZ"), ping(0, LEWISHAM), ping(20, LEWISHAM)])
    assert [[one.key for one in story.seen] for story in clone.stories] == [["p0", "p20"], ["s10"]]
    assert clone.stories[1].countries == ("DZ",)
    assert {(clash.before.key, clash.after.key) for clash in clone.clashes} == {("p0", "s10"), ("s10", "p20")}
    assert all("DZ" in clash.reason and "51.4613" in clash.reason for clash in clone.clashes)


@pytest.mark.parametrize("minutes", [0, 1, 10, 60])
@pytest.mark.parametrize("country", ["FR", "IE", "GB", "BE", "ZZ"])
def test_a_neighbour_within_the_hour_accuses_nobody(minutes: float, country: str) -> None:
    assert clones([ping(0, LEWISHAM), sighting(minutes, country)]) == ()
    assert clones([sighting(0, "GB"), sighting(minutes, country)]) == ()


def test_two_countries_at_once() -> None:
    assert len(clones([sighting(0, "GB"), sighting(10, "DZ")])) == 1
    assert clones([sighting(0, "GB"), sighting(24 * 60, "DZ")]) == ()


def test_two_interleaved_phones_are_told_apart() -> None:
    seen = [ping(t, LEWISHAM) for t in range(0, 60, 10)] + [ping(t, ALGIERS) for t in range(5, 40, 10)]
    (clone,) = clones(seen)
    assert [len(story.seen) for story in clone.stories] == [6, 4]
    assert {story.seen[0].key for story in clone.stories} == {"p0", "p5"}


def test_each_identifier_is_weighed_alone_and_a_flight_is_one_story() -> None:
    assert clones([ping(0, LEWISHAM, who="imei:1"), ping(1, ALGIERS, who="imei:2")]) == ()
    assert clones([ping(0, LEWISHAM), sighting(200, "DZ"), ping(400, ALGIERS)]) == ()


def test_nonsense_is_counted_not_followed() -> None:
    scattered = [ping(0.001 * i, (-80 + 6 * i, 3.0 * i)) for i in range(27)]
    (clone,) = clones(scattered)
    assert (len(clone.stories), clone.left_out) == (MOST_STORIES, 27 - MOST_STORIES)


def test_gaps_are_silences_longer_than_asked() -> None:
    seen = [ping(0, LEWISHAM), sighting(360, "GB"), ping(721, LEWISHAM)]
    (gap,) = gaps(reversed(seen))
    assert (gap.before, gap.after, gap.seconds) == ("s360", "p721", 361 * 60)
    assert len(gaps(seen, longer_than=timedelta(hours=5))) == 2
    assert gaps([]) == gaps(seen[:1]) == ()
