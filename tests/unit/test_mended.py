from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracer.sources.mended import REASON, ROW, SOURCE, escaped, unmarked

CELLS = st.text(alphabet="'=+@-\t\r\n1.a,\"", max_size=6) | st.text(max_size=8)


def came_back(*cells: str) -> list[str]:
    marks = {SOURCE: ["s1"] * len(cells), ROW: ["2"] * len(cells), REASON: ["why"] * len(cells)}
    table = unmarked(pa.table({"cell": [escaped(cell) for cell in cells], **marks}))
    assert table.column_names == ["cell"]
    return table["cell"].to_pylist()


@given(st.lists(CELLS, min_size=1))
@example(["'=1", "'-5", "-5", "-5\n", "''=1", "'", "-", "--1", "+44 7700 900123", "=1+1"])
def test_every_cell_comes_back_as_it_was(cells: list[str]) -> None:
    assert came_back(*cells) == cells


@given(CELLS)
def test_no_cell_is_left_that_a_spreadsheet_would_run(cell: str) -> None:
    written = escaped(cell)
    assert not written.startswith(("=", "+", "@", "\t", "\r"))
    assert not written.startswith("-") or written[1:].replace(".", "").isdigit() or set(written[1:]) == {"."}


@pytest.mark.parametrize("number", ["-0.142", "-5", "51.5", "0"])
def test_a_number_is_left_alone(number: str) -> None:
    assert escaped(number) == number


def test_a_table_that_was_not_refused_is_left_as_it_is() -> None:
    table = pa.table({"cell": ["'=1"], ROW: ["7"]})
    assert unmarked(table) is table


def test_an_empty_cell_stays_empty() -> None:
    table = pa.table({"cell": pa.array([None, "x"], pa.string()), REASON: ["why", "why"]})
    assert unmarked(table)["cell"].to_pylist() == [None, "x"]
