"""Listings: an offer to sell a handset or a part, as a platform showed it."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, PhoneSet


class Listings(RowKind):
    """One offer."""

    name = "listings"
    columns = (
        Column("platform", required=True),
        Column("listing_id", required=True, aliases=("item_id", "ad_id")),
        Column("title", required=True),
        Column("description"),
        Column("seller", aliases=("seller_username", "seller_name")),
        Column("price"),
        Column("currency"),
        Column("posted_at"),
        Column("location"),
        Column("lat"),
        Column("lon"),
        Column("phone"),
        Column("email"),
        Column("url"),
        Column("imei"),
        Column("part_kind"),
        Column("part_serial"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the handset offered, where the listing shows an IMEI (rarely)."""
        cells.thing("seller")
        imei = cells.identifier("imei", "imei")
        said = cells.texts("description", "seller", "currency", "location", "url")
        said |= cells.texts("price", "part_kind", "part_serial", "email")
        if ("part_kind" in said) != ("part_serial" in said):
            raise RowFaultError("part_kind and part_serial go together: one is empty")
        body = {
            "platform": cells.need("platform"),
            "listing_id": cells.need("listing_id"),
            "title": cells.need("title"),
            **said,
            **cells.position(),
            **cells.rest(),
            "phone": cells.text("phone"),
            "posted_at": cells.time("posted_at"),
            "zone": cells.zone("posted_at"),
        }
        phones = (PhoneSet((imei,)),) if imei else ()
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None}, phones)
