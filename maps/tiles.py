"""Chooses the street map's tiles that a story needs, and packs them into the page within a budget.

A page opened from a folder cannot read another file, so the tiles go inside it.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maps.scene import Point
from maps.street_map import StreetMap, Tile, image_type, open_street_map
from tracer.errors import ConfigurationError

_MAX_LATITUDE = 85.0511
_MAX_TILES_PER_ZOOM = 20_000
_HTML_TAG = re.compile(r"<[^>]*>")


@dataclass
class _Packed:
    """The tiles taken so far, as data addresses by `zoom/column/row`."""

    tiles: dict[str, str]
    size: int = 0
    left_out: int = 0
    zoom: int = 0


def street_tiles(path: Path, points: Sequence[Point], budget: int) -> dict[str, Any]:
    """The tiles around the points as data addresses, from the widest zoom to the closest, at most `budget` bytes.

    `note` says what was kept and what was left out. ConfigurationError when the file is no raster street map.
    """
    with open_street_map(path) as street_map:
        packed = _pack(street_map, points, budget, path)
        return {
            "tiles": packed.tiles,
            "minZoom": street_map.min_zoom,
            "credit": _HTML_TAG.sub("", street_map.attribution),
            "note": _note(packed),
        }


def tiles_around(points: Sequence[Point], zoom: int) -> list[Tile]:
    """The tiles that hold the points, and their neighbours, those with most points first."""
    seen: dict[tuple[int, int], int] = {}
    for point in points:
        column, row = _tile_of(point, zoom)
        seen[column, row] = seen.get((column, row), 0) + 1
    ranked = sorted(seen, key=lambda tile: (-seen[tile], tile))[:_MAX_TILES_PER_ZOOM]
    around = dict.fromkeys(ranked) | {near: None for tile in ranked for near in _neighbours(tile, zoom)}
    return [(zoom, column, row) for column, row in around]


def _pack(street_map: StreetMap, points: Sequence[Point], budget: int, path: Path) -> _Packed:
    packed = _Packed({})
    for zoom in range(street_map.min_zoom, street_map.max_zoom + 1):
        for tile in tiles_around(points, zoom):
            image = street_map.tile(tile)
            if image is None:
                continue
            kind = image_type(image)
            if kind is None:
                raise ConfigurationError(
                    f"The street map {path} has a tile that is not an image.", "Give one with PNG, JPEG or WebP tiles."
                )
            address = f"data:{kind};base64,{base64.b64encode(image).decode('ascii')}"
            if packed.size + len(address) > budget:
                packed.left_out += 1
                continue
            packed.tiles["/".join(map(str, tile))] = address
            packed.size += len(address)
            packed.zoom = max(packed.zoom, zoom)
    return packed


def _note(packed: _Packed) -> str:
    if not packed.tiles:
        return "Street map: it has no tiles where this story is."
    kept = f"Street map: {len(packed.tiles)} tiles, to zoom {packed.zoom}"
    return f"{kept}; {packed.left_out} closer tiles left out to keep the file small." if packed.left_out else f"{kept}."


def _tile_of(point: Point, zoom: int) -> tuple[int, int]:
    """Column and row of a point in Web Mercator tiles, from the north-west."""
    latitude = math.radians(max(-_MAX_LATITUDE, min(_MAX_LATITUDE, point[0])))
    count = 1 << zoom
    column = int((point[1] + 180) / 360 * count)
    row = int((1 - math.asinh(math.tan(latitude)) / math.pi) / 2 * count)
    return min(count - 1, max(0, column)), min(count - 1, max(0, row))


def _neighbours(tile: tuple[int, int], zoom: int) -> Iterator[tuple[int, int]]:
    count = 1 << zoom
    for across in (-1, 0, 1):
        for down in (-1, 0, 1):
            column, row = tile[0] + across, tile[1] + down
            if 0 <= column < count and 0 <= row < count:
                yield column, row
