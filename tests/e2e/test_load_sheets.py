"""A workbook with a sheet for each officer: no row is lost, and each is told by its sheet and number."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from tracer_command import Tracer

HEADER = ("reference", "force", "imei")
ONE, TWO = "352099001761481", "490154203237518"


@pytest.fixture
def tracer(tmp_path: Path) -> Tracer:
    return Tracer(tmp_path, {"GRAPH_ENGINE": "embedded"})


def workbook(path: Path) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in {"JT": (("R1", "Met", ONE),), "KM": (("R2", "Met", "nowhere"), ("R3", "Met", TWO))}.items():
        sheet = book.create_sheet(name)
        for cells in (HEADER, *rows):
            sheet.append(cells)
    book.create_sheet("Notes").append(("Count them twice",))
    book.save(path)
    return path


def test_each_sheet_is_loaded_once_and_the_graph_is_made_anew_from_all_of_them(tracer: Tracer, tmp_path: Path) -> None:
    file = workbook(tmp_path / "sent.xlsx")
    tried = tracer.inside("load", str(file), "--dry-run", "--json", expect=1).lines
    first, second = tracer.inside("load", str(file), "--json", expect=1).lines
    for one in (first, tried[0]):
        assert (one["name"], one["rows"], one["loaded"], one["rejected"]) == ("sent.xlsx/JT", 1, 1, 0)
        assert "The sheet Notes was left out" in one["left_out"][0]
    assert (second["name"], second["rows"], second["loaded"], second["rejected"]) == ("sent.xlsx/KM", 2, 1, 1)
    again = tracer.inside("load", str(file), "--json", expect=1).lines
    assert [(one["source"], one["loaded"], one["unchanged"]) for one in again] == [
        (first["source"], 0, 1),
        (second["source"], 0, 1),
    ]
    mend = tmp_path / "mend.csv"
    tracer.inside("rejects", second["source"], "--csv", str(mend))
    assert "nowhere" in mend.read_text(encoding="utf-8")
    assert "sent.xlsx/KM" in tracer.inside("rejects").out
    tracer.inside("graph", "rebuild")
    for imei, reference in ((ONE, "R1"), (TWO, "R3")):
        assert reference in tracer.inside("follow", imei).out
