"""links.csv: who uses, runs, knows and held what, as officers and sources said it, each with its 3x5x2 grade."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from heron_case.clock import days, london, minutes, text
from heron_case.handsets import Handset
from heron_case.ordinary_pings import sent_at
from heron_case.roles import (
    ABROAD,
    DRAY_RUNS,
    IN_PARCEL_WITH_B,
    PARTS,
    Case,
    first_shop_day,
    next_delivery,
    pickup_evening,
)
from heron_case.sightings import destination
from heron_case.trade import LANNING, RYE, WAYBILL_OF_C
from heron_case.writer import Row
from tracer.demo import CASE

COLUMNS = "from_kind from_id relation to_kind to_id at until from_name to_name grade note"
_NAMES = {
    "fonez": "Fonez",
    "wrench": "Wrench",
    "dray": "Dray",
    "tally": "Tally",
    "kite": "Kite",
    "rook": "Rook",
    "finch": "Finch",
    "lantern": "Lantern",
    "second-life": "Second Life Mobiles Ltd",
    "camden-exchange-ltd": "Camden Exchange Ltd",
}
_ACCOUNTS = (
    ("fonez", "marketo:fonez_n4", "1AP"),
    ("fonez", "swapnest:n4_mobiles", "2BP"),
    ("fonez", "07700 900461", "1AP"),
    ("wrench", "07700 900778", "1AP"),
    ("wrench", "marketo:wrench_peckham", "1BP"),
    ("wrench", RYE, "2CP"),
    ("dray", "07700 900112", "1BP"),
    ("dray", LANNING, "1BC"),
)
_PREMISES = (
    ("fonez", "RUNS", "unit-4-phones", "1AP"),
    ("tally", "WORKS_AT", "unit-4-phones", "1AP"),
    ("wrench", "RUNS", "wrench-stall", "1AP"),
    ("lantern", "WORKS_AT", "kwun-tong-unit", "2CC"),
    ("second-life", "RUNS", "second-life", "1AP"),
    ("camden-exchange-ltd", "RUNS", "camden-exchange", "1AP"),
)
# Only Dray knows both those who take phones and those who sell them: without him the network falls apart.
_KNOWN = (
    ("dray", "fonez", "1BP"),
    ("dray", "wrench", "2BP"),
    ("dray", "kite", "2CP"),
    ("dray", "rook", "2CP"),
    ("dray", "finch", "2DP"),
    ("dray", "lantern", "2CC"),
    ("fonez", "tally", "1AP"),
    ("kite", "rook", "1BP"),
)
_HELD_BY_FONEZ = range(9, 31)
# Thieves' own handsets besides those they gave to Dray: what a source says, no more.
_TAKEN_BY = {"kite": range(121, 127), "rook": range(127, 133), "finch": range(133, 139)}


def link_rows(case: Case) -> list[Row]:
    """Every link, by kind."""
    return [*_uses(), *_premises(), *_knows(), *_held(case), *_sent()]


def _uses() -> Iterator[Row]:
    for handler, account, grade in _ACCOUNTS:
        yield _link(handler, "USES", ("account", account), grade)
    phone = ("identifier", f"imei:{CASE.dray_imei}")
    yield _link("dray", "USES", phone, "1AC") | {"note": "his own phone", "at": text(london(9, 1, 0))}


def _premises() -> Iterator[Row]:
    for handler, relation, place, grade in _PREMISES:
        yield _link(handler, relation, ("place", place), grade)


def _knows() -> Iterator[Row]:
    for handler, other, grade in _KNOWN:
        yield _link(handler, "ASSOCIATES_WITH", ("handler", other), grade) | {"to_name": _NAMES[other]}


def _sent() -> Iterator[Row]:
    yield _link("dray", "SENT", ("consignment", CASE.waybill), "1BC") | {"note": "sent as E. Lanning"}
    yield _link("wrench", "SENT", ("consignment", WAYBILL_OF_C), "2CP")


def _held(case: Case) -> Iterator[Row]:
    yield from _story_held(case)
    for number, taken in DRAY_RUNS.items():
        handset = case.ordinary[number]
        evening, noon = pickup_evening(number), next_delivery(number)
        thief = "kite" if number % 2 else "rook"
        yield _hold(thief, handset, (taken.replace(hour=20), evening + minutes(10)), "2DP")
        yield _hold("dray", handset, (evening + minutes(10), noon), "2BP")
        yield _hold("fonez", handset, (noon, london(10, 15, 11)), "1BP")
    for number in _HELD_BY_FONEZ:
        handset = case.ordinary[number]
        yield _hold("fonez", handset, (first_shop_day(handset), london(10, 15, 11)), "1BP" if number % 3 else "2CP")
    for number in PARTS:
        handset = case.ordinary[number]
        opening = first_shop_day(handset)
        if number % 3 == 0:
            yield _hold("dray", handset, (handset.stolen.at + minutes(70), opening), "2CP")
        yield _hold("wrench", handset, (opening, opening + days(3)), "1BP")
    for number in IN_PARCEL_WITH_B:
        yield _hold("lantern", case.ordinary[number], None, "2DC")
    for number in (*IN_PARCEL_WITH_B, *(other for other in ABROAD if other % 3 == 1)):
        yield _hold("dray", case.ordinary[number], None, "2CC")
    for number in ABROAD:
        handset = case.ordinary[number]
        if number % 3 == 0:
            yield _hold("wrench", handset, (first_shop_day(handset), sent_at(handset)), "2CP")
        elif destination(handset) == "HK":
            yield _hold("lantern", handset, None, "2DC")
    for thief, numbers in _TAKEN_BY.items():
        for number in numbers:
            handset = case.ordinary[number]
            yield _hold(thief, handset, (handset.stolen.at, handset.stolen.at + minutes(40)), "3DP")
    for number, shop in ((97, "second-life"), (102, "second-life"), (96, "camden-exchange-ltd")):
        opening = first_shop_day(case.ordinary[number])
        yield _hold(shop, case.ordinary[number], (opening, opening + days(4)), "1AP") | {
            "note": "bought over the counter"
        }


def _story_held(case: Case) -> Iterator[Row]:
    a, b, c, d = (case.story[letter] for letter in "ABCD")
    yield _hold("kite", a, (london(10, 2, 18, 41), london(10, 2, 19, 31)), "3DP")
    yield _hold("dray", a, (london(10, 3, 9, 0), london(10, 3, 9, 25)), "2BP")
    yield _hold("fonez", a, (london(10, 3, 9, 25), london(10, 15, 11)), "1BP")
    yield _hold("rook", b, (london(9, 28, 8, 17), london(9, 28, 21, 40)), "3DP")
    yield _hold("dray", b, (london(9, 28, 21, 40), london(9, 29, 11, 20)), "2BP")
    yield _hold("lantern", b, None, "2DC")
    yield _hold("wrench", c, (london(10, 1, 10, 30), london(10, 2, 11, 15)), "2CP")
    yield _hold("wrench", d, (london(10, 7, 11), london(10, 9, 10, 30)), "1BP")


def _hold(handler: str, handset: Handset, period: tuple[datetime, datetime] | None, grade: str) -> dict[str, object]:
    times = {"at": text(period[0]), "until": text(period[1])} if period else {}
    return _link(handler, "HELD", ("handset", f"imei:{handset.imei}"), grade) | times


def _link(handler: str, relation: str, to: tuple[str, str], grade: str) -> dict[str, object]:
    return {
        "from_kind": "handler",
        "from_id": handler,
        "relation": relation,
        "to_kind": to[0],
        "to_id": to[1],
        "from_name": _NAMES[handler],
        "grade": grade,
    }
