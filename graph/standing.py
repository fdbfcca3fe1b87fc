"""Which of the readings of one booked exhibit stands: the newest that was made of the custody ledger, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from graph.ids import exhibit_id
from tracer.kinds.seizures import REVISION, TAKEN_BACK, Seizures
from tracer.model import StoredFact


@dataclass(frozen=True, slots=True)
class Booking:
    """What the ledger said of an exhibit at one of its entries. `taken_back`: that its booking was a mistake."""

    exhibit: str
    revision: int
    taken_back: bool


def booking_of(fact: StoredFact) -> Booking | None:
    """The reading of the ledger that a fact is; None for a fact of anything else."""
    if fact.kind != Seizures.name or "extra" not in fact.body:
        return None
    extra = json.loads(str(fact.body["extra"]))
    revision = str(extra.get(REVISION, ""))
    if not (revision.isascii() and revision.isdecimal()):
        return None
    exhibit = exhibit_id(str(fact.body["seizure_ref"]), str(fact.body["exhibit_ref"]))
    return Booking(exhibit, int(revision), TAKEN_BACK in extra)


def replaced(facts: Iterable[StoredFact]) -> dict[str, str]:
    """For each fact that a newer reading of the same exhibit replaces: the exhibit. Whatever their order."""
    readings: dict[str, list[tuple[int, str]]] = {}
    for fact in facts:
        booking = booking_of(fact)
        if booking is not None:
            readings.setdefault(booking.exhibit, []).append((booking.revision, fact.id))
    return {fact_id: exhibit for exhibit, every in readings.items() for _, fact_id in sorted(every)[:-1]}
