"""What the ids in a history name."""

from __future__ import annotations

from tracer.custody.ledger import Ledger
from tracer.custody.sentences import Names


def names_of(ledger: Ledger, officers: bool = False) -> Names:
    """The names of stores and laboratories, and of officers for those who may see them."""
    known = {place.id: place.name for place in ledger.places() if place.name}
    if officers:
        known |= {officer.id: officer.name for officer in ledger.officers() if officer.name}
    return Names(known)
