"""Durations and the one-sentence summary read as a person would say them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from heron_map_story import at, event, story

from maps.words import duration, london_date, short_duration, summary_of, title_of


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (0, "0 s", "1 min"),
        (59, "59 s", "1 min"),
        (3_599, "59 min", "60 min"),
        (3_600, "1 h", "1 h"),
        (49_260, "13 h 41 min", "14 h"),
        (172_800, "2 days", "48 h"),
        (785_000, "9 days 2 h", "9 d"),
    ],
)
def test_durations(seconds: float, long: str, short: str) -> None:
    assert (duration(seconds), short_duration(seconds)) == (long, short)


def test_a_date_is_londons() -> None:
    assert london_date(at("2 23:30")) == "3 Oct 2023"


def test_the_whole_story_in_a_sentence() -> None:
    assert summary_of(story()) == (
        "Stolen 2 Oct 2023 at Regent Street, rested at Unit 4 Phones 3 Oct to 14 Oct 2023, with doubt in Algeria, "
        "seized 15 Oct 2023 as JT/12."
    )


def test_a_sure_sighting_abroad() -> None:
    seen = event("sighting", at("9 08:00"), "Attached", country="HK")
    assert "seen in Hong Kong" in summary_of(story((seen,), countries=("GB", "HK")))


def test_an_empty_story_says_so() -> None:
    bare = replace(story(events=()), reports=(), exhibits=(), countries=())
    assert summary_of(bare) == "Nothing with a time or a place is known of it yet."
    assert title_of(replace(bare, make=None, model=None)) == bare.subject


def test_what_rests_on_what_was_told_says_so() -> None:
    spent = event("stay", at("3 09:00"), "x", until=at("3 10:00"), place="Lewisham Phones", grade="1BP")
    bare = replace(story(), events=(spent,), reports=(), exhibits=(), countries=())
    assert summary_of(bare) == (
        "Rested at Lewisham Phones 3 Oct 2023 (by what was told, graded 1BP), last known of 3 Oct 2023."
    )


def test_what_does_not_stand_alone_is_no_last_that_is_known_of_it() -> None:
    seen, told = event("ping", at("3 09:00"), "x"), event("ping", at("9 10:00"), "x", grade="3EP")
    bare = replace(story(), events=(seen, told), reports=(), exhibits=(), countries=())
    assert summary_of(bare) == "Last known of 3 Oct 2023."
    alone = replace(bare, events=(told,))
    assert summary_of(alone) == "Told of 9 Oct 2023, graded 3EP, and not known to be so."


def test_the_newest_booking_that_stands_is_told_with_what_became_of_it() -> None:
    first = story().exhibits[0]
    later = replace(first, id="exhibit:2", reference="AB/1", seized_at=at("20 10:00"), standing="returned 21 Oct 2023")
    withdrawn = replace(later, id="exhibit:3", reference="AB/9", seized_at=at("22 10:00"), withdrawn=True)
    told = summary_of(replace(story(), exhibits=(later, withdrawn, first)))
    assert told.endswith("seized 20 Oct 2023 as AB/1, returned 21 Oct 2023.")
