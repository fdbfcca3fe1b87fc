from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracer.times import EARLIEST, FUTURE_LEEWAY, Instant, from_iso, iso, parse_day, parse_instant, parse_said

LATEST = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2023-10-02T18:41:00+01:00", utc(2023, 10, 2, 17, 41)),
        ("2023-10-02T18:41:00Z", utc(2023, 10, 2, 18, 41)),
        ("2023-10-02 18:41:00z", utc(2023, 10, 2, 18, 41)),
        ("2023-10-02T18:41Z", utc(2023, 10, 2, 18, 41)),
        ("2023-10-02 18:41:00 +0530", utc(2023, 10, 2, 13, 11)),
        ("2023-10-02 18:41:00+00", utc(2023, 10, 2, 18, 41)),
        ("2023-10-02T18:41:00-03:30", utc(2023, 10, 2, 22, 11)),
        ("2023-12-31T23:30:00-01:00", utc(2024, 1, 1, 0, 30)),
        ("2024-02-29T00:00:00Z", utc(2024, 2, 29)),
        ("  2023-10-02T18:41:00Z\n", utc(2023, 10, 2, 18, 41)),
        ("2023-10-02T18:41:00.5Z", utc(2023, 10, 2, 18, 41, 0, 500_000)),
        ("2023-10-02T18:41:00,123456789Z", utc(2023, 10, 2, 18, 41, 0, 123_000)),
    ],
)
def test_a_time_with_a_zone_is_that_instant(text: str, at: datetime) -> None:
    assert parse_instant(text, LATEST) == Instant(at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2023-07-01T12:00:00", utc(2023, 7, 1, 11)),
        ("2023-12-01T12:00:00", utc(2023, 12, 1, 12)),
        ("2023-03-26T00:59:59", utc(2023, 3, 26, 0, 59, 59)),
        ("2023-03-26T02:00:00", utc(2023, 3, 26, 1)),
        ("2023-10-29T01:30:00", utc(2023, 10, 29, 0, 30)),  # the hour that comes twice: the first
        ("2023-10-29T02:00:00", utc(2023, 10, 29, 2)),
    ],
)
def test_a_time_without_a_zone_is_london_time_and_says_so(text: str, at: datetime) -> None:
    assert parse_instant(text, LATEST) == Instant(at, assumed=True)


@pytest.mark.parametrize("text", ["2023-03-26T01:00:00", "2023-03-26 01:59:59", "2024-03-31T01:30"])
def test_an_hour_that_london_skipped_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="clocks in London skipped that hour"):
        parse_instant(text, LATEST)


@pytest.mark.parametrize("text", ["2023-03-26T01:30:00Z", "2023-03-26T01:30:00+00:00"])
def test_that_hour_is_there_where_the_zone_is_named(text: str) -> None:
    assert parse_instant(text, LATEST) == Instant(utc(2023, 3, 26, 1, 30))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not an ISO 8601 time"),
        ("02/10/2023 18:41", "not an ISO 8601 time"),
        ("1696268460", "not an ISO 8601 time"),
        ("45201.7784", "not an ISO 8601 time"),
        ("2023-10-02T18:41:00 BST", "not an ISO 8601 time"),
        ("2023-10-02T18:41:00Z\x00", "not an ISO 8601 time"),
        ("٢٠٢٣-١٠-٠٢T١٨:٤١:٠٠Z", "not an ISO 8601 time"),
        ("２０２３-10-02T18:41:00Z", "not an ISO 8601 time"),
        ("2023-10-02", "has a date but no time"),
        ("2023-02-29T00:00:00Z", "not a time: day is out of range"),
        ("2023-13-01T00:00:00Z", "not a time: month must be in 1..12"),
        ("0000-01-01T00:00:00Z", "not a time: year 0 is out of range"),
        ("2023-10-02T24:00:00Z", "not a time: hour must be in 0..23"),
        ("2016-12-31T23:59:60Z", "not a time: second must be in 0..59"),
        ("2023-10-02T18:41:00+24:00", r"\+24:00 is not an offset"),
        ("2023-10-02T18:41:00+01:60", r"\+01:60 is not an offset"),
        ("9999-12-31T23:59:59-23:59", "not a time: date value out of range"),
        ("0001-01-01T00:00:00+23:59", "not a time: date value out of range"),
        ("9999-12-31T23:59:59Z", "in the future"),
        ("9999-12-31T23:59:59", "in the future"),
        ("1970-01-01T00:00:00Z", "before 2000: the clock was not set"),
        ("0001-01-01T00:00:00", "before 2000"),
    ],
)
def test_what_is_no_time_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_instant(text, LATEST)
    if why != "has a date but no time":
        with pytest.raises(ValueError, match=why):
            parse_day(text, LATEST)


