"""How many things were counted in a search: as it was kept when a raid was finished, or as it was said of the raid."""

from __future__ import annotations

import orjson

from api.custody_house import CustodyHouse
from api.usecases.custody.raid import RECONCILIATION
from tracer.custody.booking import entries_of_raid
from tracer.custody.ids import seizure_name
from tracer.records.raids import Raids


def counted_in(house: CustodyHouse, seizure: str) -> int | None:
    """The count that was made last; None where nobody counted. Raises `EvidenceError` where what was kept is gone."""
    for entry in reversed(entries_of_raid(house.ledger, seizure)):
        for kept in entry.event.attachments:
            if kept.type == RECONCILIATION:
                with house.evidence.open(kept.sha256) as file:
                    return int(orjson.loads(file.read())["counted"])
    raid = house.records.part(Raids).sought(seizure_name(seizure))
    return None if raid is None else raid.counted
