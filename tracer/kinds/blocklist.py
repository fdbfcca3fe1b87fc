"""Blocklist records: a contributor blocked or unblocked an identifier. Only that contributor may remove its record."""

from __future__ import annotations

import pyarrow as pa

from tracer.kinds._base import Column
from tracer.kinds._observed import Faults, ObservedKind, column_of, each_distinct
from tracer.kinds.sightings import SIGHTING_NODE

STATUSES = frozenset({"blocked", "unblocked"})


class Blocklist(ObservedKind):
    """A blocklist or a delta of one."""

    name = "blocklist"
    columns = (
        Column("imei", required=True),
        Column("status", required=True),
        Column("at", required=True, aliases=("timestamp", "time", "reporting_date")),
        Column("reason", aliases=("reason_code",)),
        Column("contributor"),
    )
    said = ("identifier", "at", *SIGHTING_NODE)

    def observe(self, table: pa.Table, faults: Faults) -> dict[str, pa.Array]:
        """A sighting whose kind is the status."""
        nothing = pa.nulls(table.num_rows, pa.string())
        columns = dict.fromkeys(SIGHTING_NODE, nothing)
        columns["kind"] = each_distinct(column_of(table, "status").fill_null(""), _status, "status", faults)
        columns["reason"] = column_of(table, "reason")
        columns["contributor"] = column_of(table, "contributor")
        return columns


def _status(text: str) -> str:
    said = text.strip().casefold()
    if not said:
        raise ValueError("nothing there, and it is required")
    if said not in STATUSES:
        raise ValueError(f"{text[:30]!r} is not one of blocked, unblocked")
    return said
