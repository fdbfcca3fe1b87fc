"""What a raid would have said of each phone that is booked from a table. Nothing is refused for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from api.custody_house import CustodyHouse
from api.usecases.custody.blocks import graph_of
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.row_results import BookedRow, Taken
from api.wholeness import GRAPH_TROUBLE
from tracer.custody.ids import seizure_part
from tracer.custody.scan import judge
from tracer.custody.scanned import Scene, Verdict

PATIENCE_S = 30.0
"""How long the phones of one table are looked up: whoever booked them waits for the answer."""
_LATE = "Looking up the phones of this table took too long."


def tell(house: CustodyHouse, taken: Taken, opens: Callable[[str], bool] = lambda _: True) -> None:
    """Says of each phone that is booked now whether it is reported stolen, blocked, or was seized once before.

    Of other exhibits those are named that `opens` lets through. Of a phone that could not be looked up it says so.
    """
    try:
        with graph_of(house) as graph:
            look_ups = GraphLookUps(graph, house.records, house.settings, opens)
            taken.new = list(_told(taken.new, look_ups, house.settings.force or None))
    except GRAPH_TROUBLE as error:
        taken.new = [_not_checked(one, error.what) for one in taken.new]


def _told(rows: list[BookedRow], look_ups: GraphLookUps, force: str | None) -> Iterator[BookedRow]:
    until = time.monotonic() + PATIENCE_S
    for row in rows:
        if not row.phones:
            yield row
        elif time.monotonic() > until:
            yield _not_checked(row, _LATE)
        else:
            answer = judge("", row.phones, Scene({}, seizure_part(row.seizure), force), look_ups)
            calls = answer.verdict is not Verdict.NOT_REPORTED or len(answer.details) > 1
            details = (*row.details, *answer.details)
            yield replace(row, word=answer.word, details=details, calls=row.calls or calls)


def _not_checked(row: BookedRow, why: str) -> BookedRow:
    if not row.phones:
        return row
    told = ("It was not looked up, and may be stolen or blocked all the same.", why)
    return replace(row, word=Verdict.NOT_CHECKED.value, details=(*row.details, *told), calls=True)
