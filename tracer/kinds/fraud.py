"""Fraud events: use of the digital identity taken with a handset."""

from __future__ import annotations

from collections.abc import Sequence

from tracer.kinds._base import Column, RowKind
from tracer.kinds._cells import Cells, RowFaultError
from tracer.model import Fact, PhoneSet


class Fraud(RowKind):
    """One payment, account takeover or other use of what was on the phone."""

    name = "fraud"
    columns = (
        Column("imei"),
        Column("reference"),
        Column("force"),
        Column("at", required=True),
        Column("fraud_kind", required=True),
        Column("institution"),
        Column("amount"),
        Column("currency"),
        Column("paid_to"),
    )

    def missing(self, header: Sequence[str], identifier: str | None = None) -> tuple[str, ...]:
        """An IMEI or a crime reference must say which theft it followed."""
        names = self.names(header)
        return super().missing(header, identifier) + (
            () if "imei" in names or "reference" in names else ("imei or reference",)
        )

    def fact(self, cells: Cells, row: int) -> Fact:
        """Phones: the handset whose theft it followed, where the row has its IMEI."""
        cells.thing("paid_to")
        imei = cells.identifier("imei", "imei")
        if imei is None and cells.text("reference") is None:
            raise RowFaultError("neither an imei nor a crime reference: one must say which theft it followed")
        amount = cells.number("amount")
        body = {
            "at": cells.need_time("at"),
            "zone": cells.zone("at"),
            "fraud_kind": cells.need("fraud_kind").casefold(),
            "amount": None if amount is None else cells.need("amount"),
            **cells.texts("reference", "force", "institution", "currency", "paid_to"),
            **cells.rest(),
        }
        phones = (PhoneSet((imei,)),) if imei else ()
        return Fact(self.name, row, {name: value for name, value in body.items() if value is not None}, phones)
