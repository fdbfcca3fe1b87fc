"""What became of each handset: who of the 140 was sold at Unit 4, sent abroad, broken for parts, or never seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heron_case.clock import london, next_shop_day
from heron_case.handsets import (
    Handset,
    ordinary_handset,
    story_handsets,
    underground_handset,
    unreported_handset,
)

UNIT_4 = range(1, 69)
"""Found in the raid: 60 plain ones, then 61 of another force, 62-63 misread, 64-66 unreadable, 67-68 housings."""
BY_SECOND_IMEI = (7, 21)
TRANSPORT_POLICE = 61
MISREAD = (62, 63)
BY_SERIAL = 64
BY_DESCRIPTION = (65, 66)
HOUSING_WITH_BOARD_D = 67
HOUSING_WITH_OTHER_BOARD = 68
BOARD_IN_OTHER_HOUSING = 88
IN_PARCEL_WITH_B = (69, 70, 71)
ABROAD = range(72, 88)
PARTS = range(88, 96)
HONEST_SHOP = range(96, 106)
KEPT = range(106, 121)
SILENT = range(121, 141)
UNREPORTED = range(141, 145)
ALSO_PAID_4410 = (12, 97)

# When Dray's deliveries to Unit 4 were stolen: he has each that evening, and the shop has it on its next day.
DRAY_RUNS = {
    1: london(9, 25, 0),
    2: london(9, 26, 0),
    3: london(9, 30, 0),
    4: london(10, 3, 0),
    5: london(10, 4, 0),
    6: london(10, 6, 0),
    7: london(10, 7, 0),
    8: london(10, 10, 0),
}
_OTHER_DAYS = {
    21: london(9, 20, 0),
    69: london(9, 26, 0),
    70: london(9, 25, 0),
    71: london(9, 27, 0),
    88: london(9, 19, 0),
}


@dataclass(frozen=True)
class Case:
    """Every handset of the case: A to D and Dray's E by letter, the rest by number."""

    story: dict[str, Handset]
    ordinary: dict[int, Handset]
    unreported: dict[int, Handset]

    @property
    def reported(self) -> list[Handset]:
        """The 144 handsets somebody reported."""
        return [self.story[letter] for letter in "ABCD"] + list(self.ordinary.values())


def make_case() -> Case:
    """The handsets of the case, the same every time."""
    ordinary = {number: _ordinary(number) for number in range(1, 141)}
    return Case(story_handsets(), ordinary, {number: unreported_handset(number) for number in UNREPORTED})


def pickup_evening(number: int) -> datetime:
    """When Dray was handed one of his deliveries."""
    return DRAY_RUNS[number].replace(hour=21, minute=5)


def pickup_place(number: int) -> str:
    """Where: two parks, by turns."""
    return "downhills-park" if number % 2 else "markfield-park"


def next_delivery(number: int) -> datetime:
    """Noon of the day on which Dray brought it to Unit 4."""
    return next_shop_day(DRAY_RUNS[number]).replace(hour=12, minute=0)


def first_shop_day(handset: Handset) -> datetime:
    """Ten o'clock of the first day after the theft on which Unit 4 Phones is open."""
    day = handset.stolen.at.replace(hour=10, minute=0)
    return next_shop_day(day)


def _ordinary(number: int) -> Handset:
    if number == TRANSPORT_POLICE:
        return underground_handset(number)
    day = DRAY_RUNS.get(number) or _OTHER_DAYS.get(number)
    if number > UNIT_4.stop and number % 4 == 0:
        return ordinary_handset(number, "City", day)
    # Those of the raid must be stolen before it; later ones keep the hotspots going to the end of October.
    if number in SILENT or number in KEPT:
        return ordinary_handset(
            number, "", london(8, 1 + number % 31, 0) if number % 3 else london(10, 16 + number % 15, 0)
        )
    return ordinary_handset(number, "", day)
