"""Bookings as rows of the kind `seizures`: a CSV file that is kept as evidence and loaded like any other."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from api.bootstrap import house
from api.settings import Settings
from tracer.custody.raid import Booked, RaidBook
from tracer.errors import GraphHeldError
from tracer.ingest import Loaded, Progress
from tracer.kinds import kind_named
from tracer.kinds.seizures import BOOKED_ROW, REVISION, TAKEN_BACK
from tracer.reading import Ask
from tracer.spool import private_folder
from tracer.times import iso

KIND = "seizures"
EXTRA = ("booked_at", "scanned", "imei3", "imei4", "part", "part_of")
"""Columns that the kind does not know and keeps with the record."""
PAUSE_S = 1.0
T = TypeVar("T")
_TEMPLATE_ROWS = 500
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a search took place: `place` is the name of `location`."""

    place: str | None = None
    location: str | None = None
    address: str | None = None


def columns() -> tuple[str, ...]:
    """The columns of the kind, in order."""
    return tuple(column.name for column in kind_named(KIND).columns)


def rows_of(
    book: RaidBook, scene: Scene, new: Collection[int] | None = None, marks: Mapping[str, str] = MappingProxyType({})
) -> list[dict[str, str]]:
    """A row for each exhibit that was booked scan after scan, as the ledger has it, in the order of booking.

    After them a row for each that was booked from a table, once the ledger says something else of it than the table
    did; `marks` has the mark of the row it was booked from, by exhibit. With `new` only those rows that say something
    else since these entries of the ledger. What was taken back has a row that says so, since an earlier one may have
    been told to others.
    """
    booked = sorted(book.exhibits.values(), key=lambda one: one.index)
    in_session = [one for one in booked if one.in_session]
    began = min(in_session, key=lambda one: (one.at or _LAST, one.index), default=None)
    rows = []
    for one in in_session:
        # When the search began is said in every row.
        if began is not None and (new is None or one.changed in new or began.index in new):
            revision = max(one.changed, began.index)
            rows.append(_row(book, scene, one, began.at) | {REVISION: str(revision)})
    return rows + [
        _row_of_table(book, one) | {REVISION: str(one.changed), BOOKED_ROW: marks.get(one.exhibit, one.exhibit)}
        for one in booked
        if not one.in_session and (one.changed != one.index or one.part_of) and (new is None or one.changed in new)
    ]


def _row_of_table(book: RaidBook, one: Booked) -> dict[str, str]:
    """Who searched, and where, the row says that it was booked from: the ledger keeps less of it."""
    whole = one
    while whole.part_of is not None and whole.part_of in book.exhibits:
        whole = book.exhibits[whole.part_of]
    unsaid = dict.fromkeys(("place", "address", "officer", "booked_at"), "")
    return _row(book, Scene(), one, whole.at) | unsaid


def _row(book: RaidBook, scene: Scene, one: Booked, began: datetime | None) -> dict[str, str]:
    here = one.location in (None, scene.location)
    row = {
        "seizure_ref": book.seizure,
        "exhibit_ref": one.reference,
        "at": iso(began) if began else "",
        "place": (scene.place if here else one.location) or "",
        "address": (scene.address if here else None) or "",
        "officer": one.by.removeprefix("officer:"),
        "power": one.power or "",
    }
    if one.withdrawn:
        return row | {TAKEN_BACK: "yes"}
    return row | {
        **{name: one.item[name] for name in (*columns(), *EXTRA) if name in one.item},
        "condition": "; ".join(_state(one)),
        "seal": one.seal or "",
        "booked_at": iso(one.at) if one.at else "",
        "part_of": one.part_of.rsplit(":", 1)[-1] if one.part_of else "",
    }


def load_rows(
    settings: Settings,
    name: str,
    rows: Sequence[Mapping[str, str]],
    progress: Progress,
    tell: Callable[[str], None],
) -> list[Loaded]:
    """Keep the rows as a CSV file among the evidence and load it. Waits for a graph that another process holds.

    Raises `GraphHeldError` when it is held longer than the settings' patience; nothing is loaded then.
    """
    if not rows:
        return []
    with private_folder(settings.spool) as folder:
        file = folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)[:80]}.csv"
        write_rows(file, rows)

        def load() -> list[Loaded]:
            with house(settings) as open_house, open_house.loader(progress, tell) as loader:
                return list(loader.load(file, Ask(KIND)))

        return when_free(settings, tell, load)


def when_free(settings: Settings, tell: Callable[[str], None], act: Callable[[], T]) -> T:
    """Does it once the graph is free. Raises `GraphHeldError` when it is held longer than the settings' patience."""
    until = time.monotonic() + settings.graph_patience_s
    while True:
        try:
            return act()
        except GraphHeldError:
            if time.monotonic() + PAUSE_S > until:
                raise
            tell("Another process holds the graph. Waiting; what was booked is kept.")
            time.sleep(PAUSE_S)


def write_rows(file: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows with the kind's columns first, cell for cell: this system reads them. The same give the same bytes."""
    rows = list(rows)
    known = columns()
    more = sorted({name for row in rows for name in row} - set(known))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*known, *more], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_workbook(file: Path) -> None:
    """An empty workbook with the kind's columns, whose cells are text: a spreadsheet keeps an IMEI as it is typed."""
    import openpyxl
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = KIND
    sheet.append(columns())
    for row in sheet.iter_rows(min_row=2, max_row=_TEMPLATE_ROWS, max_col=len(columns())):
        for cell in row:
            cell.number_format = "@"
    for number in range(len(columns())):
        sheet.column_dimensions[get_column_letter(number + 1)].width = 18
    sheet.freeze_panes = "A2"
    book.save(file)


def _state(one: Booked) -> list[str]:
    return [one.item[name] for name in ("description", "condition") if name in one.item]
