"""Which of a report's phones is meant, in words that its owner knows: make, model, colour, and nothing of the case."""

from __future__ import annotations

from api.custody_house import CustodyHouse
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import Confirmation
from tracer.records.values import Asked
from tracer.recovery.report import plain

_SAYS = ("make", "model", "colour")
UNKNOWN = "make and model not noted"


def which_phone(house: CustodyHouse, one: Confirmation, asked: Asked) -> str | None:
    """The words, where the report has other phones that we have or had; None where "your phone" says it.

    The audit notes whose texts were read for it.
    """
    every = house.records.part(Confirmations).of_report(one.report)
    if not any(each.exhibit != one.exhibit and each.withdrawn_at is None for each in every):
        return None
    noted: dict[str, str] = {}
    for entry in house.ledger.history(one.exhibit):
        if not entry.commitments.keys().isdisjoint(_SAYS):
            noted |= {found.field: found.text for found in house.ledger.openings(entry, asked)}
    words = " ".join(noted[name] for name in _SAYS if noted.get(name))
    return plain(words) if words else UNKNOWN
