"""What is worked out where some places were told of by people, with a grade, and not observed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from test_derive import METRE, SHOP, START, kinds, ping, place, sighting

from graph.derive import Derived, derive
from graph.views import Event
from tracer.model import Basis

HONG_KONG = (22.3, 114.17)


def told(minutes: float, grade: str, lat: float = SHOP[0], lon: float = SHOP[1]) -> Event:
    return ping(minutes, lat, lon, basis=Basis.ASSERTED, grade=grade, details={"id": f"told {minutes:g} {grade}"})


def only(found: Derived, kind: str) -> Event:
    (event,) = [event for event in found.events if event.kind == kind]
    return event


@pytest.mark.parametrize("grade", ["3EP", "1EP", "3AP", "2CP", "2AC", "1DP"])
def test_what_does_not_stand_alone_makes_no_stay(grade: str) -> None:
    assert derive([told(minutes, grade) for minutes in (0, 12, 24, 36)], [place("shop", 0)]).events == ()


def test_what_a_reliable_source_tells_makes_a_stay_that_says_so() -> None:
    found = derive([told(0, "1AP"), told(12, "1BP"), told(24, "1AP")], [place("shop", 0)])
    stay = only(found, "stay")
    assert (stay.place, stay.basis, stay.grade) == ("shop", Basis.INFERRED, "1BP")
    against = [(reason.text, reason.weight) for reason in stay.reasons if reason.weight < 0]
    assert against == [("3 of these pings were told and not observed, graded 1BP at worst", -0.5)]


def test_what_is_untested_adds_to_what_was_observed_and_the_stay_has_its_grade() -> None:
    stay = only(derive([ping(0), told(12, "2CP")], []), "stay")
    assert (stay.details["pings"], stay.grade) == (2, "2CP")
    assert stay.reasons[-1].text == "1 of these pings was told and not observed, graded 2CP"
    assert derive([ping(0), told(12, "3EP")], []).events == ()


@pytest.mark.parametrize("grade", ["3EP", "2CP"])
def test_what_does_not_stand_alone_changes_nothing_that_was_observed(grade: str) -> None:
    seen = [ping(minutes) for minutes in (0, 10, 20, 30)]
    alone = derive(seen, [])
    near, far = told(15, grade, SHOP[0] + 300 * METRE), told(16, grade, *HONG_KONG)
    found = derive([*seen, near, far, told(25, grade)], [])
    assert found.events == alone.events
    assert list(found.doubts) == [far.details["id"]]
    assert all(one.startswith("impossible jump: at least") for one in found.doubts[str(far.details["id"])])


def test_a_jump_and_a_clone_say_the_worst_grade_that_they_rest_on() -> None:
    found = derive([ping(0), told(10, "1BP", *HONG_KONG), ping(20), told(30, "1AP", *HONG_KONG)], [])
    assert {jump.grade for jump in found.events if jump.kind == "jump"} == {"1BP", "1AP"}
    clone = only(found, "clone")
    assert (clone.grade, clone.reasons[-1].weight) == ("1BP", -0.5)
    assert clone.reasons[-1].text == "2 of these 4 observations were told and not observed, graded 1BP at worst"


def test_a_silence_is_ended_by_what_stands_alone_and_says_what_was_told_within() -> None:
    seen = [ping(0), sighting(8 * 60, "GB")]
    gap = only(derive([*seen, told(3 * 60, "2CP"), told(4 * 60, "3EP")], []), "gap")
    assert (gap.at, gap.until, gap.grade) == (START, START + timedelta(hours=8), "3EP")
    assert gap.reasons[-1].text == "2 places were told of within this time, which nothing observed, graded 3EP at worst"
    ended = only(derive([ping(0), told(7 * 60, "1AP")], []), "gap")
    assert (ended.grade, ended.reasons[-1].text) == ("1AP", "1 of its two ends was told and not observed, graded 1AP")


def test_nothing_of_it_changes_where_nothing_was_told() -> None:
    found = derive([ping(minutes) for minutes in (0, 10, 20, 30)], [])
    assert kinds(found.events) == ["stay"]
    assert (found.events[0].grade, len(found.events[0].reasons)) == (None, 1)