def test_the_believed_times_end_a_day_after_the_moment_of_loading() -> None:
    last = LATEST + FUTURE_LEEWAY
    assert parse_instant(iso(last), LATEST).at == last
    with pytest.raises(ValueError, match="future"):
        parse_instant(iso(last + timedelta(milliseconds=1)), LATEST)
    assert parse_instant(iso(EARLIEST), LATEST).at == EARLIEST
    with pytest.raises(ValueError, match="before 2000"):
        parse_instant("1999-12-31T23:59:59.999Z", LATEST)


def test_one_text_is_judged_by_each_moment_of_loading() -> None:
    text = "2025-01-01T00:00:00Z"
    assert parse_instant(text, LATEST).at == utc(2025, 1, 1)
    with pytest.raises(ValueError, match="future"):
        parse_instant(text, utc(2024, 1, 1))


def test_a_reason_never_repeats_a_huge_cell() -> None:
    for huge in ("x" * 1_000_000, "2" * 1_000_000, "2023-10-02T18:41:00." + "1" * 1_000_000):
        with pytest.raises(ValueError, match="ISO 8601") as told:
            parse_instant(huge, LATEST)
        assert len(str(told.value)) < 200


def test_a_day_is_its_first_and_last_second_in_london() -> None:
    summer = parse_day("2023-10-02", LATEST)
    assert summer == (Instant(utc(2023, 10, 1, 23), True), Instant(utc(2023, 10, 2, 22, 59, 59), True))
    first, last = parse_day("2023-10-29", LATEST)
    assert last.at - first.at == timedelta(hours=24, minutes=59, seconds=59)
    first, last = parse_day("2023-03-26", LATEST)
    assert last.at - first.at == timedelta(hours=22, minutes=59, seconds=59)


def test_a_day_with_a_time_is_that_instant_twice() -> None:
    at = Instant(utc(2023, 10, 2, 17, 41))
    assert parse_day("2023-10-02T18:41:00+01:00", LATEST) == (at, at)


@pytest.mark.parametrize(
    ("text", "why"), [("2023-02-30", "not a date"), ("2030-01-01", "future"), ("1999-01-01", "be")]
)
def test_a_day_that_cannot_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_day(text, LATEST)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2023-10-02T18:41:00+01:00", "2023-10-02T17:41:00Z"),
        ("2023-10-02T18:41:00.250Z", "2023-10-02T18:41:00.250Z"),
        ("2023-10-02T18:41:00.000Z", "2023-10-02T18:41:00Z"),
    ],
)
def test_times_are_written_in_one_way_and_read_back(text: str, written: str) -> None:
    at = parse_instant(text, LATEST).at
    assert iso(at) == written
    assert from_iso(written) == at
    assert iso(from_iso(written)) == written


@pytest.mark.parametrize("text", ["2023-10-29T01:00:00", "2023-10-29 01:59:59", "2010-10-31T01:30"])
def test_who_can_be_asked_is_asked_which_of_two_hours_it_was(text: str) -> None:
    with pytest.raises(ValueError, match=r"showed that hour twice; add \+01:00"):
        parse_said(text, LATEST)
    assert parse_said(f"{text}+01:00", LATEST).at == parse_instant(text, LATEST).at


@pytest.mark.parametrize("text", ["2023-10-29T00:59:59", "2023-10-29T02:00:00", "2023-10-15T11:00:00"])
def test_any_other_hour_is_taken_from_them_too(text: str) -> None:
    assert parse_said(text, LATEST) == parse_instant(text, LATEST)
