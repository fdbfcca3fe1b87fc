"""Where a map looks first: the part that has most of the story, and whether more lies outside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from maps.scene import Point

_WIDE_DEGREES = 8.0
_NEAR_DEGREES = 1.0
_MARGIN_DEGREES = 0.004


def main_view(points: Sequence[Point]) -> dict[str, Any]:
    """South-west and north-east corners of the main part and of everything; how many points the main part leaves out.

    A story that is far apart (a parcel abroad, a clone) opens on the points near its middle one.
    """
    if not points:
        return {"main": None, "all": None, "outside": 0}
    array = np.asarray(points, dtype=np.float64)
    everything = _corners(array)
    if float((array.max(axis=0) - array.min(axis=0)).max()) <= _WIDE_DEGREES:
        return {"main": everything, "all": everything, "outside": 0}
    near = (np.abs(array - np.median(array, axis=0)) <= _NEAR_DEGREES).all(axis=1)
    if not near.any():
        return {"main": everything, "all": everything, "outside": 0}
    return {"main": _corners(array[near]), "all": everything, "outside": int((~near).sum())}


def _corners(array: np.ndarray[Any, np.dtype[np.float64]]) -> list[list[float]]:
    south_west, north_east = array.min(axis=0) - _MARGIN_DEGREES, array.max(axis=0) + _MARGIN_DEGREES
    return [south_west.round(5).tolist(), north_east.round(5).tolist()]
