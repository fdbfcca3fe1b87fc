"""Excel workbooks (.xlsx): one sheet after another, each as a file of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any, BinaryIO
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException

from tracer.errors import InputError, TracerError, UnsafeInputError
from tracer.model import FORMULA, RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Formula, Item, batches, kept
from tracer.sources._dialect import LOOKED_AT, header_index, unique_names, usual_width
from tracer.sources._stream import TruncatedError
from tracer.sources._zip import open_zip, seekable

_SURE = 0.97
_UNSURE = 0.3
_PART_LIMIT = 64 << 20
"""Bytes of one part that openpyxl holds in memory at once: shared texts, styles, the list of sheets."""
_ROW_LIMIT = 1_048_576
_COLUMN_LIMIT = 1_024
_EXACT_BELOW = 10**11
"""A whole number from here on may have lost digits or leading zeros: it is given with `.0`, so that no identifier
check takes it for the identifier it may once have been. 15 digits are all that a spreadsheet keeps of a number, and as
many as an IMEI has: such a one lost none."""
_WHOLE, _TOO_LONG = 10**14, 10**15

_FORMULA = "f"
_OBJECTIONS = {_FORMULA: FORMULA, "e": "holds an error, not a value"}

Row = tuple[int, Sequence[Any]]


class Xlsx(Format):
    """Rows are numbered as Excel shows them. Blank rows are passed over, and so are notes above the header.

    Dates come out as ISO 8601 without a zone, for Excel has none. A row with a formula or an error in it is refused:
    what Excel last worked out is not what somebody wrote. Of a column that holds nothing but formulas the formulas are
    given beside the rows: only the kind knows whether it needs what stands there.
    """

    name = "xlsx"
    suffixes = (".xlsx", ".xlsm")

    def __init__(self, sheet: int | None = None) -> None:
        self._sheet = sheet

    def of_sheet(self, sheet: int | None) -> Format:
        """The format, reading that sheet; the longest where none is said, as all workbooks were once read."""
        return Xlsx(sheet)

    def confidence(self, head: Head) -> float:
        """High for a zip container whose first members are those of a workbook."""
        if not head.data.startswith(b"PK\x03\x04"):
            return 0.0
        if b"xl/" in head.data:
            return _SURE
        return _UNSURE if b"[Content_Types].xml" in head.data else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of rows; raises `UnsafeInputError` for a bomb, `InputError` where it is no workbook or is empty."""
        return batches(_items(stream, self._sheet))


def _items(stream: BinaryIO, sheet: int | None) -> Iterator[Item]:
    file = seekable(stream)
    with closing(open_workbook(file)) as book:
        rows = numbered(_longest_sheet(book) if sheet is None else book.worksheets[sheet])
        first = list(islice(rows, LOOKED_AT))
        if not first:
            raise InputError("The workbook has no sheet with rows in it.")
        width, _ = usual_width([width_of(cells) for _, cells in first])
        header = header_index([texts_of(cells) for _, cells in first], width)
        names = unique_names(texts_of(first[header][1]))
        below = first[header + 1 :]
        computed = _computed_columns([cells for _, cells in below], len(names))
        for number, cells in chain(below, rows):
            yield _item(number, cells, names, computed)


def _computed_columns(rows: Sequence[Sequence[Any]], width: int) -> set[int]:
    """Positions of the columns that hold formulas and nothing else."""
    types = [{row[at].data_type for row in rows if at < len(row) and row[at].value is not None} for at in range(width)]
    return {at for at, found in enumerate(types) if found == {_FORMULA} and len(rows) > 1}


def _check_parts(archive: ZipFile) -> None:
    for info in archive.infolist():
        if info.file_size > _PART_LIMIT and not info.filename.startswith("xl/worksheets/"):
            raise UnsafeInputError(
                f"{info.filename} in the workbook unpacks to {info.file_size >> 20} MiB.",
                "Save the sheet as CSV and load that.",
            )


def open_workbook(file: BinaryIO) -> Any:
    """The workbook, whose cells are read as they are asked for. Raises `UnsafeInputError` and `TruncatedError`."""
    _check_parts(open_zip(file))
    import openpyxl  # Here and below where it is used: reading it in takes longer than loading a short CSV file.

    with warnings.catch_warnings(), _openpyxl_errors():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)


class _openpyxl_errors:  # noqa: N801 - reads as a statement
    """Turns whatever openpyxl raises over a damaged workbook into an error a user can understand."""

    def __enter__(self) -> None:
        """Nothing to do."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, DefusedXmlException):
            raise UnsafeInputError("The workbook's XML declares entities, which could harm the machine.") from error
        if isinstance(error, Exception) and not isinstance(error, TracerError):
            raise TruncatedError(f"The workbook is damaged: it cannot be read further ({error}).") from error


def _longest_sheet(book: Any) -> Any:
    """The sheet with the most rows that are not blank; the first of those that have as many."""
    sheets = book.worksheets
    if not sheets:
        raise InputError("The workbook has no sheet.")
    return sheets[0] if len(sheets) == 1 else max(sheets, key=lambda sheet: sum(1 for _ in numbered(sheet)))


def numbered(sheet: Any) -> Iterator[Row]:
    """The rows of a sheet that are not blank, with the numbers that Excel shows."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows()
    number = 0
    while True:
        with warnings.catch_warnings(), _openpyxl_errors():
            warnings.simplefilter("ignore")
            cells = next(rows, None)
        if cells is None:
            return
        number += 1
        if number > _ROW_LIMIT or len(cells) > _COLUMN_LIMIT:
            raise UnsafeInputError(
                f"The sheet has more than {_ROW_LIMIT:,} rows or {_COLUMN_LIMIT:,} columns.",
                "Save what matters of it as CSV and load that.",
            )
        width = width_of(cells)
        if width:
            yield number, cells[:width]


def width_of(cells: Sequence[Any]) -> int:
    """How many cells there are up to the last that is not empty."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1].value not in (None, "")), 0)


def _item(number: int, cells: Sequence[Any], names: Sequence[str], computed: set[int]) -> Item:
    texts = [_text(cell) for cell in cells]
    extra = [f"extra_{n}" for n in range(1, len(texts) - len(names) + 1)]
    named: dict[str, str | None] = dict.fromkeys(names)
    named |= dict(zip([*names, *extra], texts, strict=False))
    for at, cell in enumerate(cells):
        objection = _OBJECTIONS.get(cell.data_type)
        if objection and cell.value is not None and not (at in computed and cell.data_type == _FORMULA):
            from openpyxl.utils import get_column_letter

            return Refusal(number, f"cell {get_column_letter(at + 1)}{number} {objection}", kept(named))
    if extra:
        return Refusal(number, f"it has {len(texts)} cells, the header has {len(names)}", kept(named))
    return number, named


def texts_of(cells: Sequence[Any]) -> list[str]:
    """What stands in the cells."""
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    value = cell.value
    if value is not None and cell.data_type == _FORMULA:
        # One that is worked out over several cells is no text, and has one.
        return Formula(getattr(value, "text", None) or value)
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value)
    if isinstance(value, datetime) and _is_day(cell.number_format):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, (datetime, date, time)) else str(value)


def _is_day(number_format: str) -> bool:
    """Whether Excel shows a moment by its day alone."""
    from openpyxl.styles.numbers import is_datetime

    return bool(is_datetime(number_format) == "date")


def _number(value: int | float) -> str:
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if abs(value) < _EXACT_BELOW or _WHOLE <= value < _TOO_LONG:
        return str(int(value))
    return repr(value) if isinstance(value, float) else f"{value}.0"
