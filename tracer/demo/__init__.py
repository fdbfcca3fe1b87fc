"""Operation Heron: the wholly fictional case that comes with the product, as files, and its key things by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

LEGEND = (
    "Operation Heron is wholly fictional. Its people, premises, companies, phone numbers, account numbers and handsets "
    "do not exist; only streets, towns and the names of phone models are real."
)

_FOLDER = Path(__file__).parent / "heron"

# What gives other rows their meaning (models, places, reports) comes before the rows that mention it.
# Any order loads to the same graph; this one lets progress messages read as the story does.
_IN_LOADING_ORDER = (
    "tac.csv",
    "places.csv",
    "reports.csv",
    "blocklist.csv",
    "pings/owner_screen.csv",
    "pings/device_finder.csv",
    "pings/network_records.csv",
    "pings/handset_b.geojson",
    "pings/dray_phone.csv",
    "sightings.csv",
    "fraud.csv",
    "listings.csv",
    "links.csv",
    "consignments.csv",
    "parts.csv",
    "seizures.csv",
    "blocklist_lifted.csv",
)


@dataclass(frozen=True)
class HeronHandset:
    """One of the four handsets the story follows: its two IMEIs, serial, crime reference and owner's name."""

    imei: str
    imei2: str
    serial: str
    reference: str
    owner: str


@dataclass(frozen=True)
class HeronCase:
    """The things in the case that tests, pages and walk-throughs call by name."""

    a: HeronHandset
    b: HeronHandset
    c: HeronHandset
    d: HeronHandset
    clone_serial: str
    dray_imei: str
    waybill: str
    payout_account: str
    listing_a: str
    display_b: str
    display_listing: str
    board_d: str
    seizure: str
    counted: int
    exhibit_a: str
    exhibit_clone: str
    exhibit_board_d: str
    exhibit_scanned_twice: str
    exhibit_seal_offered_twice: str
    exhibit_in_drawer: str


CASE = HeronCase(
    a=HeronHandset("001014010410074", "001014010910073", "XHERON000A", "MPS-DEMO-4101/23", "Ada Fenn"),
    b=HeronHandset("001023010420082", "001023010920081", "XHERON000B", "COLP-DEMO-0388/23", "Jonah Pell"),
    c=HeronHandset("001070010430124", "001070010930123", "XHERON000C", "MPS-DEMO-4077/23", "Mira Stone"),
    d=HeronHandset("001013010440065", "001013010940064", "XHERON000D", "MPS-DEMO-4163/23", "Tom Ash"),
    clone_serial="XHERON999C",
    dray_imei="001054010450043",
    waybill="HX4471",
    payout_account="4410",
    listing_a="marketo:M20417",
    display_b="DSPHERON0B1",
    display_listing="huaqiang-online:HQ88120",
    board_d="BRDHERON0D1",
    seizure="HERON-S1",
    counted=74,
    exhibit_a="JT/12",
    exhibit_clone="AB/26",
    exhibit_board_d="JT/31",
    exhibit_scanned_twice="JT/9",
    exhibit_seal_offered_twice="AB/12",
    exhibit_in_drawer="AB/34",
)

FOLLOW = f"imei:{CASE.a.imei}"


def case_files() -> tuple[Path, ...]:
    """The data files of the case, in the order they are best loaded."""
    return tuple(_FOLDER / name for name in _IN_LOADING_ORDER)
