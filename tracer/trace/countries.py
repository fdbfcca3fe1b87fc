"""How far apart two countries are at least, so that a sighting that tells only the country can be weighed.

`countries.csv` covers the land of each ISO 3166-1 alpha-2 code with circles: one for each five-degree cell it reaches
into, around all of its outline there (Natural Earth 1:10 m, public domain, as packed by world-atlas; radii rounded up).
A distance between the circles is never more than the true one, which is the side to err on before saying "impossible".
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from tracer.trace.geodesy import distances_m

BORDER_M = 50_000.0
"""Metres a network may be heard beyond its country: masts near a border, and the sea off a coast."""


def known(country: str) -> bool:
    """Whether there is an outline for the code, in either case."""
    return country.upper() in _circles()


def least_to_country_m(lat: float, lon: float, country: str) -> float:
    """The least distance in metres from a position to where a country's networks reach; 0 for an unknown country."""
    circles = _circles().get(country.upper())
    if circles is None:
        return 0.0
    away = distances_m(lat, lon, circles[:, 0], circles[:, 1]) - circles[:, 2]
    return max(0.0, float(away.min()) - BORDER_M)


@cache
def least_between_m(one: str, other: str) -> float:
    """The least distance in metres between where two countries' networks reach; 0 when one is unknown."""
    circles = _circles().get(one.upper())
    if circles is None or one.upper() == other.upper():
        return 0.0
    away = min(least_to_country_m(float(lat), float(lon), other) - float(radius) for lat, lon, radius in circles)
    return max(0.0, away - BORDER_M)


@cache
def _circles() -> dict[str, npt.NDArray[np.float64]]:
    """For each code, rows of latitude and longitude in degrees and radius in metres."""
    text = (resources.files("tracer.trace") / "countries.csv").read_text("utf-8")
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for row in csv.DictReader(text.splitlines()):
        circle = (float(row["lat"]), float(row["lon"]), float(row["radius_km"]) * 1_000)
        rows.setdefault(row["country"], []).append(circle)
    return {code: np.array(circles) for code, circles in rows.items()}
