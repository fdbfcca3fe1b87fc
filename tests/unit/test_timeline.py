"""A story as lines of a page, and as GeoJSON."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from heron_map_story import at, event, ping, story

from api.show.geojson import features_json
from api.show.timeline import FOLDED_SHOWN, LINES_SHOWN, SAID_SHOWN, Fold, Line, line_of, lines_of
from graph.views import Event, Reason
from tracer.model import Basis

START = at("3 09:00")


def run(count: int, **more: object) -> list[Event]:
    return [
        replace(ping(START + timedelta(minutes=n), 51.5, -0.1, n), **more)  # type: ignore[arg-type]
        for n in range(count)
    ]


def test_a_long_run_of_pings_is_folded_between_its_ends() -> None:
    first, fold, last = lines_of(run(300)).shown
    assert isinstance(first, Line)
    assert isinstance(last, Line)
    assert isinstance(fold, Fold)
    assert (fold.of, len(fold.lines)) == (298, FOLDED_SHOWN)
    assert (fold.since, fold.until) == (START + timedelta(minutes=1), START + timedelta(minutes=298))


def test_a_short_run_and_whatever_is_in_doubt_stand_alone() -> None:
    assert lines_of(run(3)).of == 3
    assert lines_of(run(10, doubts=("too far",))).of == 10


def test_what_was_told_stands_alone_and_is_folded_nowhere() -> None:
    lines = lines_of([*run(5), *run(10, basis=Basis.ASSERTED, grade="1AP"), *run(5)])
    assert [one.event.grade if isinstance(one, Line) else one.of for one in lines.shown] == [
        *(None, 3, None), *["1AP"] * 10, *(None, 3, None)
    ]  # fmt: skip


def test_a_page_has_so_many_lines_whatever_is_in_doubt_and_says_of_how_many() -> None:
    events = [*run(20), *run(2_500, doubts=("too far",))]
    part = lines_of(events)
    assert (len(part.shown), part.first, part.last, part.of) == (LINES_SHOWN, 1, LINES_SHOWN, 2_503)
    numbers = range(1, 2_504, 1_000)
    parts = [lines_of(events, first) for first in numbers]
    assert [(one.first, one.last) for one in parts] == [(1, 1_000), (1_001, 2_000), (2_001, 2_503)]
    told = [one for each in parts for line in each.shown for one in (line.lines if isinstance(line, Fold) else (line,))]
    assert [one.event for one in told] == events
    beyond = lines_of(events, 10**9)
    assert (len(beyond.shown), beyond.first, beyond.last) == (1, 2_503, 2_503)
    assert (lines_of([]).shown, lines_of([]).of) == ((), 0)


def test_a_line_has_the_first_of_many_reasons_and_doubts() -> None:
    reasons = tuple(Reason(f"two of them, {n}", 1.0) for n in range(SAID_SHOWN + 5))
    line = line_of(event("clone", START, "x", reasons=reasons, doubts=tuple(map(str, range(SAID_SHOWN + 5)))))
    assert (len(line.reasons), len(line.doubts)) == (SAID_SHOWN, SAID_SHOWN)
    assert len(line.event.reasons) == SAID_SHOWN + 5


def test_nothing_is_lost_and_the_order_stays() -> None:
    events = [event("theft", START, "Stolen"), *run(20), event("note", None, "Undated")]
    lines = lines_of(events)
    told = [one for line in lines.shown for one in (line.lines if isinstance(line, Fold) else (line,))]
    assert [one.event for one in told] == events


def test_a_line_has_the_key_that_the_map_makes_of_the_same_event() -> None:
    assert line_of(event("theft", at("2 17:41"), "x", 7)).key == "1696268460000|Theft|heron-pings.csv:7"
    assert line_of(replace(event("gap", None, "x"), source=None)).key == "|Gap|"


def test_geojson_has_longitude_first_and_no_geometry_where_no_place_is_known() -> None:
    events = (ping(START, 51.5, -0.1, 1), event("note", None, "x"), ping(START, 151.0, 0.0, 2))
    features = features_json(story(events=events))["features"]
    assert isinstance(features, list)
    assert [one["geometry"] for one in features] == [{"type": "Point", "coordinates": [-0.1, 51.5]}, None, None]
    assert "lat" not in features[0]["properties"]
    assert features[1]["properties"]["at"] is None
