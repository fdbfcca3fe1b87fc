"""Pings of the 140 ordinary handsets and the four that nobody reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.chance import dice
from heron_case.clock import days, london, minutes
from heron_case.handsets import Handset
from heron_case.movement import Phone, Ping
from heron_case.places import Point, point
from heron_case.roles import (
    ABROAD,
    DRAY_RUNS,
    HONEST_SHOP,
    IN_PARCEL_WITH_B,
    KEPT,
    PARTS,
    SILENT,
    UNIT_4,
    Case,
    first_shop_day,
    next_delivery,
    pickup_evening,
    pickup_place,
)

HONEST = ("camden-exchange", "second-life", "holloway-repairs", "lewisham-phones", "walworth-fix")
_SOURCES = ("device finder", "network record", "finding network")
_RUSH_HOUR = london(9, 28, 17, 18)


def ordinary_pings(case: Case) -> Iterator[Ping]:
    """All of them, handset by handset."""
    for handset in case.ordinary.values():
        yield from _life(handset, _phone(handset))
        yield from _through_the_station(handset, _phone(handset, "station"))
    for number, handset in case.unreported.items():
        opening = london(10, 4 + number % 4, 11)
        yield from _phone(handset).dwell(point("unit-4-phones"), opening, opening + minutes(120), 30)


def _life(handset: Handset, phone: Phone) -> Iterator[Ping]:
    number = handset.number
    yield from _flight(handset, phone)
    if number in DRAY_RUNS:
        yield from _with_dray(number, phone)
    elif number in UNIT_4 and number % 5:
        yield from _at_unit_4(handset, phone)
    elif number in IN_PARCEL_WITH_B:
        yield from _in_parcel(number, phone)
    elif number in ABROAD:
        yield from _abroad(handset, phone)
    elif number in PARTS:
        yield from _days_at(phone, point("wrench-stall"), first_shop_day(handset), 3)
    elif number in HONEST_SHOP:
        yield from _days_at(phone, point(HONEST[number % len(HONEST)]), first_shop_day(handset), 2)
    elif number in KEPT:
        home = (51.46 + phone.dice.random() * 0.12, -0.16 + phone.dice.random() * 0.16)
        yield from _days_at(phone, home, first_shop_day(handset).replace(hour=19), 3)


def _flight(handset: Handset, phone: Phone) -> Iterator[Ping]:
    """Away from the theft within the hour, a few kilometres at most."""
    taken = handset.stolen.at
    lat, lon = handset.stolen.where
    to = (lat + phone.dice.uniform(-0.02, 0.03), lon + phone.dice.uniform(-0.04, 0.04))
    yield from phone.travel(((lat, lon), to), taken, taken + minutes(40), phone.dice.randint(3, 5))


def _at_unit_4(handset: Handset, phone: Phone) -> Iterator[Ping]:
    opening = first_shop_day(handset) + minutes(handset.number * 11 % 180)
    yield from phone.dwell(point("unit-4-phones"), opening, opening + minutes(200), 25)
    later = first_shop_day(handset).replace(hour=15) + days(2)
    if handset.number % 2 and later < london(10, 15, 0) and later.weekday() != 0:
        yield from phone.dwell(point("unit-4-phones"), later, later + minutes(120), 30)


def _with_dray(number: int, phone: Phone) -> Iterator[Ping]:
    evening, noon = pickup_evening(number), next_delivery(number)
    yield from phone.dwell(point(pickup_place(number)), evening, evening + minutes(20), 5)
    yield from phone.dwell(point("unit-4-phones"), noon, noon + minutes(240), 20)


def _in_parcel(number: int, phone: Phone) -> Iterator[Ping]:
    if number == IN_PARCEL_WITH_B[0]:
        meeting = london(9, 27, 20, 10)
        yield from phone.dwell(point("tottenham-car-park"), meeting, meeting + minutes(20), 5)
    posted = london(9, 29, 11, 5)
    yield from phone.dwell(point("wood-green-parcels"), posted, posted + minutes(60 + number), 15)
    yield from phone.dwell(point("heathrow-cargo"), london(9, 29, 19, 10), london(9, 29, 21, 40), 40)


def _abroad(handset: Handset, phone: Phone) -> Iterator[Ping]:
    shop = point("peckham-parcels" if handset.number % 3 == 0 else "wood-green-parcels")
    posted = sent_at(handset)
    yield from phone.dwell(shop, posted - minutes(20), posted + minutes(100), 30)
    evening = posted.replace(hour=20)
    yield from phone.dwell(point("heathrow-cargo"), evening, evening + minutes(120), 40)


def sent_at(handset: Handset) -> datetime:
    """When a handset that went abroad was posted."""
    return first_shop_day(handset).replace(hour=11) + days(handset.number % 3)


def _days_at(phone: Phone, where: Point, first: datetime, count: int) -> Iterator[Ping]:
    for day in range(count):
        start = first + days(day)
        yield from phone.dwell(where, start, start + minutes(150), 30)


def _through_the_station(handset: Handset, phone: Phone) -> Iterator[Ping]:
    """Some pass Liverpool Street as they flee; some taken before are there in the rush hour of 28 September."""
    number, taken = handset.number, handset.stolen.at
    start = None
    if number in (*SILENT, *HONEST_SHOP) and taken < london(9, 24, 0):
        start = _RUSH_HOUR + minutes(number % 9)
    elif number % 6 == 0:
        start = taken + minutes(75)
    if start:
        yield from phone.dwell(point("liverpool-street"), start, start + minutes(20), 7)


def _phone(handset: Handset, what: str = "pings") -> Phone:
    throws = dice(f"{what} {handset.number}")
    return Phone(handset.imei, _SOURCES[handset.number % 3], throws, (5, 90) if handset.number % 3 else (5, 200))
