"""A formula in a column that a kind knows costs its row, whatever the column is called; in others the cell is empty."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tracer.kinds._base import Context
from tracer.model import FORMULA, ParsedBatch
from tracer.reading import Ask, recognised
from tracer.sources.mapping import ColumnMapping
from tracer.sources.unpack import members

IMEI = "352099001761481"
REPORT = {"reference": "R1", "force": "Met", "imei": f'="{IMEI}"', "sum": "=1+1"}
PING = {"imei": f'="{IMEI}"', "at": "2023-10-02T18:41:00Z", "lat": "51.5", "lon": "-0.1"}


def parsed(folder: Path, row: dict[str, Any], ask: Ask) -> ParsedBatch:
    book = Workbook()
    for cells in (list(row), list(row.values()), list(row.values())):
        book.active.append(cells)
    book.save(folder / "rows.xlsx")
    (member,) = members(folder / "rows.xlsx")
    (batch,) = recognised(member, ask).batches(Context(datetime.now(UTC)), lambda _done, _rows: None)
    assert batch.rows == 2
    return batch.parsed


@pytest.mark.parametrize("row", [REPORT, PING])
def test_the_row_is_refused_with_its_cells(tmp_path: Path, row: dict[str, Any]) -> None:
    found = parsed(tmp_path, row, Ask())
    assert (found.facts, found.observations and len(found.observations.table)) in (((), None), ((), 0))
    assert [(one.row, one.reason) for one in found.refusals] == [(2, f"imei: {FORMULA}"), (3, f"imei: {FORMULA}")]
    assert found.refusals[0].cells == row


def test_a_column_that_is_said_to_be_a_known_one_is_known(tmp_path: Path) -> None:
    row = {"reference": "R1", "force": "Met", "Phone": f'="{IMEI}"'}
    found = parsed(tmp_path, row, Ask("reports", columns=ColumnMapping({"imei": "Phone"}, {"make": "Pixel"})))
    assert [one.reason for one in found.refusals] == [f"imei: {FORMULA}"] * 2


def test_a_value_for_every_row_stands_above_a_formula(tmp_path: Path) -> None:
    row = {"reference": "R1", "force": "=A2"}
    found = parsed(tmp_path, row, Ask("reports", columns=ColumnMapping(constants={"force": "Met"})))
    assert [one.body["force"] for one in found.facts] == ["Met", "Met"]


def test_a_column_that_the_kind_does_not_know_is_left_empty(tmp_path: Path) -> None:
    found = parsed(tmp_path, REPORT | {"imei": IMEI}, Ask())
    assert (len(found.facts), found.refusals) == (2, ())
    assert "extra" not in found.facts[0].body
