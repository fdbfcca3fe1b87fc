"""Seizures: an item taken under a legal power, with where, by whom, and what it was found to be."""

from __future__ import annotations

import json

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells
from tracer.model import Fact, StoredFact

REVISION, TAKEN_BACK, BOOKED_ROW = "ledger_revision", "ledger_taken_back", "ledger_booked_row"
"""Columns of a reading of the custody ledger: the entry it was made at, that the booking was taken back, and what the
row of the table said that it was booked from (`graph.standing.row_mark`).

Only what this system made of its own ledger has them: in any other file they are renamed (`tracer.reading`).
"""
BOOKED_AT = "booked_at"
"""The column of the moment at which an exhibit was booked, in every row that this system writes of a raid."""


class Seizures(RowKind):
    """One exhibit of one seizure."""

    name = "seizures"
    columns = (
        Column("seizure_ref", required=True),
        Column("at", required=True),
        Column("place"),
        Column("address"),
        Column("lat"),
        Column("lon"),
        Column("officer"),
        Column("power"),
        Column("exhibit_ref", required=True),
        Column("imei"),
        Column("imei2"),
        Column("serial"),
        Column("make"),
        Column("model"),
        Column("colour", aliases=("color",)),
        Column("condition"),
        Column("seal"),
        Column("found_with"),
    )
    also_used = ("imei3", "imei4", "description", "scanned", "part", "part_of", BOOKED_AT)

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the handset the exhibit is, where an identifier of it could be read."""
        phone = cells.phone()
        for name in ("seizure_ref", "place", "address", "found_with"):
            cells.thing(name)
        body = {
            "seizure_ref": cells.need("seizure_ref"),
            "exhibit_ref": cells.need("exhibit_ref"),
            "at": cells.need_time("at"),
            "zone": cells.zone("at"),
            **cells.texts("place", "address", "officer", "power", "make", "model", "colour"),
            **cells.texts("condition", "seal", "found_with"),
            **cells.position(),
            **cells.rest(),
        }
        return Fact(self.name, row, body, (phone,) if phone else ())


def cells_of(fact: Fact | StoredFact) -> dict[str, str]:
    """The cells of a row as the kind read them: times in UTC, identifiers in their normal form."""
    known = {column.name for column in Seizures.columns}
    cells = {name: str(value) for name, value in fact.body.items() if name in known and value is not None}
    cells |= {str(name): str(value) for name, value in json.loads(str(fact.body.get("extra", "{}"))).items()}
    for phone in fact.phones:
        imeis = [one.partition(":")[2] for one in phone.identifiers if one.startswith("imei:")]
        cells |= dict(zip(("imei", "imei2", "imei3", "imei4"), imeis, strict=False))
        serial = next((one for one in phone.identifiers if one.startswith("serial:")), None)
        if serial is not None:
            cells["serial"] = serial.partition(":")[2]
    return cells
