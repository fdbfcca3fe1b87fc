"""Writes every file of the case into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from heron_case import links, listings, raid, reports, sightings, trade
from heron_case.clock import london
from heron_case.dray_pings import pings_of_dray
from heron_case.handsets import MODELS
from heron_case.movement import Ping
from heron_case.ordinary_pings import ordinary_pings
from heron_case.places import PREMISES
from heron_case.roles import Case, make_case
from heron_case.story_pings import owner_screens, pings_of_a, pings_of_b, pings_of_c, pings_of_d
from heron_case.writer import Row, write_csv, write_points, write_text
from tracer.demo import LEGEND

_PING_COLUMNS = "imei at lat lon accuracy_m source"
_PLACE_COLUMNS = "place_id kind name address lat lon radius_m country"
_README = f"""OPERATION HERON

{LEGEND}
Telephone numbers are from the range kept for drama (07700 900xxx), addresses are at example.org, IMEIs have type
codes kept for test equipment (they begin 001), SIM numbers are of the test network 001-01, and serials are made up.

All times are of 2023. Files write their offset from UTC; pings/owner_screen.csv, typed by officers from the clock
on the wall, does not, and is read as Europe/London.

These files are made by script/heron. They are dedicated to the public domain: CC0 1.0,
https://creativecommons.org/publicdomain/zero/1.0/
"""


def build(folder: Path) -> None:
    """Write the case into `folder`; the bytes are the same every time."""
    case = make_case()
    write_text(folder / "README.txt", _README)
    write_csv(folder / "tac.csv", "tac make model", ({"tac": m.tac, "make": m.make, "model": m.name} for m in MODELS))
    write_csv(folder / "places.csv", _PLACE_COLUMNS, _places())
    write_csv(folder / "reports.csv", reports.REPORT_COLUMNS, reports.report_rows(case))
    write_csv(folder / "blocklist.csv", reports.BLOCKLIST_COLUMNS, reports.blocklist_rows(case))
    write_csv(folder / "blocklist_lifted.csv", reports.BLOCKLIST_COLUMNS, reports.lifted_rows(case))
    write_csv(folder / "fraud.csv", reports.FRAUD_COLUMNS, reports.fraud_rows(case))
    write_csv(folder / "sightings.csv", sightings.COLUMNS, sightings.sighting_rows(case))
    write_csv(folder / "listings.csv", listings.COLUMNS, listings.listing_rows(case))
    write_csv(folder / "links.csv", links.COLUMNS, links.link_rows(case))
    write_csv(folder / "consignments.csv", trade.CONSIGNMENT_COLUMNS, trade.consignment_rows(case))
    write_csv(folder / "parts.csv", trade.PART_COLUMNS, trade.part_rows(case))
    write_csv(folder / "seizures.csv", raid.COLUMNS, raid.seizure_rows(case))
    _write_pings(folder / "pings", case)


def _write_pings(folder: Path, case: Case) -> None:
    story = case.story
    finder = [*pings_of_a(story["A"]), *pings_of_c(story["C"], london(10, 6, 0)), *pings_of_d(story["D"])]
    typed = [ping.row(offset=False) for ping in _in_order(owner_screens(story))]
    write_csv(folder / "owner_screen.csv", _PING_COLUMNS, typed)
    write_csv(folder / "device_finder.csv", _PING_COLUMNS, _rows(finder))
    write_csv(folder / "network_records.csv", _PING_COLUMNS, _rows(ordinary_pings(case)))
    write_csv(folder / "dray_phone.csv", _PING_COLUMNS, _rows(pings_of_dray(story["E"])))
    write_points(folder / "handset_b.geojson", _rows(pings_of_b(story["B"])))


def _rows(pings: Iterable[Ping]) -> list[Row]:
    return [ping.row() for ping in _in_order(pings)]


def _in_order(pings: Iterable[Ping]) -> list[Ping]:
    return sorted(pings, key=lambda ping: (ping.at, ping.imei))


def _places() -> list[Row]:
    return [
        {
            "place_id": place.place_id,
            "kind": place.kind,
            "name": place.name,
            "address": place.address,
            "lat": f"{place.point[0]:.5f}",
            "lon": f"{place.point[1]:.5f}",
            "radius_m": place.radius_m,
            "country": place.country,
        }
        for place in PREMISES
    ]
