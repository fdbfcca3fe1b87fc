"""The handsets of the case: models with a test TAC each, identifiers, owners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from heron_case.chance import dice
from heron_case.clock import days, london, minutes
from heron_case.places import CITY, HOTSPOTS, MET, TRANSPORT, Hotspot, Point
from tracer.demo import CASE, HeronHandset


@dataclass(frozen=True)
class Model:
    """One model; TACs that begin 00 are set aside for test equipment, so no real phone has one."""

    tac: str
    make: str
    name: str
    colours: tuple[str, ...]
    storage: tuple[str, ...]
    price: int


@dataclass(frozen=True)
class Theft:
    """How, when and where a handset was taken, and who was told."""

    reference: str
    hotspot: Hotspot
    offence: str
    at: datetime
    where: Point


@dataclass(frozen=True)
class Handset:
    """One physical phone; `number` is its place in the case, `theft` is None when nobody reported one."""

    number: int
    model: Model
    imei: str
    imei2: str
    serial: str
    colour: str
    storage: str
    owner: str = ""
    theft: Theft | None = None

    @property
    def stolen(self) -> Theft:
        """The theft of a handset that is known to have been reported."""
        if self.theft is None:
            raise ValueError(f"handset {self.number} was not reported")
        return self.theft


MODELS = (
    Model("00101401", "Apple", "iPhone 14 Pro", ("purple", "space black", "gold", "silver"), ("128 GB", "256 GB"), 720),
    Model("00101402", "Apple", "iPhone 14", ("blue", "midnight", "starlight"), ("128 GB", "256 GB"), 520),
    Model("00101301", "Apple", "iPhone 13", ("blue", "midnight", "pink", "red"), ("128 GB", "256 GB"), 400),
    Model("00101201", "Apple", "iPhone 12", ("black", "white", "green"), ("64 GB", "128 GB"), 260),
    Model("00102301", "Samsung", "Galaxy S23", ("black", "cream", "green", "lavender"), ("128 GB", "256 GB"), 480),
    Model("00102201", "Samsung", "Galaxy S22", ("black", "white", "green"), ("128 GB", "256 GB"), 330),
    Model("00105401", "Samsung", "Galaxy A54", ("black", "violet", "white"), ("128 GB",), 210),
    Model("00107001", "Google", "Pixel 7", ("obsidian", "snow", "lemongrass"), ("128 GB", "256 GB"), 310),
    Model("00106001", "Google", "Pixel 6a", ("charcoal", "sage", "chalk"), ("128 GB",), 190),
)
# The models most carried are most taken.
_WEIGHTS = (5, 5, 5, 3, 3, 2, 2, 2, 1)
_OFFENCES = ("theft from the person", "theft from the person", "theft from the person", "robbery", "other theft")
_GIVEN = ("Avery", "Blair", "Corin", "Darcy", "Ellis", "Fable", "Greer", "Harlow", "Indigo", "Jules", "Lark", "Merrin")
_FAMILY = ("Testwick", "Samplewood", "Mockridge", "Fictley", "Placeholm", "Dummett", "Exampleby", "Inventham")


def check_digit(body: str) -> str:
    """The Luhn check digit of 14 digits (3GPP TS 23.003, Annex B)."""
    total = 0
    for position, digit in enumerate(int(character) for character in body):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def imei_of(tac: str, serial: int) -> str:
    """The IMEI with this TAC and six-digit serial."""
    body = f"{tac}{serial % 1_000_000:06d}"
    return body + check_digit(body)


def model_named(name: str) -> Model:
    """The model of that name."""
    return next(model for model in MODELS if model.name == name)


def hotspot_named(name: str) -> Hotspot:
    """The hotspot of that name."""
    return next(hotspot for hotspot in HOTSPOTS if hotspot.name == name)


def story_handsets() -> dict[str, Handset]:
    """Handsets A to D, and Dray's own phone as E."""
    regent = Theft(
        CASE.a.reference, hotspot_named("Regent Street"), "robbery", london(10, 2, 18, 41), (51.5117, -0.1387)
    )
    bishopsgate = Theft(
        CASE.b.reference,
        hotspot_named("Bishopsgate"),
        "theft from the person",
        london(9, 28, 8, 17),
        (51.5168, -0.0813),
    )
    table = Theft(
        CASE.c.reference,
        hotspot_named("Shoreditch High Street"),
        "other theft",
        london(9, 30, 22, 5),
        (51.5239, -0.0769),
    )
    camden = Theft(
        CASE.d.reference,
        hotspot_named("Camden High Street"),
        "theft from the person",
        london(10, 5, 23, 50),
        (51.5391, -0.1426),
    )
    return {
        "A": _story(901, "iPhone 14 Pro", CASE.a, ("purple", "256 GB"), regent),
        "B": _story(902, "Galaxy S23", CASE.b, ("black", "256 GB"), bishopsgate),
        "C": _story(903, "Pixel 7", CASE.c, ("snow", "128 GB"), table),
        "D": _story(904, "iPhone 13", CASE.d, ("midnight", "128 GB"), camden),
        "E": Handset(905, model_named("Galaxy A54"), CASE.dray_imei, "", "", "black", "128 GB"),
    }


