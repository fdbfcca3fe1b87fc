"""Blocklist records: a contributor blocked or unblocked an identifier. Only that contributor may remove its record."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from tracer.kinds._base import Column
from tracer.kinds._observed import Faults, ObservedKind, column_of, each_distinct, read_instants
from tracer.kinds.sightings import SIGHTING_NODE

_DAY = r"^(\d{4})-?([01]\d)-?([0-3]\d)$"
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

    def instants(self, texts: pa.Array, latest: datetime, faults: Faults) -> tuple[pa.Array, pa.Array]:
        """Lists often give a day alone, `20231003` or `2023-10-03`: its start in London is taken, and that is said."""
        days = pc.fill_null(pc.match_substring_regex(texts, _DAY), False)
        spelled = pc.replace_substring_regex(texts, _DAY, r"\1-\2-\3T00:00:00")
        instants, zones = read_instants(spelled, latest, faults)
        return instants, pc.if_else(pc.and_(days, instants.is_valid()), pa.scalar("day"), zones)

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
