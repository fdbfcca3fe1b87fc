"""Distances on the earth, taken as a sphere of its mean radius: within 0.6 % of the ellipsoid, less than pings err."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M = 6_371_008.8
"""Metres. The mean radius R1 of the GRS 80 ellipsoid (IUGG; Moritz 2000, Geodetic Reference System 1980)."""

Degrees = npt.NDArray[np.float64]


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in metres between two points in degrees, by the haversine formula (Sinnott 1984)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def distances_m(lat1: Degrees | float, lon1: Degrees | float, lat2: Degrees, lon2: Degrees) -> npt.NDArray[np.float64]:
    """The same for arrays of degrees, element by element; a number on the left stands for every element."""
    phi1, phi2 = np.radians(lat1), np.radians(lat2)
    half = (
        np.sin((phi2 - phi1) / 2) ** 2
        + np.cos(phi1) * np.cos(phi2) * np.sin(np.radians(lon2 - np.asarray(lon1)) / 2) ** 2
    )
    metres: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, half)))
    return metres
