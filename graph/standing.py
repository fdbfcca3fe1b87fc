"""Which of the readings of one booked exhibit stands: the newest that was made of the custody ledger, and no other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.ids import exhibit_id
from tracer.kinds.seizures import BOOKED_AT, REVISION, TAKEN_BACK, Seizures
from tracer.model import StoredFact

_BEFORE_ANY = -1
"""The revision of a reading that was loaded when a raid was finished, before readings said at which entry they were."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What the ledger said of an exhibit at one of its entries. `taken_back`: that its booking was a mistake.

    `by` and `booked_at` are the officer and the moment of the booking, as they were written.
    """

    exhibit: str
    revision: int
    taken_back: bool
    by: str
    booked_at: str

    def is_of(self, old: Booking) -> bool:
        """Whether this is of the same booking as a reading without a revision: others too write such tables."""
        return self.by == old.by and (self.taken_back or self.booked_at == old.booked_at)


def booking_of(fact: StoredFact) -> Booking | None:
    """The reading of the ledger that a fact is; None for a fact of anything else."""
    if fact.kind != Seizures.name or "extra" not in fact.body:
        return None
    extra = json.loads(str(fact.body["extra"]))
    revision = str(extra.get(REVISION, ""))
    known = revision.isascii() and revision.isdecimal()
    booked_at = str(extra.get(BOOKED_AT, ""))
    if not known and not _of_a_finished_raid(fact, booked_at):
        return None
    exhibit = exhibit_id(str(fact.body["seizure_ref"]), str(fact.body["exhibit_ref"]))
    by = str(fact.body.get("officer", ""))
    return Booking(exhibit, int(revision) if known else _BEFORE_ANY, TAKEN_BACK in extra, by, booked_at)


def _of_a_finished_raid(fact: StoredFact, booked_at: str) -> bool:
    """Whether a row is as this system wrote them of a finished raid: booked at a moment in UTC, at a place by name."""
    return booked_at.endswith("Z") and "lat" not in fact.body


def replaced(facts: Iterable[StoredFact]) -> dict[str, str]:
    """For each fact that a newer reading of the same exhibit replaces: the exhibit. Whatever their order.

    A reading without a revision replaces nothing, and is only replaced by one of the same booking.
    """
    readings: dict[str, list[tuple[Booking, str]]] = {}
    for fact in facts:
        booking = booking_of(fact)
        if booking is not None:
            readings.setdefault(booking.exhibit, []).append((booking, fact.id))
    return {fact_id: exhibit for exhibit, every in readings.items() for fact_id in _older(every)}


def _older(readings: list[tuple[Booking, str]]) -> Iterator[str]:
    numbered = [(booking.revision, fact_id) for booking, fact_id in readings if booking.revision > _BEFORE_ANY]
    newest = max(numbered, default=None)
    yield from (fact_id for revision, fact_id in numbered if (revision, fact_id) != newest)
    for old, fact_id in readings:
        if old.revision == _BEFORE_ANY and any(one.revision > _BEFORE_ANY and one.is_of(old) for one, _ in readings):
            yield fact_id
