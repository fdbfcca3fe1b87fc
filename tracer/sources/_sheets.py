"""The sheets of a workbook: which of them are tables, each read as a file of its own, and which are left out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from tracer.sources._dialect import LOOKED_AT, header_index, unique_names, usual_width
from tracer.sources._zip import open_zip, seekable
from tracer.sources.xlsx import numbered, open_workbook, texts_of, width_of

_LONGEST_NAME = 60
_PARTS, _CONTENTS = "xl/worksheets/", "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The tables of a workbook, by where they stand among its sheets, and what is said of each other sheet."""

    tables: dict[int, str]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    name: str
    rows: int
    columns: frozenset[str]
    below: int

    @property
    def is_table(self) -> bool:
        return len(self.columns) > 1 and self.below > 0


def sheets_of(stream: BinaryIO) -> Sheets:
    """Which sheets of a workbook are read: the longest that is a table, and those with the same columns.

    A table has a header of several columns and a row below it; where no sheet has, one column will do. Raises what
    reading raises.
    """
    file = seekable(stream)
    parts = open_zip(file).namelist()
    one = sum(name.startswith(_PARTS) and name.endswith(".xml") for name in parts) == 1
    if one or _CONTENTS not in parts:
        return Sheets({}, ())  # Most workbooks, which need not be opened to know it; and what is none.
    with closing(open_workbook(file)) as book:
        titles = [sheet.title.replace("/", "_")[:_LONGEST_NAME] for sheet in book.worksheets]
        found = [_looked_at(*both) for both in zip(unique_names(titles), book.worksheets, strict=True)]
    filled = [one for one in found if one.rows]
    tables = [one for one in filled if one.is_table] or filled
    if not tables:
        return Sheets({}, ())
    longest = max(tables, key=lambda one: one.rows)
    read = {at: one.name for at, one in enumerate(found) if one in tables and one.columns == longest.columns}
    return Sheets(read, tuple(_left_out(one, longest, tables) for at, one in enumerate(found) if at not in read))


def _left_out(sheet: _Sheet, longest: _Sheet, tables: Sequence[_Sheet]) -> str:
    if sheet in tables:
        why = f"its columns are not those of {longest.name}. Load it as a file of its own"
    elif sheet.rows:
        why = "it is no table, for it has one column or no row below a header"
    else:
        why = "it is empty"
    return f"The sheet {sheet.name} was left out: {why}."


def _looked_at(name: str, sheet: Any) -> _Sheet:
    rows = numbered(sheet)
    first = [cells for _, cells in islice(rows, LOOKED_AT)]
    if not first:
        return _Sheet(name, 0, frozenset(), 0)
    usual, _ = usual_width([width_of(cells) for cells in first])
    texts = [texts_of(cells) for cells in first]
    header = header_index(texts, usual)
    columns = frozenset(" ".join(text.casefold().split()) for text in unique_names(texts[header]))
    return _Sheet(name, len(first) + sum(1 for _ in rows), columns, len(first) - header - 1)
