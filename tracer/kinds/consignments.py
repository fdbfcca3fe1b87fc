"""Consignments: a parcel or container and a handset in it; several rows with one waybill are one consignment."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, PhoneSet

SENDERS = frozenset({"handler", "account"})


class Consignments(RowKind):
    """One line of a waybill."""

    name = "consignments"
    columns = (
        Column("waybill", required=True, aliases=("tracking_number",)),
        Column("carrier"),
        Column("sent_at"),
        Column("from_place"),
        Column("from_country"),
        Column("to_place"),
        Column("to_country"),
        Column("sender_kind"),
        Column("sender_id"),
        Column("imei"),
        Column("declared"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the handset carried, where the row names one."""
        sender = cells.thing("sender_id")
        sender_kind = cells.one_of("sender_kind", SENDERS) if cells.text("sender_kind") else None
        if (sender is None) != (sender_kind is None):
            raise RowFaultError("sender_kind and sender_id go together: one is empty")
        for name in ("waybill", "from_place", "to_place"):
            cells.thing(name)
        imei = cells.identifier("imei", "imei")
        body = {
            "waybill": cells.need("waybill"),
            "sent_at": cells.time("sent_at"),
            "zone": cells.zone("sent_at"),
            "from_country": cells.country("from_country"),
            "to_country": cells.country("to_country"),
            "sender_kind": sender_kind,
            "sender_id": sender,
            **cells.texts("carrier", "from_place", "to_place", "declared"),
            **cells.rest(),
        }
        phones = (PhoneSet((imei,)),) if imei else ()
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None}, phones)
