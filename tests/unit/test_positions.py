from __future__ import annotations

import math

import pytest

from tracer.positions import Position, looks_swapped, parse_accuracy, parse_number, parse_position


@pytest.mark.parametrize(
    ("lat", "lon", "position"),
    [
        ("51.5155", "-0.1420", Position(51.5155, -0.142)),
        (" +51.5 ", "-.5", Position(51.5, -0.5)),
        ("51.51554321987", "0", Position(51.5155432, 0.0)),
        ("5.15e1", "1E-1", Position(51.5, 0.1)),
        ("-90", "180", Position(-90.0, 180.0)),
        ("90", "-180", Position(90.0, -180.0)),
        ("22.3", "114.17", Position(22.3, 114.17)),
        ("-4.6", "55.45", Position(-4.6, 55.45)),  # the Seychelles, where London would be if it were swapped
        ("51.", "1", Position(51.0, 1.0)),
    ],
)
def test_degrees_are_read_to_a_centimetre(lat: str, lon: str, position: Position) -> None:
    assert parse_position(lat, lon) == position


@pytest.mark.parametrize(("lat", "lon"), [("51.5", "-0"), ("51.5", "-0.00000001"), ("-0.0", "6.5")])
def test_minus_nought_is_nought(lat: str, lon: str) -> None:
    found = parse_position(lat, lon)
    assert all(math.copysign(1, value) == 1 for value in (found.lat, found.lon) if value == 0)


@pytest.mark.parametrize(
    ("lat", "lon", "why"),
    [
        (None, "1", "no latitude"),
        ("1", None, "no longitude"),
        ("", "", "no latitude"),
        ("fifty", "0.1", "latitude 'fifty' is not a number"),
        ("51,5", "0.1", "latitude '51,5' is not a number"),
        ("51°30'N", "0.1", "is not a number"),
        ("nan", "0.1", "is not a number"),
        ("inf", "0.1", "is not a number"),
        ("51.5\x00", "0.1", "is not a number"),
        ("٥١", "0.1", "is not a number"),
        ("5_1", "0.1", "is not a number"),
        ("0x33", "0.1", "is not a number"),
        ("1e999", "0.1", "is not a number"),
        ("1e99", "0.1", "is out of range"),
        ("1" * 1000, "0.1", "is not a number"),
        ("90.0001", "0", "latitude 90.0001 is out of range: latitude and longitude may be swapped"),
        ("-91", "-170", "latitude -91 is out of range$"),
        ("0", "180.01", "longitude 180.01 is out of range"),
        ("0", "-0.0", "0, 0 is what a device writes"),
        ("-0.1420", "51.5155", "look swapped"),
    ],
)
def test_what_is_no_position_is_refused_with_the_reason(lat: str | None, lon: str | None, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_position(lat, lon)


def test_a_reason_never_repeats_a_huge_cell() -> None:
    with pytest.raises(ValueError, match="not a number") as told:
        parse_number("9" * 1_000_000, "latitude")
    assert len(str(told.value)) < 100


def test_any_number_of_decimals_is_read() -> None:
    assert parse_position("51." + "5" * 100_000, "0.1").lat == pytest.approx(51.5555556)


def test_only_what_would_be_the_united_kingdom_looks_swapped() -> None:
    assert looks_swapped(-0.1, 51.5)
    assert not looks_swapped(51.5, -0.1)
    assert not looks_swapped(-4.68, 55.49)
    assert not looks_swapped(1.9, 51.5)


@pytest.mark.parametrize(
    ("text", "metres"), [(None, None), ("", None), ("0", 0.0), ("12.3456", 12.346), ("1e3", 1000.0), ("-0", 0.0)]
)
def test_accuracy_is_metres_and_unknown_is_not_nought(text: str | None, metres: float | None) -> None:
    assert parse_accuracy(text) == metres
    assert metres is None or math.copysign(1, parse_accuracy(text) or 0.0) == 1


@pytest.mark.parametrize(("text", "why"), [("-1", "between 0"), ("1000001", "between 0"), ("good", "not a number")])
def test_accuracy_that_cannot_be_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_accuracy(text)