def ordinary_handset(number: int, area: str = "", day: datetime | None = None) -> Handset:
    """Handset `number` of the rest, stolen in `area` (or anywhere the Met serves) on `day` (or some day)."""
    rng = dice(f"handset {number}")
    bare = unreported_handset(number)
    wanted = [spot for spot in HOTSPOTS if spot.area == area] or [spot for spot in HOTSPOTS if spot.force == MET]
    hotspot = rng.choice(wanted)
    start = day or london(8, 3, 0) + days(rng.randrange(69))
    # A theft on a day the story fixes comes before that evening's hand-over.
    hours = (8, 13, 17, 18, 19) if day else (8, 13, 17, 18, 19, 20, 21, 22, 23)
    at = start.replace(hour=rng.choice(hours), minute=rng.randrange(60))
    where = (round(hotspot.point[0] + rng.gauss(0, 0.0008), 5), round(hotspot.point[1] + rng.gauss(0, 0.0012), 5))
    prefix = "COLP" if hotspot.force == CITY else "MPS"
    theft = Theft(f"{prefix}-DEMO-{1000 + number * 37 % 1009:04d}/23", hotspot, rng.choice(_OFFENCES), at, where)
    owner = f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)} {number:03d}"
    return replace(bare, owner=owner, theft=theft)


def underground_handset(number: int) -> Handset:
    """A handset taken at a station, so reported to the transport police."""
    handset = ordinary_handset(number, "Camden")
    theft = handset.stolen
    spot = replace(theft.hotspot, force=TRANSPORT, name="Camden Town station", point=(51.5392, -0.1426))
    return replace(handset, theft=replace(theft, hotspot=spot, reference="BTP-DEMO-0912/23", where=spot.point))


def unreported_handset(number: int) -> Handset:
    """A handset with its identifiers only: nobody has said that it was stolen."""
    rng = dice(f"model {number}")
    model = rng.choices(MODELS, _WEIGHTS)[0]
    serial = 500_000 + number * 2_741 % 400_000
    return Handset(
        number,
        model,
        imei_of(model.tac, serial),
        imei_of(model.tac, serial + 7),
        f"XHERON{number:04d}",
        rng.choice(model.colours),
        rng.choice(model.storage),
    )


def reported_at(handset: Handset) -> datetime:
    """Most people report within hours."""
    return handset.stolen.at + minutes(25 + handset.number * 53 % 600)


def _story(number: int, model: str, ids: HeronHandset, looks: tuple[str, str], theft: Theft) -> Handset:
    colour, storage = looks
    return Handset(number, model_named(model), ids.imei, ids.imei2, ids.serial, colour, storage, ids.owner, theft)
