"""Lines of a CSV file for people: no cell is run as a formula by a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from tracer.sources.mended import escaped


def csv_line(cells: Iterable[object]) -> str:
    """One line. A text that a spreadsheet would run is marked as text; a number is left as it is, and None is empty."""
    line = io.StringIO(newline="")
    csv.writer(line).writerow([escaped(cell) if isinstance(cell, str) else cell for cell in cells])
    return line.getvalue()
