"""listings.csv: what was offered for sale, most of it by honest people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from heron_case.chance import dice
from heron_case.clock import CHINA, days, london, minutes, text
from heron_case.handsets import MODELS, Handset, imei_of
from heron_case.roles import PARTS, UNIT_4, Case, first_shop_day
from heron_case.writer import Row
from tracer.demo import CASE

COLUMNS = (
    "platform listing_id title description seller price currency posted_at location lat lon phone email url imei "
    "part_kind part_serial"
)
FONEZ_PHONE, WRENCH_PHONE = "07700 900461", "07700 900778"
_TOWNS = ("Leeds", "Bristol", "Croydon", "Ealing", "Glasgow", "Luton", "Norwich", "Barnet", "Hackney", "Exeter")
_HONEST = (
    "sam_upgrades",
    "two_bees_",
    "tidy.tech",
    "oldphones_nw",
    "second_life_mobiles",
    "camden_exchange",
    "swapper",
)
_HONEST_NOTES = (
    "Boxed with receipt.",
    "Upgraded, no longer needed.",
    "Works fine, small scratch.",
    "With original charger.",
)
_SHORT = {"Apple": "", "Samsung": "samsung ", "Google": "google "}


def listing_rows(case: Case) -> list[Row]:
    """Every listing in order of posting."""
    posted = [
        _of_a(),
        _display_of_b(),
        _parts_of_d(),
        *_by_fonez(case),
        *_by_wrench(case),
        *_honest(),
    ]
    return [row for _, row in sorted(posted, key=lambda pair: (pair[0], str(pair[1]["listing_id"])))]


def part_serial(handset: Handset) -> str:
    """The serial of the display that Wrench sold out of a handset."""
    return f"DSPHERON{handset.number:03d}"


def _of_a() -> tuple[datetime, Row]:
    at = london(10, 3, 13, 5)
    platform, listing_id = CASE.listing_a.split(":")
    row = {
        "platform": platform,
        "listing_id": listing_id,
        "title": "14 pro 256 purple, small crack top left, cash N4",
        "seller": "fonez_n4",
        "price": "430",
        "location": "London N4",
        "phone": FONEZ_PHONE,
    }
    return at, _common(row, at)


def _display_of_b() -> tuple[datetime, Row]:
    at = datetime(2023, 10, 9, 16, 20, tzinfo=CHINA)
    platform, listing_id = CASE.display_listing.split(":")
    row = {
        "platform": platform,
        "listing_id": listing_id,
        "title": "S23 original display assembly, pulled, tested",
        "seller": "counter_c117",
        "price": "390",
        "location": "Shenzhen",
        "part_kind": "display",
        "part_serial": CASE.display_b,
    }
    return at, _common(row, at) | {"currency": "CNY"}


def _parts_of_d() -> tuple[datetime, Row]:
    at = london(10, 9, 10, 30)
    row = {
        "platform": "marketo",
        "listing_id": "M20466",
        "title": "iPhone 13 midnight, housing and screen, parts only",
        "seller": "wrench_peckham",
        "price": "85",
        "location": "Peckham",
        "phone": WRENCH_PHONE,
    }
    return at, _common(row, at)


def _by_fonez(case: Case) -> Iterator[tuple[datetime, Row]]:
    """A third of what is later found at Unit 4, by two seller names and one telephone; one in nine shows an IMEI."""
    for number in UNIT_4:
        if number % 3:
            continue
        handset = case.ordinary[number]
        at = first_shop_day(handset) + minutes(185 + number)
        model = _SHORT[handset.model.make] + handset.model.name.replace("iPhone ", "")
        row = {
            "platform": "swapnest" if number % 2 else "marketo",
            "listing_id": f"S{51000 + number}" if number % 2 else f"M{20000 + number}",
            "title": f"{model} {handset.storage.split()[0]} {handset.colour}, cash N4".lower(),
            "description": ("no box", "collect only", "no time wasters")[number % 2 + number % 4 // 3],
            "seller": "n4_mobiles" if number % 2 else "fonez_n4",
            "price": round(handset.model.price * 0.58 / 5) * 5,
            "location": "London N4",
            "phone": FONEZ_PHONE,
            "imei": handset.imei if number % 27 == 0 else "",
        }
        yield at, _common(row, at)


def _by_wrench(case: Case) -> Iterator[tuple[datetime, Row]]:
    for number in PARTS:
        handset = case.ordinary[number]
        at = first_shop_day(handset) + days(3)
        row = {
            "platform": "marketo",
            "listing_id": f"M{21000 + number}",
            "title": f"{handset.model.name} screen, pulled, fitted while you wait",
            "seller": "wrench_peckham",
            "price": round(handset.model.price * 0.2),
            "location": "Peckham",
            "phone": WRENCH_PHONE,
            "part_kind": "display",
            "part_serial": part_serial(handset),
        }
        yield at, _common(row, at)


def _honest() -> Iterator[tuple[datetime, Row]]:
    for number in range(1, 86):
        throws = dice(f"honest {number}")
        model = throws.choice(MODELS)
        at = london(8, 1, 9) + minutes(throws.randrange(89 * 1440))
        seller = f"{throws.choice(_HONEST)}{throws.randrange(1, 9)}"
        platform, letter = throws.choice((("marketo", "M3"), ("swapnest", "S6")))
        listing_id = f"{letter}{number * 13:04d}"
        row = {
            "platform": platform,
            "listing_id": listing_id,
            "title": f"{model.make} {model.name} {throws.choice(model.storage)} {throws.choice(model.colours)}",
            "description": throws.choice(_HONEST_NOTES),
            "seller": seller,
            "price": round(model.price * throws.uniform(0.8, 1.1)),
            "location": throws.choice(_TOWNS),
            "phone": f"07700 900{number + 800}",
            "email": f"{seller.replace('_', '-').strip('-')}@example.org" if number % 4 == 0 else "",
            "url": f"https://{platform}.example.org/{listing_id}",
            # Serials below 100,000 are of no other handset in the case.
            "imei": imei_of(model.tac, 1_000 + number * 31) if number % 5 == 0 else "",
        }
        yield at, _common(row, at)


def _common(row: Mapping[str, object], at: datetime) -> dict[str, object]:
    return {"currency": "GBP", "posted_at": text(at), **row}
