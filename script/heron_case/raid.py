"""seizures.csv: the raid on Unit 4 Phones, 15 October 2023, exhibit by exhibit."""

from __future__ import annotations

from collections.abc import Callable

from heron_case.chance import dice
from heron_case.clock import london, minutes, text
from heron_case.handsets import Handset
from heron_case.places import PREMISES
from heron_case.reports import DESCRIBED
from heron_case.roles import (
    BY_DESCRIPTION,
    BY_SECOND_IMEI,
    BY_SERIAL,
    HOUSING_WITH_BOARD_D,
    HOUSING_WITH_OTHER_BOARD,
    MISREAD,
    TRANSPORT_POLICE,
    Case,
)
from heron_case.writer import Row
from tracer.demo import CASE

COLUMNS = (
    "seizure_ref at place address lat lon officer power exhibit_ref imei serial make model colour condition seal "
    "found_with booked_at scanned"
)
EXHIBITS = [f"JT/{number}" for number in range(1, 41)] + [f"AB/{number}" for number in range(1, 35)]
EXHIBIT_OF_OTHER_BOARD = "AB/22"
ON_FONEZ = range(1, 14)
_BY_ROLE = {
    "JT/27": BY_SECOND_IMEI[0],
    "AB/9": BY_SECOND_IMEI[1],
    CASE.exhibit_board_d: HOUSING_WITH_BOARD_D,
    EXHIBIT_OF_OTHER_BOARD: HOUSING_WITH_OTHER_BOARD,
    "JT/18": MISREAD[0],
    "AB/14": MISREAD[1],
    "AB/30": BY_SERIAL,
    "JT/38": BY_DESCRIPTION[0],
    "AB/33": BY_DESCRIPTION[1],
    "JT/35": TRANSPORT_POLICE,
}
_UNREPORTED = {"JT/5": 141, "JT/22": 142, "AB/4": 143, "AB/17": 144}
_CONDITIONS = ("good", "screen cracked", "locked", "no SIM", "back scratched", "will not switch on", "screen replaced")
_UNIT_4 = next(premises for premises in PREMISES if premises.place_id == "unit-4-phones")
_START = london(10, 15, 11)


def exhibit_handsets(case: Case) -> dict[str, Handset]:
    """Which handset each exhibit is; for board and housing of different handsets, the housing's."""
    known = {exhibit: case.ordinary[number] for exhibit, number in _BY_ROLE.items()}
    known |= {exhibit: case.unreported[number] for exhibit, number in _UNREPORTED.items()}
    known |= {CASE.exhibit_a: case.story["A"], CASE.exhibit_clone: case.story["C"]}
    plain = [number for number in range(1, 61) if number not in BY_SECOND_IMEI]
    dice("raid").shuffle(plain)
    free = [exhibit for exhibit in EXHIBITS if exhibit not in known]
    known |= {exhibit: case.ordinary[number] for exhibit, number in zip(free, plain, strict=True)}
    return {exhibit: known[exhibit] for exhibit in EXHIBITS}


def seizure_rows(case: Case) -> list[Row]:
    """The 74 rows, each officer's exhibits in order."""
    return [_row(exhibit, handset) for exhibit, handset in exhibit_handsets(case).items()]


def _row(exhibit: str, handset: Handset) -> Row:
    number = int(exhibit[3:])
    plain: dict[str, object] = {
        "seizure_ref": CASE.seizure,
        "at": text(_START),
        "place": _UNIT_4.place_id,
        "address": _UNIT_4.address,
        "lat": f"{_UNIT_4.point[0]:.5f}",
        "lon": f"{_UNIT_4.point[1]:.5f}",
        "officer": f"PC {exhibit[:2]}",
        "power": "search warrant, PACE 1984 s8",
        "exhibit_ref": exhibit,
        "imei": handset.imei,
        "serial": handset.serial if number % 2 else "",
        "make": handset.model.make,
        "model": handset.model.name,
        "colour": handset.colour,
        "condition": _CONDITIONS[number % len(_CONDITIONS)],
        "seal": f"HRN{(700_000 if exhibit.startswith('JT') else 800_000) + number * 13}",
        "found_with": _found_with(exhibit, handset.number),
        "booked_at": text(_START + minutes(3 + number * 3)),
    }
    return plain | _special(exhibit, handset)


def _found_with(exhibit: str, number: int) -> str:
    """What lay on or beside a person; the rest was in the shop."""
    if exhibit == CASE.exhibit_a or number in ON_FONEZ:
        return "fonez"
    return "tally" if exhibit in {"AB/1", "AB/2", "AB/3"} else ""


def _special(exhibit: str, handset: Handset) -> dict[str, object]:
    number = handset.number
    rules: tuple[tuple[bool, Callable[[Handset], dict[str, object]]], ...] = (
        (exhibit == CASE.exhibit_a, _second_imei_of_a),
        (exhibit == CASE.exhibit_clone, _clone),
        (number in BY_SECOND_IMEI, _second_imei),
        (number in MISREAD, _misread),
        (number == BY_SERIAL, _serial_only),
        (number in BY_DESCRIPTION, _description_only),
        (number in {HOUSING_WITH_BOARD_D, HOUSING_WITH_OTHER_BOARD}, _housing),
        (exhibit == CASE.exhibit_in_drawer, _drawer),
    )
    return next((make(handset) for applies, make in rules if applies), {})


def _second_imei(handset: Handset) -> dict[str, object]:
    return {"imei": handset.imei2, "serial": "", "condition": "locked; IMEI from the eSIM label"}


def _second_imei_of_a(handset: Handset) -> dict[str, object]:
    return _second_imei(handset) | {"condition": "small crack at the top left; locked; one IMEI on the screen"}


def _clone(_: Handset) -> dict[str, object]:
    return {"serial": CASE.clone_serial, "condition": "good; IMEI shown does not fit the serial on the board"}


def _misread(handset: Handset) -> dict[str, object]:
    wrong = handset.imei[:9] + str((int(handset.imei[9]) + 1) % 10) + handset.imei[10:]
    return {"scanned": wrong, "serial": "", "condition": "label rubbed; one digit corrected on the screen"}


def _serial_only(handset: Handset) -> dict[str, object]:
    return {
        "imei": "",
        "serial": handset.serial,
        "condition": "will not switch on; no IMEI to be read, serial on the frame",
    }


def _description_only(handset: Handset) -> dict[str, object]:
    return {"imei": "", "serial": "", "condition": f"burnt, nothing to be read. {DESCRIBED[handset.number]}"}


def _housing(_: Handset) -> dict[str, object]:
    return {"serial": "", "condition": "IMEI from the SIM tray; the board inside is another handset's"}


def _drawer(_: Handset) -> dict[str, object]:
    return {"condition": "found in a drawer at the recount", "booked_at": text(london(10, 15, 13, 8))}
