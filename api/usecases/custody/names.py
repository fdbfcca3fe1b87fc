"""What the ids in a history name."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from api.custody_house import CustodyHouse
from api.usecases.custody.origins import origins
from tracer.custody.ledger import Ledger
from tracer.custody.sentences import Names


def names_of(ledger: Ledger, officers: bool = False) -> Names:
    """The names of stores and laboratories, and of officers for those who may see them."""
    known = {place.id: place.name for place in ledger.places() if place.name}
    if officers:
        known |= {officer.id: officer.name for officer in ledger.officers() if officer.name}
    return Names(known)


def names_in(house: CustodyHouse, exhibits: Collection[str], officers: bool = False) -> Names:
    """The same for the histories of these exhibits, with what they were taken out of."""
    return replace(names_of(house.ledger, officers), wholes=origins(house, exhibits))
