"""Reads raster tiles from a customer's street map, PMTiles or MBTiles.

PMTiles: https://github.com/protomaps/PMTiles (version 3). MBTiles: https://github.com/mapbox/mbtiles-spec (1.3).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

from tracer.errors import ConfigurationError

Tile = tuple[int, int, int]
_IMAGES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
_RASTER_ONLY = "Maps need raster tiles (PNG, JPEG or WebP): convert it, or leave the street map out."


class StreetMap(Protocol):
    """A source of tiles: zoom levels, who is to be credited, and one tile by zoom, column and row from the north."""

    min_zoom: int
    max_zoom: int
    attribution: str

    def tile(self, tile: Tile) -> bytes | None:
        """The image of a tile as it is stored, or None where there is none."""


@contextmanager
def open_street_map(path: Path) -> Iterator[StreetMap]:
    """Opens either format by its content. ConfigurationError when it is neither, damaged, or has vector tiles."""
    try:
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        what = f"The street map {path} cannot be read: {error.strerror}."
        raise ConfigurationError(what, "Check the path.") from error
    if start.startswith(b"PMTiles"):
        with path.open("rb") as file:
            yield _PmTiles(file, path)
    elif start.startswith(b"SQLite format 3"):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            yield _MbTiles(connection, path)
        finally:
            connection.close()
    else:
        raise ConfigurationError(f"{path} is neither PMTiles nor MBTiles.", "Give one of these.")


def image_type(image: bytes) -> str | None:
    """The media type of a tile's image by its first bytes; None when it is not a raster image."""
    return next((kind for start, kind in _IMAGES.items() if image.startswith(start)), None)


class _PmTiles:
    """PMTiles version 3 through its library."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        try:
            reader: Any = Reader
            self._reader = reader(MmapSource(file))  # type: ignore[no-untyped-call]
            header = self._reader.header()
            metadata = self._reader.metadata()
        except Exception as error:
            raise _damaged(path) from error
        self._path = path
        self.min_zoom, self.max_zoom = int(header["min_zoom"]), int(header["max_zoom"])
        self.attribution = str(metadata.get("attribution", "")) if isinstance(metadata, dict) else ""
        plain = header["tile_compression"] in {Compression.NONE, Compression.UNKNOWN}
        if header["tile_type"] == TileType.MVT or not plain:
            raise ConfigurationError(f"The street map {path} has vector or compressed tiles.", _RASTER_ONLY)

    def tile(self, tile: Tile) -> bytes | None:
        """The tile through the directory of the archive."""
        try:
            image: bytes | None = self._reader.get(*tile)
        except Exception as error:
            raise _damaged(self._path) from error
        return image


class _MbTiles:
    """MBTiles: an SQLite file whose rows count from the south."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path
        metadata = dict(self._rows("SELECT name, value FROM metadata"))
        if str(metadata.get("format", "")).lower() in {"pbf", "mvt"}:
            raise ConfigurationError(f"The street map {path} has vector tiles.", _RASTER_ONLY)
        ((lowest, highest),) = self._rows("SELECT min(zoom_level), max(zoom_level) FROM tiles")
        if lowest is None:
            raise ConfigurationError(f"The street map {path} has no tiles.", "Give one that has some.")
        self.min_zoom, self.max_zoom = int(lowest), int(highest)
        self.attribution = str(metadata.get("attribution") or "")

    def tile(self, tile: Tile) -> bytes | None:
        """The tile by its key."""
        zoom, column, row = tile
        found = self._rows(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (zoom, column, (1 << zoom) - 1 - row),
        )
        return bytes(found[0][0]) if found else None

    def _rows(self, query: str, values: tuple[int, ...] = ()) -> list[Any]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise _damaged(self._path) from error


def _damaged(path: Path) -> ConfigurationError:
    what = f"The street map {path} is damaged or of an unknown version."
    return ConfigurationError(what, "Get it again, or leave it out.")
