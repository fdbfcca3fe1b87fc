"""The CSV file of refused rows: what is added to it, and taken off again when it comes back mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE, ROW, KIND, REASON = "rejected_source", "rejected_row", "rejected_kind", "rejected_reason"
_FORMULA = re.compile(r"[=+@\t\r]|-(?![\d.]+\Z)|'+[=+@\t\r-]")
_ESCAPED = r"^'('*[=+@\t\r-])"


def escaped(cell: str) -> str:
    """The cell with an apostrophe before whatever a spreadsheet would run as a formula; a number is left alone.

    A cell that begins as an escaped one does gets another apostrophe, so that `unmarked` gives every cell back.
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def kind_of(table: pa.Table) -> str | None:
    """The kind that mended rows were of, or None for any other table."""
    if REASON not in table.column_names or KIND not in table.column_names:
        return None
    said = {text.strip() for text in table[KIND].to_pylist() if text and text.strip()}
    return said.pop() if len(said) == 1 else None


def unmarked(table: pa.Table) -> pa.Table:
    """A table without the columns that tell of the refusal, its cells as they were; any other table as it is."""
    if REASON not in table.column_names:
        return table
    import pyarrow as pa  # Whoever only looks at refused rows does without.
    import pyarrow.compute as pc

    kept = table.drop_columns([name for name in (SOURCE, ROW, KIND, REASON) if name in table.column_names])
    columns = [pc.replace_substring_regex(column, _ESCAPED, r"\1") for column in kept.columns]
    return pa.table(dict(zip(kept.column_names, columns, strict=True)))
