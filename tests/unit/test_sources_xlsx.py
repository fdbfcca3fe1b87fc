"""Workbooks: what a spreadsheet spoils must not pass for what somebody wrote."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tracer.errors import InputError
from tracer.model import Refusal
from tracer.sources import recognise
from tracer.sources.unpack import head_of, member_named, members
from tracer.sources.xlsx import Xlsx


def workbook(*sheets: list[list[Any]]) -> BytesIO:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    data = BytesIO()
    book.save(data)
    data.seek(0)
    return data


def read(*sheets: list[list[Any]]) -> tuple[dict[int, dict[str, str | None]], dict[int, Refusal]]:
    found: dict[int, dict[str, str | None]] = {}
    refusals: dict[int, Refusal] = {}
    for batch in Xlsx().read(workbook(*sheets)):
        found |= dict(zip(batch.rows.to_pylist(), batch.table.to_pylist(), strict=True))
        refusals |= {refusal.row: refusal for refusal in batch.refusals}
    return found, refusals


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0490154203237518", "0490154203237518"),
        (490154203237518, "490154203237518"),
        (4.90154203237518e14, "490154203237518"),
        (13219001234567, "13219001234567.0"),
        (4901542032375180, "4901542032375180.0"),
        (4901542032375181234, "4.90154203237518e+18"),
        (12.5, "12.5"),
        (-0.1278, "-0.1278"),
        (51, "51"),
        (99_999_999_999, "99999999999"),
        (True, "true"),
        (datetime(2024, 5, 1, 10, 30), "2024-05-01T10:30:00"),
        (date(2024, 5, 1), "2024-05-01"),
        (time(10, 30), "10:30:00"),
        ("Café", "Café"),
        (None, None),
    ],
)
def test_values_as_text(value: object, text: str | None) -> None:
    rows, _ = read([["name", "value"], ["x", value]])
    got = rows[2]["value"]
    if isinstance(value, int) and value > 10**16:
        assert got is not None
        assert not got.isdecimal()
    else:
        assert got == text


def test_a_formula_costs_its_row_and_names_its_cell() -> None:
    rows, refusals = read([["imei", "price"], ["1", 5], ["2", "=A1"], ["3", 6]])
    assert sorted(rows) == [2, 4]
    assert refusals[3].reason.startswith("cell B3 holds a formula, not a value; copy the column")
    assert refusals[3].cells == {"imei": "2", "price": "=A1"}


def test_of_a_column_of_nothing_but_formulas_the_cells_are_empty_and_the_formulas_stand_beside_them() -> None:
    rows, refusals = read([["imei", "code"], ["1", "=A2"], ["2", "=A3"]])
    assert rows == {2: {"imei": "1", "code": None}, 3: {"imei": "2", "code": None}}
    assert not refusals
    (batch,) = Xlsx().read(workbook([["imei", "code"], ["1", "=A2"], ["2", "=A3"]]))
    assert batch.formulas is not None
    assert batch.formulas.to_pylist() == [{"imei": None, "code": "=A2"}, {"imei": None, "code": "=A3"}]


def test_what_was_typed_below_a_column_of_formulas_is_kept() -> None:
    rows, _ = read([["imei", "code"], *([str(number), "=A2"] for number in range(250)), ["1", "typed"]])
    assert rows[252]["code"] == "typed"
    assert rows[2]["code"] is None


def test_a_formula_over_several_cells_is_one_too() -> None:
    spread = ArrayFormula("B2:B3", "=A2:A3")
    rows, refusals = read([["imei", "price"], ["1", spread], ["2", 5]])
    assert sorted(rows) == [3]
    assert refusals[2].cells == {"imei": "1", "price": "=A2:A3"}


def test_blank_rows_notes_and_rows_that_are_too_wide() -> None:
    rows, refusals = read([["Made by the store"], [], ["a", "b"], ["1", "2"], [], [None, "4"], ["5", "6", "7"]])
    assert rows == {4: {"a": "1", "b": "2"}, 6: {"a": None, "b": "4"}}
    assert refusals[7].cells == {"a": "5", "b": "6", "extra_1": "7"}


def found(folder: Path, *sheets: list[list[Any]]) -> list[tuple[str, list[dict[str, str | None]], tuple[str, ...]]]:
    path = folder / "rows.xlsx"
    path.write_bytes(workbook(*sheets).getvalue())
    told = []
    for member in members(path):
        with member.open() as stream:
            tables = [batch.table.to_pylist() for batch in recognise(head_of(member)).read(stream)]
        told.append((member.name, [row for table in tables for row in table], member.left_out))
    return told


def test_every_sheet_with_the_same_columns_is_a_file_of_its_own(tmp_path: Path) -> None:
    first, second = [["a", "b"], ["1", "2"], ["3", "4"]], [["B", "a"], ["5", "6"]]
    left_out = (
        "The sheet Sheet was left out: it is no table, for it has one column or no row below a header.",
        "The sheet Sheet2 was left out: it is empty.",
        "The sheet Sheet4 was left out: its columns are not those of Sheet1. Load it as a file of its own.",
    )
    assert found(tmp_path, [["Note"]], first, [], second, [["a", "b", "c"], ["1.2", "x", "y"]]) == [
        ("rows.xlsx/Sheet1", [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}], left_out),
        ("rows.xlsx/Sheet3", [{"B": "5", "a": "6"}], ()),
    ]


def test_a_workbook_with_one_table_goes_by_its_own_name(tmp_path: Path) -> None:
    notes: list[list[Any]] = [[f"Note {number}"] for number in range(9)]
    ((name, rows, left_out),) = found(tmp_path, notes, [["a", "b"], ["1", "2"]])
    assert (name, rows, len(left_out)) == ("rows.xlsx", [{"a": "1", "b": "2"}], 1)
    assert found(tmp_path, [["a"], ["1"]]) == [("rows.xlsx", [{"a": "1"}], ())]


def test_lists_of_one_column_are_read_where_there_is_no_other_table(tmp_path: Path) -> None:
    read = found(tmp_path, [["a"], ["1"]], [["a"], ["2"]])
    assert [(name, rows) for name, rows, _ in read] == [
        ("rows.xlsx/Sheet", [{"a": "1"}]),
        ("rows.xlsx/Sheet1", [{"a": "2"}]),
    ]


def test_a_workbook_that_was_loaded_by_its_longest_sheet_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook([["a", "b"], ["1", "2"]], [["a", "b"], ["3", "4"], ["5", "6"]]).getvalue())
    whole, second = member_named(path, "rows.xlsx"), member_named(path, "rows.xlsx/Sheet1")
    assert (whole and whole.sheet, second and second.sheet) == (None, 1)
    assert whole is not None
    with whole.open() as stream:
        (batch,) = recognise(head_of(whole)).read(stream)
    assert batch.table["a"].to_pylist() == ["3", "5"]
    assert member_named(path, "rows.xlsx/Sheet9") is None


def test_an_empty_workbook() -> None:
    with pytest.raises(InputError, match="no sheet with rows"):
        read([])
