"""Pings of handsets A to D, as the story tells them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.chance import dice
from heron_case.clock import days, is_shop_day, london, minutes
from heron_case.handsets import Handset
from heron_case.movement import Phone, Ping
from heron_case.places import Point, point

FINDER = "device finder"
_SCREEN = "owner's screen, seen by a PC at {}"


def owner_screens(story: dict[str, Handset]) -> Iterator[Ping]:
    """Places an owner showed to an officer, who typed them in: no accuracy is known."""
    a, c = story["A"].imei, story["C"].imei
    west_end, shoreditch = _SCREEN.format("Charing Cross"), _SCREEN.format("Stoke Newington")
    yield Ping(c, london(9, 30, 22, 40), (51.5312, -0.0721), None, shoreditch)
    yield Ping(c, london(9, 30, 23, 5), (51.5160, -0.0560), None, shoreditch)
    yield Ping(a, london(10, 2, 18, 52), point("portman-square"), None, west_end)
    yield Ping(a, london(10, 2, 19, 20), point("edgware-road"), None, west_end)


def pings_of_a(handset: Handset) -> Iterator[Ping]:
    """Regent Street to the west, silence in foil, then every shop day at Unit 4 until the raid."""
    phone = _phone(handset)
    yield phone.ping(london(10, 2, 18, 44), (51.5131, -0.1432))
    yield phone.ping(london(10, 2, 18, 48), (51.5148, -0.1502))
    yield phone.ping(london(10, 2, 19, 1), point("portman-square"))
    yield phone.ping(london(10, 2, 19, 12), (51.5180, -0.1632))
    yield phone.ping(london(10, 2, 19, 31), point("paddington-green"))
    yield phone.ping(london(10, 3, 9, 12), point("seven-sisters-road"))
    yield phone.ping(london(10, 3, 9, 15), (51.5619, -0.1098))
    yield from phone.dwell(point("unit-4-phones"), london(10, 3, 9, 18), london(10, 3, 9, 50), 8)
    for opening in _shop_days(london(10, 3, 10), london(10, 14, 10)):
        yield from phone.dwell(point("unit-4-phones"), opening, opening + minutes(540), 30)
    yield from phone.dwell(point("unit-4-phones"), london(10, 15, 10), london(10, 15, 10, 58), 15)


def pings_of_b(handset: Handset) -> Iterator[Ping]:
    """Bishopsgate, a crowded station, a quiet car park, a parcel shop, and the edge of Heathrow."""
    phone = _phone(handset)
    yield from phone.travel(
        ((51.5168, -0.0813), point("hackney-central")), london(9, 28, 8, 17), london(9, 28, 8, 41), 5
    )
    yield from phone.dwell(point("hackney-central"), london(9, 28, 8, 45), london(9, 28, 11, 30), 25)
    yield from phone.travel(
        _path("hackney-central", "liverpool-street"), london(9, 28, 16, 50), london(9, 28, 17, 20), 2
    )
    yield from phone.dwell(point("liverpool-street"), london(9, 28, 17, 22), london(9, 28, 17, 46), 6)
    yield from phone.travel(
        _path("liverpool-street", "tottenham-car-park"), london(9, 28, 20, 40), london(9, 28, 21, 25), 4
    )
    yield from phone.dwell(point("tottenham-car-park"), london(9, 28, 21, 30), london(9, 28, 21, 52), 4)
    yield from phone.travel(
        _path("tottenham-car-park", "south-tottenham"), london(9, 28, 21, 52), london(9, 28, 22, 8), 2
    )
    yield from phone.dwell(point("south-tottenham"), london(9, 28, 22, 10), london(9, 28, 23, 40), 15)
    yield from phone.travel(
        _path("south-tottenham", "wood-green-parcels"), london(9, 29, 10, 35), london(9, 29, 11, 0), 3
    )
    yield from phone.dwell(point("wood-green-parcels"), london(9, 29, 11, 4), london(9, 29, 14, 30), 15)
    yield from phone.travel(_path("wood-green-parcels", "a4-brentford"), london(9, 29, 17, 0), london(9, 29, 18, 30), 3)
    yield from phone.dwell(point("heathrow-cargo"), london(9, 29, 19, 5), london(9, 29, 22, 45), 20)


def pings_of_c(handset: Handset, clone_day: datetime) -> Iterator[Ping]:
    """Shoreditch to Peckham; from `clone_day` another phone pings with its IMEI, in Lewisham and at Unit 4."""
    phone = _phone(handset)
    yield from phone.travel(((51.5239, -0.0769), point("new-cross")), london(9, 30, 22, 6), london(9, 30, 23, 40), 3)
    yield from phone.dwell(point("wrench-stall"), london(10, 1, 10, 30), london(10, 1, 13, 0), 30)
    yield from phone.dwell(point("peckham-parcels"), london(10, 2, 10, 10), london(10, 2, 11, 10), 15)
    for hour in (13, 14):
        start = clone_day.replace(hour=hour, minute=6)
        yield from phone.dwell(point("lewisham"), start, start + minutes(40), 20)
    for later in (1, 2, 4):
        day = clone_day + days(later)
        yield from phone.dwell(point("lewisham"), day.replace(hour=18), day.replace(hour=19), 20)
    yield from phone.dwell(point("unit-4-phones"), london(10, 12, 13), london(10, 12, 18), 40)


def pings_of_d(handset: Handset) -> Iterator[Ping]:
    """Camden in the night, New Cross while the bank is emptied, then the stall in Peckham."""
    phone = _phone(handset)
    yield from phone.travel(((51.5391, -0.1426), point("new-cross")), london(10, 5, 23, 52), london(10, 6, 0, 40), 4)
    yield from phone.dwell(point("new-cross"), london(10, 6, 0, 45), london(10, 6, 2, 30), 15)
    for day in (7, 8):
        yield from phone.dwell(point("wrench-stall"), london(10, day, 11), london(10, day, 15), 30)


def _phone(handset: Handset) -> Phone:
    return Phone(handset.imei, FINDER, dice(f"pings {handset.number}"))


def _path(start: str, end: str) -> tuple[Point, Point]:
    return point(start), point(end)


def _shop_days(first: datetime, last: datetime) -> Iterator[datetime]:
    day = first
    while day <= last:
        if is_shop_day(day):
            yield day
        day += days(1)
