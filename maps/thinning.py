"""Thins a long track to a number of points that a page can draw, keeping its shape and all that must be seen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


def thin(x: Floats, y: Floats, keep: Iterable[int], budget: int) -> Indices:
    """Which points to draw: ascending indices, at most `budget` (two or more), the first and last among them.

    `x` and `y` are equal-length coordinates in any one unit. The points of `keep` stay while the budget holds them;
    when there are more of them than that, they are thinned among themselves.
    """
    count = len(x)
    if count <= budget:
        return np.arange(count, dtype=np.int64)
    must = np.unique(np.asarray([0, count - 1, *keep], dtype=np.int64))
    if len(must) >= budget:
        return must[_largest_triangles(x[must], y[must], budget)]
    spare = budget - len(must)
    if spare < 2:
        return must
    return np.union1d(must, _largest_triangles(x, y, spare))


def _largest_triangles(x: Floats, y: Floats, size: int) -> Indices:
    """Largest-Triangle-Three-Buckets (Steinarsson 2013), for a path in the plane: `size` ascending indices.

    Each bucket of consecutive points gives the one that spans the largest triangle with the point chosen before it
    and the mean of the next bucket.
    """
    count = len(x)
    if count <= size:
        return np.arange(count, dtype=np.int64)
    edges = np.linspace(1, count - 1, size - 1).astype(np.int64)
    next_x, next_y = _means_of_next(x, edges), _means_of_next(y, edges)
    chosen = np.zeros(size, dtype=np.int64)
    chosen[-1] = count - 1
    for bucket in range(size - 2):
        start, stop, before = edges[bucket], edges[bucket + 1], chosen[bucket]
        base_x, base_y = x[before] - next_x[bucket], y[before] - next_y[bucket]
        areas = np.abs(base_x * (y[start:stop] - y[before]) - base_y * (x[start:stop] - x[before]))
        chosen[bucket + 1] = start + int(np.argmax(areas))
    return chosen


def _means_of_next(values: Floats, edges: Indices) -> Floats:
    """For each bucket between two edges, the mean of the bucket after it; after the last, the last point."""
    sums = np.add.reduceat(values, edges)[:-1]
    means = sums / np.diff(edges)
    return np.append(means[1:], values[-1])
