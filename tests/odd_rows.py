"""Rows for every kind as people and programs write them: good, good but for a cell or two, and nonsense."""

from __future__ import annotations

from hypothesis import strategies as st
from rows_of_kinds import GOOD, IMEI, IMEI_2

from tracer.kinds import kinds

Row = dict[str, str]

NASTY = st.sampled_from(
    ["", " ", "\t", "\u00a0", "\x00", "a\x1fb", "-", "n/a", "=1+1", "'", '"', "é", "ß", "\U0001f4f1", "x" * 5000, "0"]
)
IMEIS = st.sampled_from(
    [
        IMEI,
        IMEI_2,
        IMEI[:14],
        IMEI[:14] + "0",
        IMEI + "01",
        f" {IMEI} ",
        "35-387923-425263-3",
        "353879234252634",
        "3.53879E+14",
        "0" * 15,
        "imei:" + IMEI,
        "IMEI: " + IMEI,
        f"{IMEI}/{IMEI_2}",
        "٣٥٣٨٧٩٢٣٤٢٥٢٦٣٣",
    ]
)
TIMES = st.sampled_from(
    [
        "2023-10-02T18:41:00+01:00",
        "2023-10-02T17:41:00Z",
        "2023-10-02 17:41:00.000Z",
        "2023-10-02T17:41:00.123Z",
        "2023-10-02T18:41:00",
        "2023-10-29 01:30:00",
        "2023-03-26 01:30:00",
        "2016-12-31T23:59:60Z",
        "2023-10-02T24:00:00Z",
        "2023-02-30T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-23:59",
        "1970-01-01T00:00:00Z",
        "2023-10-02T18:41:00+23:59",
        "2023-10-02T18:41:00-23:59",
        "2023-10-02T18:41:00+24:00",
        "2023-10-02T18:41:00+01:60",
        "2023-10-02",
        "20231002",
        "2026-11-25T00:00:00.000Z",
        "2026-11-25T00:00:00.001Z",
        "2000-01-01T00:00:00Z",
        "1999-12-31T23:59:59.999Z",
        "1999-12-31T23:59:59.9999Z",
    ]
)
NUMBERS = st.one_of(
    st.floats(-95, 95).map(lambda x: f"{x:.9f}"),
    st.floats(-190, 190).map(repr),
    st.integers(-100, 100).map(str),
    st.sampled_from(["0", "-0", "-0.0", "-0.00000001", "0.00000005", "0.00000015", "51.51555555", "1e2", "1e-9", "5."])
    | st.sampled_from([".5", "+1", "1,5", "NaN", "inf", "1_0", "٥", "12.0005", "12.0015", "1000000", "1000000.1"]),
)
WORDS = st.sampled_from(
    [
        "handler:",
        "place: ",
        "account::",
        "account:phone:",
        "consignment:%3A",
        "seizure:",
        "handset:imei:1",
        "report::",
        ":",
        "a:b:c",
        "\u3164",
        "x/",
        "/x",
        "attach",
        "Sign In",
        "blocked",
        "Unblocked",
        "HELD",
        "handler",
        "handset",
        "GB",
        "uk",
        "HKG",
    ]
)
CELLS = st.one_of(NASTY, IMEIS, TIMES, NUMBERS, WORDS, st.text(max_size=12))


def rows_of(kind: str) -> st.SearchStrategy[list[Row]]:
    """Rows that are good, good but for a cell or two, or nonsense: with the columns of the kind and one unknown."""
    names = [column.name for column in kinds()[kind].columns] + ["beat"]
    cells = {name: _cells(name) for name in names}
    fixed = st.sets(st.sampled_from(names), max_size=3).flatmap(
        lambda changed: st.fixed_dictionaries({name: cells[name] for name in sorted(changed)})
    )
    row = fixed.map(lambda changed: dict.fromkeys(names, "") | GOOD[kind] | changed)
    return st.lists(row, min_size=1, max_size=8)


def _cells(name: str) -> st.SearchStrategy[str]:
    if name in ("at", "until", "sent_at", "posted_at", "reported_at", "occurred_from", "occurred_to"):
        return TIMES | CELLS
    if name in ("lat", "lon", "accuracy_m", "radius_m", "amount"):
        return NUMBERS | CELLS
    return IMEIS | CELLS if "imei" in name or name.endswith("_id") else CELLS
