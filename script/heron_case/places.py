"""Where the case happens: real streets and towns, made-up premises."""

from __future__ import annotations

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Hotspot:
    """A street where phones are taken; `force` records what happens there."""

    name: str
    area: str
    force: str
    point: Point


@dataclass(frozen=True)
class Premises:
    """One row of places.csv."""

    place_id: str
    kind: str
    name: str
    address: str
    point: Point
    radius_m: int
    country: str = "GB"


MET = "Metropolitan Police"
CITY = "City of London Police"
TRANSPORT = "British Transport Police"

HOTSPOTS = (
    Hotspot("Oxford Street", "Westminster", MET, (51.5154, -0.1410)),
    Hotspot("Regent Street", "Westminster", MET, (51.5117, -0.1387)),
    Hotspot("Leicester Square", "Westminster", MET, (51.5104, -0.1301)),
    Hotspot("Old Compton Street", "Westminster", MET, (51.5132, -0.1312)),
    Hotspot("Long Acre", "Westminster", MET, (51.5135, -0.1243)),
    Hotspot("Camden High Street", "Camden", MET, (51.5386, -0.1425)),
    Hotspot("Euston Road", "Camden", MET, (51.5298, -0.1240)),
    Hotspot("Tottenham Court Road", "Camden", MET, (51.5203, -0.1340)),
    Hotspot("Shoreditch High Street", "Shoreditch", MET, (51.5246, -0.0775)),
    Hotspot("Old Street", "Shoreditch", MET, (51.5262, -0.0838)),
    Hotspot("Hoxton Square", "Shoreditch", MET, (51.5276, -0.0807)),
    Hotspot("Bishopsgate", "City", CITY, (51.5168, -0.0813)),
    Hotspot("Cheapside", "City", CITY, (51.5141, -0.0945)),
    Hotspot("Moorgate", "City", CITY, (51.5186, -0.0886)),
)

PREMISES = (
    Premises("unit-4-phones", "shop", "Unit 4 Phones", "Unit 4, Seven Sisters Road, London N4", (51.5610, -0.1112), 40),
    Premises("wrench-stall", "shop", "Wrench's repair stall", "Rye Lane, London SE15", (51.4702, -0.0692), 30),
    Premises("camden-exchange", "shop", "Camden Exchange", "Camden High Street, London NW1", (51.5394, -0.1429), 30),
    Premises("second-life", "shop", "Second Life Mobiles", "Hackney Road, London E2", (51.5297, -0.0722), 30),
    Premises("holloway-repairs", "shop", "Holloway Repairs", "Holloway Road, London N7", (51.5552, -0.1160), 30),
    Premises("lewisham-phones", "shop", "Lewisham Phones", "Lewisham High Street, London SE13", (51.4618, -0.0117), 30),
    Premises("walworth-fix", "shop", "Walworth Fix", "Walworth Road, London SE17", (51.4880, -0.0957), 30),
    Premises("liverpool-street", "station", "Liverpool Street station", "London EC2", (51.5182, -0.0823), 150),
    Premises("tottenham-car-park", "car_park", "Car park off Ashley Road", "London N17", (51.5912, -0.0628), 60),
    Premises(
        "wood-green-parcels", "parcel_shop", "Wood Green parcel shop", "High Road, London N22", (51.5972, -0.1096), 30
    ),
    Premises(
        "peckham-parcels",
        "parcel_shop",
        "Peckham parcel shop",
        "Peckham High Street, London SE15",
        (51.4737, -0.0680),
        30,
    ),
    Premises("heathrow-cargo", "airport", "Heathrow cargo area", "Shoreham Road, Heathrow", (51.4592, -0.4655), 600),
    Premises(
        "kwun-tong-unit", "address", "Kwun Tong trading unit", "Kwun Tong, Hong Kong", (22.3120, 114.2250), 80, "HK"
    ),
    Premises(
        "huaqiangbei-counter",
        "shop",
        "Huaqiangbei parts counter",
        "Huaqiangbei, Shenzhen",
        (22.5440, 114.0870),
        80,
        "CN",
    ),
    Premises("bab-el-oued-counter", "shop", "Bab El Oued counter", "Bab El Oued, Algiers", (36.7910, 3.0510), 80, "DZ"),
    Premises("heron-store", "store", "Heron property store", "London N1", (51.5380, -0.1000), 50),
    Premises("heron-laboratory", "laboratory", "Heron laboratory", "London SE1", (51.4990, -0.1050), 50),
)

_POINTS = {premises.place_id: premises.point for premises in PREMISES}
_POINTS |= {
    "seven-sisters-road": (51.5627, -0.1085),
    "portman-square": (51.5157, -0.1556),
    "edgware-road": (51.5193, -0.1667),
    "paddington-green": (51.5205, -0.1711),
    "hackney-central": (51.5470, -0.0555),
    "downhills-park": (51.5869, -0.0915),
    "markfield-park": (51.5808, -0.0640),
    "south-tottenham": (51.5795, -0.0722),
    "new-cross": (51.4760, -0.0335),
    "lewisham": (51.4612, -0.0105),
    "a4-brentford": (51.4880, -0.3090),
}


def point(name: str) -> Point:
    """The coordinates of a place of the case."""
    return _POINTS[name]
