from __future__ import annotations

import math
import re
from datetime import UTC, datetime

import pytest
from rows_of_kinds import AT, GOOD, IMEI, IMEI_2, observed, parsed, refusal


def test_a_ping_says_where_and_when_an_identifier_was() -> None:
    seen = observed("pings", source="cell")
    assert seen | {"id": ""} == {
        "id": "",
        "row": 2,
        "identifier": f"imei:{IMEI}",
        "at": datetime(2023, 10, 2, 17, 41, tzinfo=UTC),
        "zone": "stated",
        "lat": 51.5155,
        "lon": -0.142,
        "accuracyM": 12.5,
        "origin": "cell",
    }


def test_unknown_is_unknown_and_never_nought() -> None:
    for nothing in (None, "", "   "):
        seen = observed("pings", accuracy_m=nothing, source=nothing)
        assert seen["accuracyM"] is None
        assert seen["origin"] is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"imei": "353879234252634"}, "imei: check digit is 4, should be 3"),
        ({"imei": "3.53879E+14"}, "imei: a spreadsheet turned it into a number"),
        ({"imei": "٣٥٣٨٧٩٢٣٤٢٥٢٦٣٣"}, "imei: holds a digit of another script"),
        ({"imei": ""}, "no imei or identifier"),
        ({"imei": "", "identifier": "???"}, "identifier: not given"),
        ({"at": ""}, "at: nothing there, and it is required"),
        ({"at": "0000-01-01T00:00:00Z"}, "at: .*year 0 is out of range"),
        ({"at": "9999-12-31T23:59:59-23:59"}, "at: .*date value out of range"),
        ({"at": "1970-01-01T00:00:00Z"}, "at: .*before 2000"),
        ({"at": "2027-01-01T00:00:00Z"}, "at: .*in the future"),
        ({"at": "2023-03-26T01:30:00"}, "at: .*skipped that hour"),
        ({"at": "2023-10-02"}, "at: .*has a date but no time"),
        ({"lat": ""}, "no latitude"),
        ({"lon": "  "}, "no longitude"),
        ({"lat": "0", "lon": "-0"}, "0, 0 is what a device writes"),
        ({"lat": "-0.142", "lon": "51.5155"}, "look swapped"),
        ({"lat": "91"}, "latitude 91 is out of range"),
        ({"accuracy_m": "-1"}, "accuracy '-1' is not between 0"),
        ({"accuracy_m": "NaN"}, "accuracy 'NaN' is not a number"),
    ],
)
def test_what_is_no_ping_is_refused_with_the_reason(changes: dict[str, str], why: str) -> None:
    assert re.search(why, refusal("pings", **changes).reason)


def test_a_ping_that_somebody_told_of_has_its_grade() -> None:
    assert observed("pings", grade="2-c-p")["grade"] == "2CP"
    assert observed("pings", grade=" ")["grade"] is None
    assert "grade" not in observed("pings")
    assert refusal("pings", grade="9ZZ").reason == (
        "grade: '9ZZ' is not a 3x5x2 grade such as 2CP (source 1-3, information A-E, P or C)"
    )


@pytest.mark.parametrize("slope", ["0", "-3.2", "+12,5", "4 %"])
def test_how_steep_a_road_was_grades_nothing(slope: str) -> None:
    seen = observed("pings", grade=slope)
    assert seen["grade"] is None
    assert seen["id"] == observed("pings")["id"]


def test_a_grade_is_part_of_what_is_said_and_counts_once() -> None:
    def told(source: str, grade: str | None) -> object:
        return observed("pings", source=source, grade=grade)["id"]

    assert len({told("a rumour", grade) for grade in (None, "3EP", "2CP")}) == 3
    assert told("shown to a rumour, graded 3EP", "3EP") == told("shown to a rumour, graded 3EP", None)
    both = parsed("pings", GOOD["pings"] | {"grade": "2CP"}, GOOD["pings"]).observations
    assert both is not None
    assert both.table["id"].to_pylist() == [observed("pings", grade="2CP")["id"], observed("pings")["id"]]


def test_the_first_fault_of_a_row_is_the_one_told() -> None:
    assert refusal("pings", imei="1", at="x", lat="y").reason.startswith("imei:")
    assert refusal("pings", at="x", lat="y").reason.startswith("at:")


@pytest.mark.parametrize("cell", ["-0", "-0.0", "-0.00000001"])
def test_minus_nought_is_written_as_nought(cell: str) -> None:
    seen = observed("pings", lon=cell, accuracy_m="-0")
    assert math.copysign(1, seen["lon"]) == math.copysign(1, seen["accuracyM"]) == 1  # type: ignore[arg-type]
    assert seen["id"] == observed("pings", lon="0", accuracy_m="0")["id"]


def test_a_time_without_a_zone_is_marked() -> None:
    seen = observed("pings", at="2023-10-29T01:30:00")
    assert (seen["at"], seen["zone"]) == (datetime(2023, 10, 29, 0, 30, tzinfo=UTC), "assumed")


def test_the_identifier_is_the_imei_else_any_other_else_the_files() -> None:
    rows = [
        GOOD["pings"] | {"identifier": "mac:3c:2e:f9:12:34:56"},
        GOOD["pings"] | {"imei": "", "identifier": "mac:3C-2E-F9-12-34-56"},
        GOOD["pings"] | {"imei": "  ", "identifier": IMEI_2},
        GOOD["pings"] | {"imei": ""},
    ]
    found = parsed("pings", *rows, identifier="serial:F17ABCDEF123").observations
    assert found is not None
    assert found.table["identifier"].to_pylist() == [
        f"imei:{IMEI}",
        "mac:3c:2e:f9:12:34:56",
        f"imei:{IMEI_2}",
        "serial:F17ABCDEF123",
    ]


def test_a_wrong_imei_is_refused_though_another_identifier_stands_beside_it() -> None:
    assert refusal("pings", imei="353879234252634", identifier=IMEI_2).reason.startswith("imei: check digit")


def test_one_observation_has_one_id_however_it_is_written() -> None:
    ids = {
        observed("pings", **changes)["id"]
        for changes in (
            {},
            {"at": "2023-10-02T17:41:00Z"},
            {"at": "2023-10-02 17:41:00.000Z"},
            {"at": "2023-10-02 18:41:00"},
            {"lat": "51.51550", "lon": " -.142 "},
            {"lat": "51.51550000001"},
            {"accuracy_m": "12.50"},
            {"imei": IMEI[:14]},
            {"imei": f" {IMEI[:8]} {IMEI[8:14]} {IMEI[14]} "},
            {"source": " "},
            {"unknown column": "kept in the file"},
        )
    }
    assert len(ids) == 1


def test_what_is_said_otherwise_is_another_observation() -> None:
    changes: list[dict[str, str | None]] = [
        {},
        {"imei": IMEI_2},
        {"at": "2023-10-02T18:41:00.001+01:00"},
        {"lat": "51.5155001"},
        {"lon": "-0.1420001"},
        {"accuracy_m": None},
        {"accuracy_m": "0"},
        {"source": "cell"},
    ]
    assert len({observed("pings", **change)["id"] for change in changes}) == len(changes)


def test_the_usual_other_names_of_columns_are_known() -> None:
    row = {"IMEI": IMEI, "Timestamp": AT, "Latitude": "51.5155", "LNG": "-0.1420", "Horizontal Accuracy": "12.5"}
    found = parsed("pings", row).observations
    assert found is not None
    assert found.table["id"].to_pylist() == [observed("pings")["id"]]
