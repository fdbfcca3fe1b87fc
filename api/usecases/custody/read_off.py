"""What was read off an exhibit, as the ledger has it: it alone follows every correction of a booking."""

from __future__ import annotations

from api.custody_house import CustodyHouse
from tracer.custody.raid import ITEM_FIELDS, as_told, identifiers_of
from tracer.records.values import Asked


def read_off(house: CustodyHouse, exhibit: str, asked: Asked) -> frozenset[str]:
    """The ids of what was read off it when it was booked or later. The audit notes that its texts were read."""
    item: dict[str, str] = {}
    for entry in house.ledger.history(exhibit):
        if not ITEM_FIELDS.isdisjoint(entry.commitments):
            item = as_told(item, {one.field: one.text for one in house.ledger.openings(entry, asked)})
    return identifiers_of(item)
