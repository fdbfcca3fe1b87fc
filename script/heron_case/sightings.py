"""sightings.csv: what networks and makers saw of the identifiers, here and abroad."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from heron_case.clock import ALGIERS, CHINA, days, london, minutes, text
from heron_case.handsets import Handset
from heron_case.ordinary_pings import sent_at
from heron_case.roles import ABROAD, IN_PARCEL_WITH_B, PARTS, UNIT_4, Case, first_shop_day
from heron_case.writer import Row

COLUMNS = "imei at kind service mcc mnc network country outcome imsi"
_MAKER = "maker's activation"
_NETWORKS = {
    "GB": ("234", "Heron Mobile (fictional)", london(10, 1, 0).tzinfo),
    "HK": ("454", "Harbour Cell (fictional)", CHINA),
    "CN": ("460", "Delta Cell (fictional)", CHINA),
    "DZ": ("603", "Casbah Tel (fictional)", ALGIERS),
    "RO": ("226", "Danube Mobil (fictional)", timezone(timedelta(hours=3))),
}
DESTINATIONS = ("HK", "CN", "DZ", "HK", "CN", "RO")


def sighting_rows(case: Case) -> list[Row]:
    """All sightings in order of time."""
    seen = [*_story(case.story), *(pair for handset in case.ordinary.values() for pair in _ordinary(handset))]
    return [row for _, row in sorted(seen, key=lambda pair: (pair[0], str(pair[1]["imei"])))]


def destination(handset: Handset) -> str:
    """The country a handset was sent to."""
    return "HK" if handset.number in IN_PARCEL_WITH_B else DESTINATIONS[handset.number % len(DESTINATIONS)]


def _story(story: dict[str, Handset]) -> Iterator[tuple[datetime, Row]]:
    a, b, c, d = (story[letter] for letter in "ABCD")
    yield _attach(a.imei, london(10, 2, 18, 30), "GB", 11)
    # "Another SIM" shows in the test-network IMSI, which differs from the owner's an evening earlier.
    yield _attach(a.imei, london(10, 3, 9, 20), "GB", 77)
    yield _activation(a.imei, london(10, 3, 9, 26), "refused")
    yield _attach(b.imei, datetime(2023, 10, 4, 15, 32, tzinfo=CHINA), "HK", 31)
    yield _attach(c.imei, london(9, 30, 21, 10), "GB", 13)
    yield _attach(c.imei, datetime(2023, 10, 6, 14, 0, tzinfo=ALGIERS), "DZ", 41)
    yield _attach(c.imei, london(10, 6, 13, 2), "GB", 42)
    yield london(10, 6, 0, 4), _row(d.imei, london(10, 6, 0, 4), "sign_in", service="Tern Bank app", outcome="allowed")
    yield london(10, 6, 0, 55), _row(d.imei, london(10, 6, 0, 55), "sign_in", service="Example Mail", outcome="allowed")
    yield _activation(d.imei, london(10, 7, 12, 15), "refused")


def _ordinary(handset: Handset) -> Iterator[tuple[datetime, Row]]:
    number = handset.number
    opening = first_shop_day(handset)
    if number in UNIT_4 and number % 4 == 1:
        yield _attach(handset.imei, opening + minutes(number * 11 % 180 + 9), "GB", 200 + number)
    if number in UNIT_4 and number % 6 == 1:
        yield _activation(handset.imei, opening + minutes(number * 11 % 180 + 15), "refused")
    if number in UNIT_4 and number % 10 == 3:
        at = opening + minutes(number * 11 % 180 + 10)
        yield at, _row(handset.imei, at, "blocklist_hit", network=_NETWORKS["GB"][1], country="GB", outcome="refused")
    if number in IN_PARCEL_WITH_B:
        yield _attach(handset.imei, datetime(2023, 10, 4, 16, number - 50, tzinfo=CHINA), "HK", 200 + number)
    if number in ABROAD:
        country = destination(handset)
        # Times abroad are written on the clock there; the moment is five days after posting.
        at = (sent_at(handset) + days(5) + minutes(number * 7)).astimezone(_NETWORKS[country][2])
        yield _attach(handset.imei, at, country, 200 + number)
    if number in PARTS and number % 2:
        yield _activation(handset.imei, opening + minutes(70), "refused")


def _attach(imei: str, at: datetime, country: str, sim: int) -> tuple[datetime, Row]:
    mcc, network, _ = _NETWORKS[country]
    place = {"mcc": mcc, "network": network, "country": country}
    # IMSIs of network 001-01 are test SIMs, whatever network they are seen on.
    return at, _row(imei, at, "attach", **place, outcome="accepted", imsi=f"0010100000{sim:05d}")


def _activation(imei: str, at: datetime, outcome: str) -> tuple[datetime, Row]:
    return at, _row(imei, at, "activation", service=_MAKER, country="GB", outcome=outcome)


def _row(imei: str, at: datetime, kind: str, **rest: str) -> Row:
    return {"imei": imei, "at": text(at), "kind": kind, **rest}
