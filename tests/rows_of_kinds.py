"""One good row of each kind, and a way to read rows as a file with those columns would be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from tracer.kinds import kind_named
from tracer.kinds._base import Context
from tracer.model import Fact, ParsedBatch, RawBatch, Refusal

IMEI, IMEI_2, IMEI_3 = "353879234252633", "490154203237518", "356938035643809"
LATEST = datetime(2026, 11, 24, tzinfo=UTC)
AT = "2023-10-02T18:41:00+01:00"

GOOD: dict[str, dict[str, str]] = {
    "reports": {"reference": "CR/1/23", "force": "Metropolitan Police", "imei": IMEI, "occurred_from": AT},
    "pings": {"imei": IMEI, "at": AT, "lat": "51.5155", "lon": "-0.1420", "accuracy_m": "12.5"},
    "listings": {"platform": "eBay", "listing_id": "1", "title": "iPhone 14", "seller": "bob", "posted_at": AT},
    "seizures": {"seizure_ref": "S/1", "at": AT, "exhibit_ref": "AB/1", "imei": IMEI, "place": "Fonez"},
    "sightings": {"imei": IMEI, "at": AT, "kind": "attach", "country": "GB", "mcc": "234", "mnc": "10"},
    "links": {
        "from_kind": "handler",
        "from_id": "fonez",
        "relation": "RUNS",
        "to_kind": "place",
        "to_id": "unit-4",
        "grade": "2CP",
    },
    "consignments": {"waybill": "W1", "sent_at": AT, "from_country": "GB", "to_country": "HK", "imei": IMEI},
    "parts": {"part_kind": "board", "part_serial": "B1", "came_from_imei": IMEI},
    "fraud": {"imei": IMEI, "at": AT, "fraud_kind": "payment", "amount": "120.50", "currency": "GBP"},
    "places": {"place_id": "unit-4", "kind": "shop", "name": "Unit 4 Phones", "lat": "51.5", "lon": "-0.1"},
    "notes": {"identifier": IMEI, "at": AT, "author": "JT", "note": "Seen at the counter", "grade": "2CP"},
    "tac": {"tac": "35387923", "make": "Apple", "model": "iPhone 14"},
    "blocklist": {"imei": IMEI, "status": "blocked", "at": AT, "reason": "10", "contributor": "EE"},
}
OBSERVED = ("pings", "sightings", "blocklist")


def raw(rows: Sequence[Mapping[str, str | None]], first: int = 2) -> RawBatch:
    """The rows as a format hands them over: one column for each name any of them has."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({name: pa.array([row.get(name) or None for row in rows], pa.string()) for name in names})
    return RawBatch(table, pa.array(range(first, first + len(rows)), pa.int64()))


def parsed(kind: str, *rows: Mapping[str, str | None], identifier: str | None = None) -> ParsedBatch:
    return kind_named(kind).parse(raw(rows), Context(LATEST, identifier))


def fact(kind: str, /, **changes: str | None) -> Fact:
    """The fact in the good row of a kind with some cells changed."""
    found = parsed(kind, GOOD[kind] | changes)
    assert not found.refusals, found.refusals
    return found.facts[0]


def refusal(kind: str, /, **changes: str | None) -> Refusal:
    found = parsed(kind, GOOD[kind] | changes)
    assert not found.facts
    assert found.observations is None or found.observations.table.num_rows == 0
    (refused,) = found.refusals
    return refused


def observed(kind: str, /, **changes: str | None) -> dict[str, object]:
    found = parsed(kind, GOOD[kind] | changes)
    assert not found.refusals, found.refusals
    assert found.observations is not None
    (row,) = found.observations.table.to_pylist()
    return row
