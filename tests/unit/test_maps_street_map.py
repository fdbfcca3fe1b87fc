"""A customer's street map, in either format, gives its tiles to the page within the budget; others are refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from maps.street_map import open_street_map
from maps.tiles import street_tiles, tiles_around
from tracer.errors import ConfigurationError

PNG = b"\x89PNG\r\n\x1a\n" + b"tile" * 20
LONDON = (51.51, -0.13)
Images = Mapping[tuple[int, int, int], bytes]


def tiles(deepest: int = 6, image: bytes = PNG) -> dict[tuple[int, int, int], bytes]:
    return {tile: image for zoom in range(deepest + 1) for tile in tiles_around([LONDON], zoom)}


def write_mbtiles(path: Path, images: Images, kind: str = "png") -> Path:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE metadata (name text, value text)")
    connection.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
    connection.executemany(
        "INSERT INTO metadata VALUES (?, ?)", [("format", kind), ("attribution", "<a href='x'>Test</a> map")]
    )
    rows = [(zoom, column, (1 << zoom) - 1 - row, image) for (zoom, column, row), image in images.items()]
    connection.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path


def write_pmtiles(path: Path, images: Images, kind: TileType = TileType.PNG) -> Path:
    file = BytesIO()
    writer = Writer(file)
    for tile, image in sorted(images.items(), key=lambda item: zxy_to_tileid(*item[0])):
        writer.write_tile(zxy_to_tileid(*tile), image)
    header = {
        "tile_type": kind, "tile_compression": Compression.NONE, "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 0,
        "max_lat_e7": 0, "center_zoom": 0, "center_lon_e7": 0, "center_lat_e7": 0,
    }  # fmt: skip
    writer.finalize(header, {"attribution": "<a href='x'>Test</a> map"})
    path.write_bytes(file.getvalue())
    return path


both = pytest.mark.parametrize("write", [write_mbtiles, write_pmtiles])


@both
def test_the_tiles_around_the_story_are_taken(tmp_path: Path, write: Callable[..., Path]) -> None:
    far_away = {(6, 0, 0): PNG}
    street = street_tiles(write(tmp_path / "map", {**tiles(), **far_away}), [LONDON], 1_000_000)
    assert set(street["tiles"]) == {"/".join(map(str, tile)) for tile in tiles()}
    assert street["tiles"]["0/0/0"].startswith("data:image/png;base64,iVBOR")
    assert street["credit"] == "Test map"
    assert street["note"] == f"Street map: {len(tiles())} tiles, to zoom 6."


@both
def test_north_is_up(tmp_path: Path, write: Callable[..., Path]) -> None:
    with open_street_map(write(tmp_path / "map", {(1, 0, 0): PNG + b"north", (1, 0, 1): PNG + b"south"})) as street_map:
        assert street_map.tile((1, 0, 0)) == PNG + b"north"
        assert street_map.tile((1, 1, 1)) is None


@both
def test_the_budget_holds_and_what_is_left_out_is_said(tmp_path: Path, write: Callable[..., Path]) -> None:
    street = street_tiles(write(tmp_path / "map", tiles()), [LONDON], 2_000)
    assert sum(map(len, street["tiles"].values())) <= 2_000
    assert "0/0/0" in street["tiles"]
    assert "left out to keep the file small" in street["note"]


@both
def test_a_map_of_elsewhere_says_so(tmp_path: Path, write: Callable[..., Path]) -> None:
    street = street_tiles(write(tmp_path / "map", {(6, 0, 0): PNG}), [LONDON], 1_000_000)
    assert not street["tiles"]
    assert "no tiles where this story is" in street["note"]


@pytest.mark.parametrize(("write", "kind"), [(write_mbtiles, "pbf"), (write_pmtiles, TileType.MVT)])
def test_vector_tiles_are_refused(tmp_path: Path, write: Callable[..., Path], kind: object) -> None:
    path = write(tmp_path / "map", tiles(2), kind)
    with pytest.raises(ConfigurationError, match=r"vector.*raster tiles"):
        street_tiles(path, [LONDON], 1_000)


@both
def test_a_tile_that_is_no_image_is_refused(tmp_path: Path, write: Callable[..., Path]) -> None:
    path = write(tmp_path / "map", tiles(2, b"<svg onload=alert(1)>"))
    with pytest.raises(ConfigurationError, match="not an image"):
        street_tiles(path, [LONDON], 1_000)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PMTiles\x03short", b"SQLite format 3\x00" + b"\xff" * 2_000])
def test_other_and_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "map"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"neither PMTiles nor MBTiles|damaged"):
        street_tiles(path, [LONDON], 1_000)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        street_tiles(tmp_path / "none", [LONDON], 1_000)


def test_tiles_at_the_edge_of_the_world_exist() -> None:
    for point in [(90.0, 180.0), (-90.0, -180.0)]:
        for zoom in (0, 1, 5):
            assert all(0 <= x < 1 << zoom and 0 <= y < 1 << zoom for _, x, y in tiles_around([point], zoom))
