"""JSON in its layouts: numbers as written, faults that cost no more than they must."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import InputError
from tracer.model import Refusal
from tracer.sources import Head, formats, recognise

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def read(name: str, data: bytes) -> tuple[dict[int, dict[str, str]], dict[int, Refusal]]:
    rows: dict[int, dict[str, str]] = {}
    refusals: dict[int, Refusal] = {}
    for batch in formats()[name].read(BytesIO(data)):
        told = [{name: cell for name, cell in row.items() if cell is not None} for row in batch.table.to_pylist()]
        rows |= dict(zip(batch.rows.to_pylist(), told, strict=True))
        refusals |= {refusal.row: refusal for refusal in batch.refusals}
    return rows, refusals


@pytest.mark.parametrize(
    "number", ["490154203237518", "4.90154E+14", "1.50", "0.0000001", "1e5", "-0", "9" * 5000, "NaN", "1e999999999999"]
)
@pytest.mark.parametrize("name", ["json", "ndjson"])
def test_numbers_are_given_as_they_were_written(name: str, number: str) -> None:
    record = f'{{"n": {number}, "nested": [{number}]}}'
    rows, _ = read(name, (f"[{record}]" if name == "json" else record).encode())
    assert rows == {1: {"n": number, "nested": f"[{number}]"}}


def test_other_values() -> None:
    rows, _ = read("json", b'[{"yes": true, "no": false, "none": null, "": "", "deep": {"a": "\\u00e9", "b": null}}]')
    assert rows == {1: {"yes": "true", "no": "false", "deep": '{"a":"é","b":null}'}}


def test_a_repeated_name_is_kept() -> None:
    rows, _ = read("json", b'[{"imei": "1", "imei": "2"}]')
    assert rows == {1: {"imei": "1", "imei_2": "2"}}


def test_rows_that_are_no_objects_are_refused() -> None:
    rows, refusals = read("json", b'[{"a": 1}, 2, null, {"a": 3}]')
    assert sorted(rows) == [1, 4]
    assert sorted(refusals) == [2, 3]


def test_a_cut_file_gives_its_rows_and_then_a_refusal() -> None:
    rows, refusals = read("json", b'[{"a": 1}, {"a": 2}, {"a": 3')
    assert sorted(rows) == [1, 2]
    assert "ends early" in refusals[3].reason


def test_text_that_is_not_utf8_or_has_a_nul_costs_one_row() -> None:
    rows, refusals = read("json", b'[{"a": "caf\xe9"}, {"a": "\\u0000"}, {"a": "\\ud800"}, {"a": "ok"}]')
    assert rows == {4: {"a": "ok"}}
    assert refusals[1].cells == {"a": "caf\\xe9"}
    assert refusals[2].cells == {"a": "\\x00"}


def test_a_bad_line_of_ndjson_costs_that_line() -> None:
    rows, refusals = read("ndjson", b'\xef\xbb\xbf{"a": 1}\n\n{"a": }\n[1]\n{"a": "caf\xe9"}\n{"a": 2} x\n{"a": 3}')
    assert sorted(rows) == [1, 7]
    assert sorted(refusals) == [3, 4, 5, 6]


@pytest.mark.parametrize(("name", "data"), [("json", b"[]"), ("json", b'{"a": []}'), ("geojson", b'{"features": []}')])
def test_an_array_with_nothing_in_it_is_no_fault(name: str, data: bytes) -> None:
    assert read(name, data) == ({}, {})


def test_two_arrays_of_records_are_not_guessed_between() -> None:
    with pytest.raises(InputError, match="more than one array"):
        read("json", b'{"a": [{"x": 1}], "b": [{"y": 1}]}')


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b'[{"a": 1}]', "json"),
        (b'\xef\xbb\xbf {"rows": [{"a": 1}]}', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "ndjson"),
        (b'{"a": 1}', "ndjson"),
        (b'{"locations": [{"timestampMs": "1", "latitudeE7": 1}]}', "takeout_records"),
        (b'[{"endTime": "x", "startTime": "y", "visit": {}}]', "timeline_device"),
        (b'{"features": [{"type": "Feature"}], "type": "FeatureCollection"}', "geojson"),
    ],
)
def test_layouts_are_told_apart(data: bytes, name: str) -> None:
    assert recognise(Head("export.json", data)).name == name


@given(st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), VALUES), max_size=6))
def test_nested_values_are_json_that_says_the_same(records: list[dict[str, object]]) -> None:
    if "\\u0000" in json.dumps(records):
        return
    rows, refusals = read("json", json.dumps(records).encode())
    assert not refusals
    for number, record in enumerate(records, 1):
        for name, value in record.items():
            if isinstance(value, (dict, list)):
                assert json.loads(rows[number][name]) == value


def test_the_ios_layout_of_a_timeline() -> None:
    segments = [
        {
            "startTime": "2024-05-01T09:00:00.000+01:00",
            "endTime": "2024-05-01T11:00:00.000+01:00",
            "timelinePath": [{"point": "geo:51.501000,-0.141000", "durationMinutesOffsetFromStartTime": "61"}],
        },
        {
            "startTime": "2024-05-01T11:00:00.000+01:00",
            "endTime": "2024-05-01T12:00:00.000+01:00",
            "visit": {"topCandidate": {"placeLocation": "geo:51.502000,-0.142000", "placeID": "x"}},
        },
        {
            "startTime": "2024-05-01T12:00:00.000+01:00",
            "endTime": "2024-05-01T12:30:00.000+01:00",
            "activity": {"start": "geo:51.503000,-0.143000", "end": "geo:51.504000,-0.144000"},
        },
    ]
    rows, refusals = read("timeline_device", json.dumps(segments).encode())
    assert not refusals
    assert [(row["at"], row["lat"], row["lon"]) for row in rows.values()] == [
        ("2024-05-01T10:01:00+01:00", "51.501000", "-0.141000"),
        ("2024-05-01T11:00:00.000+01:00", "51.502000", "-0.142000"),
        ("2024-05-01T12:00:00.000+01:00", "51.503000", "-0.143000"),
        ("2024-05-01T12:30:00.000+01:00", "51.504000", "-0.144000"),
    ]


@pytest.mark.parametrize(
    ("e7", "degrees"),
    [("515010000", "51.5010000"), ("-7", "-0.0000007"), ("0", "0.0000000"), ("-1799999999", "-179.9999999")],
)
def test_takeout_degrees_are_exact(e7: str, degrees: str) -> None:
    body = f'{{"locations": [{{"timestampMs": "0", "latitudeE7": {e7}, "longitudeE7": {e7}}}]}}'
    rows, _ = read("takeout_records", body.encode())
    assert (rows[1]["lat"], rows[1]["lon"], rows[1]["at"]) == (degrees, degrees, "1970-01-01T00:00:00.000Z")
