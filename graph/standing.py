"""Which of the readings of one booked exhibit stands: the newest that was made of the custody ledger, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from graph.ids import exhibit_id
from tracer.kinds.seizures import BOOKED_AT, REVISION, TAKEN_BACK, Seizures
from tracer.model import StoredFact

_BEFORE_ANY = -1
"""The revision of a reading that was loaded when a raid was finished, before readings said at which entry they were."""


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
    known = revision.isascii() and revision.isdecimal()
    if not known and not _of_a_finished_raid(fact, str(extra.get(BOOKED_AT, ""))):
        return None
    exhibit = exhibit_id(str(fact.body["seizure_ref"]), str(fact.body["exhibit_ref"]))
    return Booking(exhibit, int(revision) if known else _BEFORE_ANY, TAKEN_BACK in extra)


def _of_a_finished_raid(fact: StoredFact, booked_at: str) -> bool:
    """Whether a row is as this system wrote them of a finished raid: booked at a moment in UTC, at a place by name."""
    return booked_at.endswith("Z") and "lat" not in fact.body


def replaced(facts: Iterable[StoredFact]) -> dict[str, str]:
    """For each fact that a newer reading of the same exhibit replaces: the exhibit. Whatever their order.

    A reading without a revision replaces nothing: such rows are only taken for the ledger's where it speaks itself.
    """
    readings: dict[str, list[tuple[int, str]]] = {}
    for fact in facts:
        booking = booking_of(fact)
        if booking is not None:
            readings.setdefault(booking.exhibit, []).append((booking.revision, fact.id))
    standing = {exhibit: max(every) for exhibit, every in readings.items()}
    return {
        fact_id: exhibit
        for exhibit, every in readings.items()
        for revision, fact_id in every
        if (revision, fact_id) != standing[exhibit] and standing[exhibit][0] > _BEFORE_ANY
    }
