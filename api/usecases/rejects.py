"""Write quarantined rows to a CSV file that can be mended and loaded again."""

from __future__ import annotations

import csv
import os
from pathlib import Path

from tracer.errors import NotFoundError, UsageError
from tracer.records.records import Records
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
    names = list(dict.fromkeys(name for one in refused for name in one.cells))
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([*names, SOURCE, ROW, REASON])
        for one in refused:
            cells = [escaped(one.cells.get(name, "")) for name in names]
            writer.writerow([*cells, one.source.id, one.source.row, escaped(one.reason)])
    return len(refused)
