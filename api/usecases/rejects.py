"""Write quarantined rows as CSV that can be mended and loaded again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tracer.csv_lines import csv_line
from tracer.errors import NotFoundError, UsageError
from tracer.kinds import kind_named
from tracer.kinds._base import Kind
from tracer.kinds.reports import MASKED, Reports, is_private
from tracer.records.records import Records
from tracer.records.values import Source
from tracer.sources.mended import KIND, REASON, ROW, SOURCE


def write_csv(records: Records, source: str | None, file: Path) -> int:
    """Write the refused rows of a source, or of all sources of one kind; gives how many.

    Raises `UsageError` where sources of several kinds have refused rows, and `NotFoundError` where none has.
    """
    asked = [records.source(source)] if source is not None else records.sources()
    refused = [one for one in asked if one.rejected]
    if not refused:
        raise NotFoundError("There are no quarantined rows.")
    kinds = {one.kind for one in refused}
    if len(kinds) > 1:
        raise UsageError(f"Rows of several kinds were refused: {', '.join(sorted(kinds))}.", "Name the source as well.")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines(records, refused))
    return sum(one.rejected for one in refused)


def csv_lines(records: Records, sources: Sequence[Source], masked: bool = False) -> Iterator[str]:
    """The header and a line for each refused row of sources of one kind, in bounded memory.

    Columns that the kind needs are there even where no refused row has them: perhaps they were refused for that. What
    was said of a file as a whole (its kind, the device it is about) is said of each row: it is read the same way.
    `masked` keeps what is personal of owners out of it.
    """
    kind = kind_named(sources[0].kind) if sources else None
    names = _names(records, sources, kind)
    yield csv_line([*names, SOURCE, ROW, KIND, REASON])
    for source in sources:
        for one in records.refusals(source.id):
            cells = _with_device(one.cells, source)
            marks = (one.source.id, one.source.row, source.kind, one.reason)
            hidden = masked and source.kind == Reports.name
            yield csv_line([*(_shown(name, cells.get(name, ""), hidden) for name in names), *marks])


def _shown(name: str, cell: str, hidden: bool) -> str:
    return MASKED if cell and hidden and is_private(name) else cell


def _names(records: Records, sources: Sequence[Source], kind: Kind | None) -> list[str]:
    """The kind's columns that a row has, or that it needs, in its order; then what else rows have."""
    rows = ((source, one) for source in sources for one in records.refusals(source.id))
    seen = dict.fromkeys(name for source, one in rows for name in _with_device(one.cells, source))
    if kind is None:
        return list(seen)
    device = next((str(one.options["identifier"]) for one in sources if "identifier" in one.options), None)
    needed = {part for one in kind.missing(list(seen), device) for part in one.split(" or ")}
    own = [column.name for column in kind.columns if column.name in seen.keys() | needed]
    return [*own, *(name for name in seen if name not in own)]


def _with_device(cells: Mapping[str, str], source: Source) -> Mapping[str, str]:
    """The cells, with the device that the whole file is about where the row names none."""
    if "identifier" not in source.options or "imei" in cells or "identifier" in cells:
        return cells
    return {"identifier": str(source.options["identifier"]), **cells}
