"""Distances against published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tracer.trace.countries import known, least_between_m, least_to_country_m
from tracer.trace.geodesy import EARTH_RADIUS_M, distance_m, distances_m

PUBLISHED = [
    # The haversine package's own example, Lyon to Paris, on the same radius.
    ((45.7597, 4.8422, 48.8567, 2.3508), 392_217.2595594006),
    # Rosetta Code, "Haversine formula": BNA to LAX, 2,887.2599506 km on a radius of 6,372.8 km.
    ((36.12, -86.67, 33.94, -118.40), 2_887_259.9506 * EARTH_RADIUS_M / 6_372_800),
    # A quarter of a great circle, over the pole and along the equator across the antimeridian.
    ((0.0, 10.0, 90.0, -77.0), math.pi / 2 * EARTH_RADIUS_M),
    ((0.0, 135.0, 0.0, -135.0), math.pi / 2 * EARTH_RADIUS_M),
    ((51.5, 0.1, -51.5, -179.9), math.pi * EARTH_RADIUS_M),
]


@pytest.mark.parametrize(("places", "metres"), PUBLISHED)
def test_published_distances(places: tuple[float, float, float, float], metres: float) -> None:
    assert distance_m(*places) == pytest.approx(metres, rel=1e-9)
    lat1, lon1, lat2, lon2 = (np.array([value, value]) for value in places)
    assert distances_m(lat1, lon1, lat2, lon2) == pytest.approx([metres, metres], rel=1e-9)
    assert distances_m(places[0], places[1], lat2, lon2) == pytest.approx([metres, metres], rel=1e-9)


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("GB", 51.4613, -0.0117),
        ("DZ", 36.7538, 3.0588),
        ("HK", 22.32, 114.17),
        ("FR", -20.88, 55.45),
        ("us", 21.3, -157.8),
    ],
)
def test_a_city_is_in_its_country(code: str, lat: float, lon: float) -> None:
    assert least_to_country_m(lat, lon, code) == 0.0


def test_the_least_distance_between_countries_is_never_more_than_the_true_one() -> None:
    # Nearest land: Dover to Calais 33 km; Mull of Kintyre to Torr Head 20 km, but GB has a land border with IE;
    # Cornwall to the Algerian coast about 1,480 km; Gibraltar strait 14 km.
    assert least_between_m("GB", "FR") == least_between_m("GB", "IE") == least_between_m("ES", "MA") == 0.0
    assert 1_000_000 < least_between_m("GB", "DZ") < 1_480_000
    assert least_between_m("GB", "DZ") == pytest.approx(least_between_m("DZ", "GB"))
    assert least_between_m("GB", "GB") == 0.0


def test_an_unknown_country_accuses_nobody() -> None:
    assert not known("ZZ")
    assert least_between_m("GB", "ZZ") == least_between_m("ZZ", "GB") == least_to_country_m(0, 0, "ZZ") == 0.0
