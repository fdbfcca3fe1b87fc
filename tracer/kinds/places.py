"""Places: shops, addresses, ports and airports, with where they are."""

from __future__ import annotations

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact

WIDEST_M = 100_000


class Places(RowKind):
    """One place."""

    name = "places"
    columns = (
        Column("place_id", required=True),
        Column("kind", required=True),
        Column("name", required=True),
        Column("address"),
        Column("lat"),
        Column("lon"),
        Column("radius_m"),
        Column("country"),
    )

    def fact(self, cells: Cells, row: int) -> Fact:
        """No phones."""
        cells.thing("place_id")
        radius = cells.number("radius_m")
        if radius is not None and radius > WIDEST_M:
            raise RowFaultError(f"radius_m {radius:g} is more than {WIDEST_M} metres")
        body = {
            "place_id": cells.need("place_id"),
            "kind": cells.need("kind").casefold(),
            "name": cells.need("name"),
            "address": cells.text("address"),
            "radius_m": radius,
            "country": cells.country("country"),
            **cells.position(),
            **cells.rest(),
        }
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None})
