"""The files of the demonstration case as plain rows, for the tests that check its story without the loader."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import tracer.demo
from tracer.demo import case_files

ROOT = Path(__file__).resolve().parents[2]
HERON = Path(tracer.demo.__file__).parent / "heron"
LONDON = ZoneInfo("Europe/London")
UNIT_4, CAR_PARK, STATION = (51.5610, -0.1112), (51.5912, -0.0628), (51.5182, -0.0823)
HEATHROW_CARGO, LEWISHAM, WRENCH = (51.4592, -0.4655), (51.4612, -0.0105), (51.4702, -0.0692)

Row = dict[str, str]


@cache
def rows(name: str) -> list[Row]:
    if name.endswith(".geojson"):
        features = json.loads((HERON / name).read_text(encoding="utf-8"))["features"]
        return [_flat(feature) for feature in features]
    with (HERON / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _flat(feature: dict[str, dict[str, object]]) -> Row:
    lon, lat = feature["geometry"]["coordinates"]
    return {name: str(value) for name, value in feature["properties"].items()} | {"lat": str(lat), "lon": str(lon)}


def when(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, month, day, hour, minute, tzinfo=LONDON)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    north = (one[0] - other[0]) * 111_320
    east = (one[1] - other[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def where(row: Row) -> tuple[float, float]:
    return float(row["lat"]), float(row["lon"])


@cache
def all_pings() -> list[Row]:
    files = [str(path.relative_to(HERON)) for path in case_files() if path.parent.name == "pings"]
    return sorted((row for name in files for row in rows(name)), key=lambda row: when(row["at"]))


def pings_of(imei: str) -> list[Row]:
    return [row for row in all_pings() if row["imei"] == imei]


def near(
    pings: list[Row], place: tuple[float, float], start: datetime, end: datetime, radius: float = 150
) -> list[Row]:
    return [row for row in pings if start <= when(row["at"]) <= end and metres(where(row), place) <= radius]


def sightings_of(imei: str) -> list[Row]:
    return [row for row in rows("sightings.csv") if row["imei"] == imei]


def report_of(imei: str) -> Row:
    return next(row for row in rows("reports.csv") if row["imei"] == imei)


def exhibit(reference: str) -> Row:
    return next(row for row in rows("seizures.csv") if row["exhibit_ref"] == reference)


def every_imei() -> Iterator[str]:
    for path in case_files():
        for row in rows(str(path.relative_to(HERON))):
            yield from (row[name] for name in ("imei", "imei2", "came_from_imei") if row.get(name))
            yield from re.findall(r"imei:(\d+)", row.get("to_id", ""))


def luhn_holds(imei: str) -> bool:
    digits = [int(character) for character in imei]
    doubled = [sum(divmod(digit * 2, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
