"""Bookings as rows of the kind `seizures`: a CSV file that is kept as evidence and loaded like any other."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from api.bootstrap import house
from api.settings import Settings
from tracer.custody.raid import Booked, RaidBook
from tracer.errors import GraphHeldError
from tracer.ingest import Loaded, Progress
from tracer.kinds import kind_named
from tracer.reading import Ask
from tracer.spool import private_folder
from tracer.times import iso

KIND = "seizures"
EXTRA = ("booked_at", "scanned", "imei3", "imei4", "part", "part_of")
"""Columns that the kind does not know and keeps with the record."""
PAUSE_S = 1.0


def columns() -> tuple[str, ...]:
    """The columns of the kind, in order."""
    return tuple(column.name for column in kind_named(KIND).columns)


def rows_of(book: RaidBook, place: str | None, location: str | None, address: str | None) -> list[dict[str, str]]:
    """A row for each exhibit that stands, in the order of booking. `place` is the name of `location`."""
    standing = book.all_booked
    began = min((one.at for one in standing if one.at is not None), default=None)
    rows = []
    for one in standing:
        here = place is not None and one.location in (None, location)
        row = {name: one.item[name] for name in (*columns(), *EXTRA) if name in one.item}
        row |= {
            "seizure_ref": book.seizure,
            "exhibit_ref": one.reference,
            "at": iso(began) if began else "",
            "place": (place if here else one.location) or "",
            "address": (address if here else None) or "",
            "officer": one.by.removeprefix("officer:"),
            "power": one.power or "",
            "condition": "; ".join(_state(one)),
            "seal": one.seal or "",
            "booked_at": iso(one.at) if one.at else "",
            "part_of": one.part_of.rsplit(":", 1)[-1] if one.part_of else "",
        }
        rows.append(row)
    return rows


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
        until = time.monotonic() + settings.graph_patience_s
        while True:
            try:
                with house(settings) as open_house, open_house.loader(progress, tell) as loader:
                    return list(loader.load(file, Ask(KIND)))
            except GraphHeldError:
                if time.monotonic() + PAUSE_S > until:
                    raise
                tell("Another process holds the graph. Waiting; what was booked is kept.")
                time.sleep(PAUSE_S)


def write_rows(file: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write rows with the kind's columns first; the same rows give the same bytes."""
    rows = list(rows)
    known = columns()
    more = sorted({name for row in rows for name in row} - set(known))
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [*known, *more], restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _state(one: Booked) -> list[str]:
    return [one.item[name] for name in ("description", "condition") if name in one.item]
