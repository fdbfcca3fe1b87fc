"""consignments.csv and parts.csv: what left the country, and what came out of which handset."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.clock import london, text
from heron_case.handsets import Handset
from heron_case.listings import part_serial
from heron_case.ordinary_pings import sent_at
from heron_case.raid import EXHIBIT_OF_OTHER_BOARD
from heron_case.roles import ABROAD, BOARD_IN_OTHER_HOUSING, IN_PARCEL_WITH_B, PARTS, Case
from heron_case.sightings import destination
from heron_case.writer import Row
from tracer.demo import CASE

CONSIGNMENT_COLUMNS = (
    "waybill carrier sent_at from_place from_country to_place to_country sender_kind sender_id imei declared"
)
PART_COLUMNS = "part_kind part_serial came_from_imei found_in_kind found_in_id at"
LANNING, RYE = "swiftlet:e_lanning", "swiftlet:rye_repairs"
WAYBILL_OF_C = "HX4502"
_RECEIVERS = {"HK": "kwun-tong-unit", "CN": "huaqiangbei-counter", "DZ": "bab-el-oued-counter"}
_RAID = text(london(10, 15, 11))


def consignment_rows(case: Case) -> list[Row]:
    """One row for each handset in each parcel; three honest parcels name no handset."""
    posted = london(9, 29, 11, 20)
    rows: list[Row] = [_row(CASE.waybill, posted, "HK", LANNING, imei) for imei in _parcel_with_b(case)]
    rows.append(_row(WAYBILL_OF_C, london(10, 2, 11, 15), "DZ", RYE, case.story["C"].imei) | {"declared": "books"})
    rows += [_sent(case.ordinary[number]) for number in ABROAD]
    rows += _honest()
    return sorted(rows, key=lambda row: (str(row["sent_at"]), str(row["imei"])))


def part_rows(case: Case) -> list[Row]:
    """Displays sold, and the two boards found in other handsets' housings."""
    b, d = case.story["B"], case.story["D"]
    other = case.ordinary[BOARD_IN_OTHER_HOUSING]
    # The maker's record says which handset left the factory with this display; where it is now, the listing says.
    rows: list[Row] = [{"part_kind": "display", "part_serial": CASE.display_b, "came_from_imei": b.imei}]
    rows.append(_board(CASE.board_d, d, CASE.exhibit_board_d))
    rows.append(_board("BRDHERON088", other, EXHIBIT_OF_OTHER_BOARD))
    for number in PARTS:
        handset = case.ordinary[number]
        rows.append({"part_kind": "display", "part_serial": part_serial(handset), "came_from_imei": handset.imei})
    return rows


def _parcel_with_b(case: Case) -> list[str]:
    return [case.story["B"].imei] + [case.ordinary[number].imei for number in IN_PARCEL_WITH_B]


def _sent(handset: Handset) -> Row:
    sender = RYE if handset.number % 3 == 0 else LANNING if handset.number % 3 == 1 else "swiftlet:k_north"
    return _row(f"HX{4300 + handset.number}", sent_at(handset), destination(handset), sender, handset.imei)


def _row(waybill: str, at: datetime, country: str, sender: str, imei: str) -> dict[str, object]:
    return {
        "waybill": waybill,
        "carrier": "Swiftlet Parcels (fictional)",
        "sent_at": text(at),
        "from_place": "peckham-parcels" if sender == RYE else "wood-green-parcels",
        "from_country": "GB",
        "to_place": _RECEIVERS.get(country, ""),
        "to_country": country,
        "sender_kind": "account",
        "sender_id": sender,
        "imei": imei,
        "declared": "chargers",
    }


def _honest() -> Iterator[dict[str, object]]:
    for index, country in enumerate(("FR", "IE", "DE")):
        sender = f"swiftlet:second_life_{index + 1}"
        parcel = _row(f"HX46{index}7", london(9, 12 + index * 9, 15, 30), country, sender, "")
        yield parcel | {"declared": "used phone, with invoice"}


def _board(serial: str, handset: Handset, exhibit: str) -> Row:
    found = {"found_in_kind": "exhibit", "found_in_id": f"{CASE.seizure}/{exhibit}", "at": _RAID}
    return {"part_kind": "board", "part_serial": serial, "came_from_imei": handset.imei, **found}
