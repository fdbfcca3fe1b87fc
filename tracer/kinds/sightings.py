"""Sightings: a network, service or blocklist saw an identifier, without a position."""

from __future__ import annotations

import re

import pyarrow as pa

from tracer.kinds._base import Column
from tracer.kinds._cells import read_country
from tracer.kinds._observed import Faults, ObservedKind, column_of, each_distinct

SEEN_AS = frozenset({"attach", "activation", "sign_in", "registration", "blocklist_hit"})
SIGHTING_NODE = ("kind", "service", "mcc", "mnc", "network", "country", "outcome", "reason", "contributor")
_CODE = re.compile(r"\d{2,3}", re.ASCII)


class Sightings(ObservedKind):
    """A log of attaches, activations, sign-ins, registrations and blocklist hits."""

    name = "sightings"
    columns = (
        Column("imei", required=True),
        Column("at", required=True, aliases=("timestamp", "time", "datetime")),
        Column("kind", required=True, aliases=("event", "event_kind")),
        Column("service"),
        Column("mcc"),
        Column("mnc"),
        Column("network", aliases=("operator",)),
        Column("country"),
        Column("outcome"),
    )
    said = ("identifier", "at", *SIGHTING_NODE)

    def observe(self, table: pa.Table, faults: Faults) -> dict[str, pa.Array]:
        """What was seen, by whom, and in which country."""
        kinds = column_of(table, "kind").fill_null("")
        return {
            "kind": each_distinct(kinds, _seen_as, "kind", faults),
            "service": column_of(table, "service"),
            "mcc": each_distinct(column_of(table, "mcc"), _code, "mcc", faults),
            "mnc": each_distinct(column_of(table, "mnc"), _code, "mnc", faults),
            "network": column_of(table, "network"),
            "country": each_distinct(column_of(table, "country"), read_country, "country", faults),
            "outcome": column_of(table, "outcome"),
            "reason": pa.nulls(table.num_rows, pa.string()),
            "contributor": pa.nulls(table.num_rows, pa.string()),
        }


def _seen_as(text: str) -> str:
    said = text.strip().casefold().replace(" ", "_").replace("-", "_")
    if not said:
        raise ValueError("nothing there, and it is required")
    if said not in SEEN_AS:
        raise ValueError(f"{text[:30]!r} is not one of {', '.join(sorted(SEEN_AS))}")
    return said


def _code(text: str) -> str:
    if _CODE.fullmatch(text.strip()):
        return text.strip()
    raise ValueError(f"{text[:10]!r} is not a mobile country or network code")
