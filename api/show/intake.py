"""What is told of the exhibits that were booked from a table, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from api.usecases.custody.row_results import Taken
from tracer.custody.scanned import Verdict


def told_lines(taken: Taken) -> Iterator[str]:
    """Of each booked row what calls for somebody to read it; that phones were not looked up once for all of them."""
    unchecked = [one for one in taken.new if one.word == Verdict.NOT_CHECKED.value]
    for one in taken.new:
        if one.calls and one not in unchecked:
            yield f"    row {one.row} ({one.exhibit}): {one.word or 'booked'}"
            yield from (f"        {line}" for line in one.details)
    if unchecked:
        rows = ", ".join(str(one.row) for one in unchecked[:10]) + (", …" if len(unchecked) > 10 else "")
        yield f"    NOT CHECKED: {len(unchecked)} of the phones (rows {rows}). {unchecked[0].details[-1]}"
