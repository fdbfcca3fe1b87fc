"""What holds of reading rows whatever stands in them: nothing is lost, and a row never depends on its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows_of_kinds import GOOD, IMEI, IMEI_2, LATEST, OBSERVED, raw

from tracer.kinds import kinds
from tracer.kinds._base import Context
from tracer.model import ParsedBatch, RawBatch

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
WORDS = st.sampled_from(["attach", "Sign In", "blocked", "Unblocked", "HELD", "handler", "handset", "GB", "uk", "HKG"])
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


def read(kind: str, rows: Sequence[Row], first: int = 2) -> ParsedBatch:
    return kinds()[kind].parse(raw(rows, first), Context(LATEST))


def told(found: ParsedBatch) -> dict[int, object]:
    """What became of each row, by its number. Fails where a row is told of twice."""
    ends: list[tuple[int, object]] = [(fact.row, (fact.id, fact)) for fact in found.facts]
    ends += [(refused.row, (refused.reason, dict(refused.cells))) for refused in found.refusals]
    if found.observations is not None:
        ends += [(row["row"], _written(row)) for row in found.observations.table.to_pylist()]
    assert len({row for row, _ in ends}) == len(ends)
    return dict(ends)


def _written(row: dict[str, object]) -> dict[str, str]:
    return {name: repr(value) for name, value in row.items()}  # 0.0 == -0.0, and they are written differently


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.data())
@settings(max_examples=60)
def test_every_row_ends_in_exactly_one_place_and_never_depends_on_its_neighbours(
    kind: str, data: st.DataObject
) -> None:
    rows = data.draw(rows_of(kind))
    together = told(read(kind, rows))
    assert set(together) == set(range(2, 2 + len(rows)))
    alone: dict[int, object] = {}
    for number, row in enumerate(rows, start=2):
        alone |= told(read(kind, [row], first=number))
    assert together == alone


@pytest.mark.parametrize("kind", OBSERVED)
@given(data=st.data())
@settings(max_examples=60)
def test_plain_columns_are_read_as_each_row_is_among_odd_ones(kind: str, data: st.DataObject) -> None:
    """The quick way is taken only where all rows are plain, so an odd row must change nothing for the others."""
    rows = data.draw(rows_of(kind))
    odd = [dict.fromkeys(rows[0], "?"), dict.fromkeys(rows[0], "")]
    beside = told(read(kind, [*rows, *odd]))
    assert told(read(kind, rows)) == {row: end for row, end in beside.items() if row < 2 + len(rows)}


@pytest.mark.parametrize("kind", OBSERVED)
@given(data=st.data())
@settings(max_examples=30)
def test_a_slice_of_a_table_and_a_table_in_chunks_read_as_the_same(kind: str, data: st.DataObject) -> None:
    whole = raw(data.draw(rows_of(kind)))
    cut = data.draw(st.integers(0, whole.table.num_rows))
    parts = [RawBatch(whole.table[a:b], whole.rows[a:b]) for a, b in ((0, cut), (cut, whole.table.num_rows))]
    chunked = RawBatch(pa.concat_tables([part.table for part in parts]), whole.rows)
    context = Context(LATEST)
    one = told(kinds()[kind].parse(whole, context))
    assert told(kinds()[kind].parse(chunked, context)) == one
    split: dict[int, object] = {}
    for part in parts:
        split |= told(kinds()[kind].parse(part, context))
    assert split == one


@pytest.mark.parametrize("kind", [kind for kind in GOOD if kind not in OBSERVED])
@given(data=st.data())
@settings(max_examples=40)
def test_what_a_row_says_can_be_kept_as_json_and_is_the_same_when_read_again(kind: str, data: st.DataObject) -> None:
    rows = data.draw(rows_of(kind))
    first, second = read(kind, rows), read(kind, rows)
    assert [fact.id for fact in first.facts] == [fact.id for fact in second.facts]
    for fact in first.facts:
        assert all(isinstance(value, str | float | int) for value in fact.body.values())
        assert all(identifier.partition(":")[2] for phone in fact.phones for identifier in phone.identifiers)
