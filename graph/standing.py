"""Which of the readings of one booked exhibit stands: the newest that was made of the custody ledger, and no other.

A reading of an exhibit that was booked from a table replaces the row it was booked from, and no other row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from graph.ids import exhibit_id, place_id
from tracer.kinds.seizures import BOOKED_AT, BOOKED_ROW, REVISION, TAKEN_BACK, Seizures, cells_of
from tracer.model import StoredFact, canonical_json, hash_id
from tracer.times import from_iso, iso

_KEPT = ("imei", "imei2", "serial", "make", "model", "colour", "condition", "seal", "found_with", "power")
"""The columns of a table whose texts the ledger keeps of a booking."""
_BEFORE_ANY = -1
"""The revision of a reading that was loaded when a raid was finished, before readings said at which entry they were."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What the ledger said of an exhibit at one of its entries. `taken_back`: that its booking was a mistake.

    `by` and `booked_at` are the officer and the moment of the booking, as they were written. `row` is the mark of the
    row of a table that it was booked from; empty for what was booked in a raid.
    """

    exhibit: str
    revision: int
    taken_back: bool
    by: str
    booked_at: str
    row: str = ""

    def is_of(self, old: Booking) -> bool:
        """Whether this is of the same booking as a reading without a revision: others too write such tables."""
        return not self.row and self.by == old.by and (self.taken_back or self.booked_at == old.booked_at)


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
    by, row = str(fact.body.get("officer", "")), str(extra.get(BOOKED_ROW, ""))
    return Booking(_exhibit(fact), int(revision) if known else _BEFORE_ANY, TAKEN_BACK in extra, by, booked_at, row)


def exhibit_of(fact: StoredFact) -> str | None:
    """The exhibit that a row of a table of seizures is about, whoever wrote it; None for a fact of anything else."""
    return _exhibit(fact) if fact.kind == Seizures.name else None


def row_mark(cells: Mapping[str, str], at: datetime, location: str | None) -> str:
    """What marks the row an exhibit is booked from: of all it says, what the ledger keeps of a booking.

    The ledger's own texts, by their columns, give the mark of the row that they were taken from.
    """
    said = [iso(at), location, *(cells.get(name) or "" for name in _KEPT)]
    return hash_id(canonical_json(said).encode("utf-8", "surrogatepass"))


def _exhibit(fact: StoredFact) -> str:
    return exhibit_id(str(fact.body["seizure_ref"]), str(fact.body["exhibit_ref"]))


def _mark_of(fact: StoredFact) -> str:
    cells = cells_of(fact)
    where = cells.get("place") or cells.get("address")
    return row_mark(cells, from_iso(cells["at"]), place_id(where) if where else None)


def _of_a_finished_raid(fact: StoredFact, booked_at: str) -> bool:
    """Whether a row is as this system wrote them of a finished raid: booked at a moment in UTC, at a place by name."""
    return booked_at.endswith("Z") and "lat" not in fact.body


def replaced(facts: Iterable[StoredFact]) -> dict[str, str]:
    """For each fact that a newer reading of the same exhibit replaces: the exhibit. Whatever their order.

    A reading without a revision replaces nothing, and is only replaced by one of the same booking.
    """
    readings: dict[str, list[tuple[Booking, str]]] = {}
    rows: dict[str, list[StoredFact]] = {}
    for fact in facts:
        booking = booking_of(fact)
        if booking is not None:
            readings.setdefault(booking.exhibit, []).append((booking, fact.id))
        if (booking is None or booking.revision == _BEFORE_ANY) and (exhibit := exhibit_of(fact)) is not None:
            rows.setdefault(exhibit, []).append(fact)
    gone = {fact_id: exhibit for exhibit, every in readings.items() for fact_id in _older(every)}
    for exhibit, every in readings.items():
        marks = {booking.row for booking, _ in every} - {""}
        gone |= {row.id: exhibit for row in rows.get(exhibit, ()) if marks and _mark_of(row) in marks}
    return gone


def _older(readings: list[tuple[Booking, str]]) -> Iterator[str]:
    numbered = [(booking.revision, fact_id) for booking, fact_id in readings if booking.revision > _BEFORE_ANY]
    newest = max(numbered, default=None)
    yield from (fact_id for revision, fact_id in numbered if (revision, fact_id) != newest)
    for old, fact_id in readings:
        if old.revision == _BEFORE_ANY and any(one.revision > _BEFORE_ANY and one.is_of(old) for one, _ in readings):
            yield fact_id
