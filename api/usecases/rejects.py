"""Write quarantined rows as CSV that can be mended and loaded again."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tracer.errors import NotFoundError, UsageError
from tracer.records.records import Records
from tracer.records.values import StoredRefusal
from tracer.sources.mended import REASON, ROW, SOURCE, escaped


def write_csv(records: Records, source: str | None, file: Path) -> int:
    """Write the refused rows of a source, or of all sources of one kind; gives how many.

    Raises `UsageError` where sources of several kinds have refused rows, and `NotFoundError` where none has.
    """
    refused = list(records.refusals(source))
    if not refused:
        raise NotFoundError("There are no quarantined rows.")
    kinds = {records.source(one.source.id).kind for one in refused}
    if len(kinds) > 1:
        raise UsageError(f"Rows of several kinds were refused: {', '.join(sorted(kinds))}.", "Name the source as well.")
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
        out.writelines(csv_lines(refused))
    return len(refused)


def csv_lines(refused: Iterable[StoredRefusal]) -> Iterator[str]:
    """The header and a line for each row; cells that a spreadsheet would run as a formula are marked as text."""
    rows = list(refused)
    names = list(dict.fromkeys(name for one in rows for name in one.cells))
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    writer.writerow([*names, SOURCE, ROW, REASON])
    yield _taken(line)
    for one in rows:
        cells = [escaped(one.cells.get(name, "")) for name in names]
        writer.writerow([*cells, one.source.id, one.source.row, escaped(one.reason)])
        yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text
