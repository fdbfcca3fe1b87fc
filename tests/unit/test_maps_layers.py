"""Each layer shows what the story says, and hides nothing of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from heron_map_story import UNIT_4, at, event, long_story, ping, story

from maps.layers._base import Drawing, Layer
from maps.page import MapOptions, page_data
from maps.scene import Scene, build_scene
from tracer.model import Basis
from tracer.registry import instances_in


def layers() -> dict[str, Layer]:
    return {name: layer for name, layer in instances_in("maps.layers", Layer).items() if isinstance(layer, Layer)}


def draw(name: str, scene: Scene | None = None) -> Drawing:
    return layers()[name].draw(scene or build_scene(story()))


def scene_of(*events: object, **changes: object) -> Scene:
    return build_scene(story(**{"events": events, "reports": (), "places": (), **changes}))


def test_every_layer_is_found_and_draws_nothing_of_nothing() -> None:
    empty = scene_of(countries=())
    for name, layer in layers().items():
        drawing = layer.draw(empty)
        assert not (drawing.marks or drawing.lines or drawing.circles or drawing.track), name
    assert {
        "pings",
        "gaps",
        "jumps",
        "stays",
        "theft",
        "places",
        "seizures",
        "listings",
        "sightings",
        "countries",
    } <= set(layers())


def test_what_is_suspected_false_is_marked_and_the_trail_does_not_go_there() -> None:
    told = ping(at("2 10:05"), 51.6, -0.2, 3, basis=Basis.ASSERTED, grade="3EP")
    scene = scene_of(ping(at("2 10:00"), 51.5, -0.1, 1), told, ping(at("2 10:10"), 51.5, -0.1, 2))
    assert [one.source.row for one in scene.track.events if one.source] == [1, 2]
    (mark,) = draw("told", scene).marks
    assert (mark.at, mark.warning) == ((51.6, -0.2), True)
    assert (draw("told", scene).shown, draw("told", scene).total) == (1, 1)
    assert scene.counts["ping"] == (3, 3)


def test_the_gap_is_told_once_with_how_long() -> None:
    lines = draw("gaps").lines
    assert "13 h 41 min" in [line.text for line in lines]
    gap = next(line for line in lines if line.text == "13 h 41 min")
    assert gap.ends == ((51.5263, -0.1655), (51.5601, -0.1130))
    assert gap.rows


def test_a_silence_with_no_event_is_a_gap_too() -> None:
    scene = scene_of(ping(at("2 10:00"), 51.5, -0.1, 1), ping(at("2 12:30"), 51.6, -0.1, 2))
    (line,) = draw("gaps", scene).lines
    assert (line.text, line.rows) == ("2 h 30 min", ())
    assert scene.track.broken == (1,)


@pytest.mark.parametrize("until", [None, "8 12:00"])
def test_a_jump_is_a_warning_between_its_pings(until: str | None) -> None:
    pings = [ping(at("8 11:50"), 51.56, -0.11, 1), ping(at("8 12:00"), 36.75, 3.06, 2)]
    jump = event("jump", at("8 11:50") if until else at("8 12:00"), "far", until=at(until) if until else None)
    scene = scene_of(*pings, jump)
    (line,) = draw("jumps", scene).lines
    assert line.warning
    assert line.ends == ((51.56, -0.11), (36.75, 3.06))
    assert not draw("gaps", scene).lines


def test_a_jump_that_tells_its_own_ends_is_drawn_between_them() -> None:
    from_lewisham = {"fromLat": 51.46, "fromLon": -0.01}
    jump = event("jump", at("8 11:50"), "far", until=at("8 12:00"), lat=36.75, lon=3.06, details=from_lewisham)
    (line,) = draw("jumps", scene_of(jump)).lines
    assert line.ends == ((51.46, -0.01), (36.75, 3.06))


def test_stays_at_one_place_are_one_mark_with_the_time_in_all() -> None:
    (mark,) = draw("stays").marks
    assert mark.at == UNIT_4
    assert len(mark.rows) == 11
    assert mark.title == "At Unit 4 Phones: 11 stays, 3 days 10 h in all"
    assert mark.text == "82 h"


def test_a_stay_without_an_end_says_so() -> None:
    (mark,) = draw("stays", scene_of(event("stay", at("3 09:00"), "Rests", lat=51.5, lon=-0.1))).marks
    assert (mark.text, mark.size) == ("?", 0.0)


def test_the_theft_is_found_in_the_report_when_no_event_has_it() -> None:
    (mark,) = draw("theft", build_scene(story(events=()))).marks
    assert mark.at == (51.5101, -0.1374)


def test_a_place_has_its_radius() -> None:
    drawing = draw("places")
    assert [mark.text for mark in drawing.marks] == ["Unit 4 Phones"]
    assert [circle.radius for circle in drawing.circles] == [60.0]


def test_an_event_at_a_known_place_is_drawn_there() -> None:
    (mark,) = draw("others").marks
    assert mark.at == UNIT_4


def test_sightings_with_only_a_country_are_not_given_a_point() -> None:
    drawing = draw("sightings")
    assert not drawing.marks
    assert drawing.total == 3


def test_countries_met_are_outlined_fine_and_the_rest_coarse() -> None:
    background = draw("countries").background
    met = {shape["id"] for shape in background["met"]["objects"]["countries"]["geometries"]}
    world = {shape["id"] for shape in background["world"]["objects"]["countries"]["geometries"]}
    assert met == {"826", "012"}
    assert not met & world
    assert len(world) > 150


def test_a_country_without_an_outline_is_still_named() -> None:
    scene = scene_of(event("sighting", at("3 09:00"), "Attached", country="ZZ"), countries=())
    (country,) = page_data(scene, MapOptions())["countries"]
    assert (country["code"], country["name"], country["numeric"]) == ("ZZ", "ZZ", None)


def test_the_boroughs_only_for_london() -> None:
    assert draw("london").background
    assert not draw("london", scene_of(ping(at("2 10:00"), 22.3, 114.2, 1))).background


def test_impossible_positions_are_not_drawn_but_stay_in_the_table() -> None:
    bad = [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0), (51.5, None)]
    events = [ping(at(f"2 10:0{i}"), lat, lon, i) for i, (lat, lon) in enumerate(bad)]
    scene = scene_of(*events)
    assert not scene.track.events
    assert [numbered.point for numbered in scene.events] == [None] * 4
    assert len(page_data(scene, MapOptions())["rows"]) == 4


def test_what_a_limit_left_out_is_counted() -> None:
    many = [event("sighting", at("2 10:00") + timedelta(minutes=i), "seen", i, country="GB") for i in range(2_500)]
    scene = scene_of(*many, shown_of={"sighting": 9_000})
    assert scene.counts["sighting"] == (1_000, 9_000)
    assert not scene.left_out_before()
    (said,) = scene_of(shown_of={"pings of imei:1": 345_678}).left_out_before()
    assert said == "Not all of the pings of imei:1 are in this story: there are 345,678."
    pings = build_scene(long_story(20_000), 500)
    assert pings.counts["ping"][1] == 20_000
    assert draw("pings", pings).shown == len(pings.track.events) <= 500
