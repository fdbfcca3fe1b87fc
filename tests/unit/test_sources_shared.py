"""Every sample file that people have published is read, or refused for a reason that fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tracer.errors import InputError
from tracer.sources import recognise
from tracer.sources.unpack import head_of, members

READ = {
    "location/demodata_geolife.csv": ("csv", 5908, 0),
    "location/cycle_2019-02-18.gpx": ("gpx", 2144, 0),
    "location/gpx/gpx1.0_with_all_fields.gpx": ("gpx", 3, 5),
    "location/gpx/korita-zbevnica.gpx": ("gpx", 513, 360),
    "location/gpx/unicode_with_bom.gpx": ("gpx", 1, 0),
    "location/gpx/cerknicko-without-times.gpx": ("gpx", 5, 298),
    "location/gpx/track_with_dilution_errors.gpx": ("gpx", 0, 3),
    "location/gpx/track-with-empty-segment.gpx": ("gpx", 9, 0),
    "location/kgeo_timeline.json": ("timeline_device", 14, 0),
    "location/geolife_000/Trajectory/20081024020959.plt": ("geolife_plt", 244, 0),
    "handsets/tacdb_2018.csv": ("csv", 25175, 0),
    "listings/Used_iphone13_data.xlsx": ("xlsx", 308, 0),
    "listings/ebay_smartphones.csv": ("csv", 876, 0),
    "linkage/fake_1000.csv": ("csv", 1000, 0),
    "geography/countries.geo.json": ("geojson", 0, 180),
}


def read(path: Path) -> tuple[str, list[dict[str, str | None]], list[str]]:
    (member,) = members(path)
    fmt = recognise(head_of(member))
    batches = list(fmt.read(member.open()))
    rows = [row for batch in batches for row in batch.table.to_pylist()]
    return fmt.name, rows, [refusal.reason for batch in batches for refusal in batch.refusals]


@pytest.mark.parametrize("name", sorted(READ))
def test_is_read(shared_data: Path, name: str) -> None:
    fmt, rows, refusals = read(shared_data / name)
    assert (fmt, len(rows), len(refusals)) == READ[name]


def test_csv_spectrum_reads_as_it_says(shared_data: Path) -> None:
    files = sorted((shared_data / "csv" / "csvs").glob("*.csv"))
    assert len(files) > 10
    for path in files:
        _, rows, refusals = read(path)
        said = json.loads((shared_data / "csv" / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        assert [{name: cell or "" for name, cell in row.items()} for row in rows] == said, path.name
        assert not refusals


def test_crime_files(shared_data: Path) -> None:
    for path in sorted((shared_data / "crime").glob("*.csv")):
        fmt, rows, refusals = read(path)
        assert fmt == "csv"
        assert not refusals
        assert len(rows) > 500
        assert {"Crime ID", "Month", "Longitude", "Latitude"} <= set(rows[0])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("geography/airports.dat", "no header"),
        ("geography/ports.json", "JSON, but not of a layout"),
        ("geography/topo_lad.json", "JSON, but not of a layout"),
        ("location/Records.schema.json", "JSON, but not of a layout"),
    ],
)
def test_is_refused(shared_data: Path, name: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(shared_data / name)
