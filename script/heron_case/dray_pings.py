"""Where Dray's own phone was, 25 September to 14 October, so that whom he met can be found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.chance import dice
from heron_case.clock import days, is_shop_day, london, minutes
from heron_case.handsets import Handset
from heron_case.movement import Phone, Ping
from heron_case.places import point
from heron_case.roles import DRAY_RUNS, next_delivery, pickup_evening, pickup_place

_SOURCE = "operator location record"
_Stop = tuple[str, datetime, int]


def pings_of_dray(handset: Handset) -> Iterator[Ping]:
    """Every stop of every day, with the way between stops."""
    phone = Phone(handset.imei, _SOURCE, dice("dray"), (15, 60))
    for day in range(20):
        yield from _day(phone, _stops(london(9, 25, 0) + days(day)))


def _day(phone: Phone, stops: list[_Stop]) -> Iterator[Ping]:
    for index, (place, start, stay) in enumerate(stops):
        end = start + minutes(stay)
        yield from phone.dwell(point(place), start, end, 5 if stay <= 30 else 30)
        if index + 1 < len(stops):
            following = stops[index + 1]
            yield from phone.travel((point(place), point(following[0])), end, following[1], 2)


def _stops(day: datetime) -> list[_Stop]:
    """Place, arrival and minutes there; what the story fixes stands beside his ordinary round."""
    stops = [
        ("south-tottenham", day.replace(hour=7, minute=30), 60),
        ("south-tottenham", day.replace(hour=22, minute=10), 80),
    ]
    if day == london(9, 27, 0):
        stops.append(("tottenham-car-park", day.replace(hour=20, minute=10), 20))
    if day == london(9, 28, 0):
        stops += [
            ("liverpool-street", day.replace(hour=17, minute=20), 25),
            ("tottenham-car-park", day.replace(hour=21, minute=31), 20),
        ]
    if day == london(9, 29, 0):
        stops.append(("wood-green-parcels", day.replace(hour=11, minute=4), 24))
    if day == london(10, 3, 0):
        stops.append(("unit-4-phones", day.replace(hour=9, minute=16), 14))
    if day.weekday() == 5:
        stops.append(("wrench-stall", day.replace(hour=15), 25))
    if day.weekday() == 2 and day != london(9, 27, 0):
        stops.append(("wood-green-parcels", day.replace(hour=16), 20))
    deliveries = {next_delivery(number) for number in DRAY_RUNS}
    if is_shop_day(day) and day.replace(hour=12, minute=0) in deliveries:
        stops.append(("unit-4-phones", day.replace(hour=12), 25))
    stops += [(pickup_place(number), pickup_evening(number), 20) for number, taken in DRAY_RUNS.items() if taken == day]
    return sorted(stops, key=lambda stop: stop[1])
