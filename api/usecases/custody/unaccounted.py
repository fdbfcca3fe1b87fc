"""What the last stock-take of a store did not account for, until the next does, or something is done with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from api.custody_house import CustodyHouse
from tracer.custody.events import EventKind, ExhibitState
from tracer.custody.sentences import moment
from tracer.records.stock_takes import KeptStockTake, StockTakes


class Unlike(StrEnum):
    """In what a store was not as recorded."""

    MISSING = "missing"
    UNEXPECTED = "unexpected"
    GONE = "left custody"


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """An exhibit that was missing in a store, or found there without being recorded there, when it was counted last."""

    state: ExhibitState
    unlike: Unlike
    store: str
    at: datetime

    def words(self, store: str) -> str:
        """What is to be looked at, by the store's name."""
        counted = f"at the stock-take of {store}, {moment(self.at)}"
        if self.unlike is Unlike.MISSING:
            return f"missing {counted}"
        recorded = f"recorded as {self.state.status.value}" if self.unlike is Unlike.GONE else "not recorded there"
        return f"found {counted}, and {recorded}"


def unaccounted(house: CustodyHouse, only: str | None = None) -> dict[str, Unaccounted]:
    """All of it, or that of one exhibit, by exhibit.

    What was missing in one store and found in another is told by the later count. It is settled by the next count of
    that store, or once something is done with the exhibit or said of it; that a file was kept with it settles nothing.
    """
    found: dict[str, Unaccounted] = {}
    for taken in sorted(house.records.part(StockTakes).last_of_each(), key=lambda one: one.at):
        found |= {one.state.exhibit: one for one in _of(house, taken, only)}
    return found


def _of(house: CustodyHouse, taken: KeptStockTake, only: str | None) -> Iterator[Unaccounted]:
    with house.evidence.open(taken.report) as kept:
        told = json.loads(kept.read())
    for exhibit in (one for one in told["missing"] if only in (None, one)):
        state = house.ledger.state(exhibit)
        if state.location == taken.store and not state.closed and not _settled(house, exhibit, taken.at):
            yield Unaccounted(state, Unlike.MISSING, taken.store, taken.at)
    for exhibit in (one["exhibit"] for one in told["unexpected"] if only in (None, one["exhibit"])):
        state = house.ledger.state(exhibit)
        if state.closed or (state.location != taken.store and not _settled(house, exhibit, taken.at)):
            yield Unaccounted(state, Unlike.GONE if state.closed else Unlike.UNEXPECTED, taken.store, taken.at)


def _settled(house: CustodyHouse, exhibit: str, since: datetime) -> bool:
    later = (entry for entry in house.ledger.history(exhibit) if entry.recorded_at > since)
    return any(entry.event.kind is not EventKind.ATTACH for entry in later)
