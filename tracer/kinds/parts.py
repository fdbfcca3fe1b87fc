"""Parts: a component with its own serial, the handset it came from, and what it was found in."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, PhoneSet

FOUND_IN = frozenset({"handset", "exhibit", "listing"})


class Parts(RowKind):
    """One component."""

    name = "parts"
    columns = (
        Column("part_kind", required=True),
        Column("part_serial", required=True),
        Column("came_from_imei"),
        Column("found_in_kind"),
        Column("found_in_id"),
        Column("at"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: those the row names, `came_from` before `found_in`; the body says which are there.

        An exhibit is named `seizure reference/exhibit reference` and a listing `platform/listing id`, parted at the
        first slash.
        """
        came_from = cells.identifier("came_from_imei", "imei")
        where = cells.text("found_in_id")
        kind = cells.one_of("found_in_kind", FOUND_IN) if cells.text("found_in_kind") else None
        if (where is None) != (kind is None):
            raise RowFaultError("found_in_kind and found_in_id go together: one is empty")
        host = cells.identifier("found_in_id") if kind == "handset" else None
        if kind in ("exhibit", "listing") and where and not all(where.partition("/")):
            raise RowFaultError(f"found_in_id: {where[:40]!r} should be two references parted by a slash")
        body = {
            "part_kind": cells.need("part_kind").casefold(),
            "part_serial": cells.need("part_serial"),
            "came_from": came_from,
            "found_in_kind": kind,
            "found_in_id": host or where,
            "at": cells.time("at"),
            "zone": cells.zone("at"),
            **cells.rest(),
        }
        phones = tuple(PhoneSet((found,)) for found in (came_from, host) if found)
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None}, phones)
