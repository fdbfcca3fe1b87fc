"""What each location format makes of its points, value for value."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from tracer.sources import formats

FOLDER = Path(__file__).parents[1] / "vectors" / "formats"

POINTS = {
    "gpx.gpx": [
        (1, "2024-05-01T09:00:00Z", "51.5010", "-0.1410", None, "GPX way-point"),
        (2, "2024-05-01T09:01:00Z", "51.5020", "-0.1420", None, "GPX track point"),
        (4, "2024-05-01T09:03:00", "51.5040", "-0.1440", None, "GPX track point"),
    ],
    "kml.kml": [
        (1, "2024-05-01T09:00:00Z", "51.5010", "-0.1410", None, "KML placemark"),
        (2, "2024-05-01T10:00:00Z", "51.5020", "-0.1420", None, "KML placemark"),
        (3, "2024-05-01T12:00:00Z", "51.5030", "-0.1430", None, "KML track"),
        (4, "2024-05-01T12:01:00Z", "51.5040", "-0.1440", None, "KML track"),
    ],
    "geojson.geojson": [
        (1, "2024-05-01T09:00:00Z", "51.5010", "-0.1410", "12.0", "GeoJSON"),
        (2, "2024-05-01T10:00:00Z", "51.5020", "-0.1420", None, "GeoJSON"),
        (3, "2024-05-01T10:01:00Z", "51.5030", "-0.1430", None, "GeoJSON"),
    ],
    "geolife_plt.plt": [
        (7, "2024-05-01T09:00:00Z", "51.501000", "-0.141000", None, "GeoLife"),
        (8, "2024-05-01T09:01:30Z", "51.502000", "-0.142000", None, "GeoLife"),
    ],
    "takeout_records.json": [
        (1, "2024-05-01T09:00:00.123Z", "51.5010000", "-0.1410000", "20", "WIFI"),
        (2, "2024-05-01T09:00:00.123Z", "51.5020001", "-0.0000007", "1500", "Takeout"),
    ],
    "timeline_device.json": [
        (1, "2024-05-01T09:01:00.000+01:00", "51.5010", "-0.1410", None, "timeline path"),
        (3, "2024-05-01T11:00:00.000+01:00", "51.5020", "-0.1420", None, "timeline visit"),
        (4, "2024-05-01T12:00:00.000+01:00", "51.5030", "-0.1430", None, "timeline activity start"),
        (5, "2024-05-01T12:30:00.000+01:00", "51.5040", "-0.1440", None, "timeline activity end"),
        (6, "2024-05-01T09:00:05.000+01:00", "51.5050", "-0.1450", "13", "WIFI"),
    ],
    "cell_sites.csv": [
        (2, "2024-05-01T09:00:00Z", "51.5010", "-0.1410", "800", "cell site 234-10-1234-5678"),
        (3, "2024-05-01T09:05:00Z", "51.5020", "-0.1420", None, "cell site 234-10-1234-5679"),
    ],
}
REFUSED = {
    "gpx.gpx": {3: "no time"},
    "kml.kml": {5: "no position", 6: "no position"},
    "geojson.geojson": {4: "no time", 5: "a Polygon is not a ping"},
    "geolife_plt.plt": {9: "it has 4 fields"},
    "takeout_records.json": {3: "no position"},
    "timeline_device.json": {2: "no position"},
    "cell_sites.csv": {4: "it has 3 fields"},
}


def test_every_location_format_is_here() -> None:
    assert {Path(name).stem for name in POINTS} == {fmt.name for fmt in formats().values() if fmt.kind == "pings"}


@pytest.mark.parametrize("name", sorted(POINTS))
def test_points(name: str) -> None:
    (batch,) = formats()[Path(name).stem].read((FOLDER / name).open("rb"))
    columns = [batch.table[column].to_pylist() for column in ("at", "lat", "lon", "accuracy_m", "source")]
    assert list(zip(batch.rows.to_pylist(), *columns, strict=True)) == POINTS[name]
    refused = {refusal.row: refusal.reason for refusal in batch.refusals}
    assert list(refused) == list(REFUSED[name])
    assert all(refused[row].startswith(reason) for row, reason in REFUSED[name].items())


@pytest.mark.parametrize(
    ("header", "value", "column", "text"),
    [
        ("imei", "490154203237518", "imei", "490154203237518"),
        ("IMSI", "234100123456789", "identifier", "imsi:234100123456789"),
        ("MSISDN", "447700900123", "identifier", "msisdn:447700900123"),
        ("identifier", "imei:490154203237518", "identifier", "imei:490154203237518"),
    ],
)
def test_the_phone_of_a_cell_record(header: str, value: str, column: str, text: str) -> None:
    data = f"{header},start,cgi,lat,lon,azimuth\n{value},2024-05-01T09:00:00Z,234-10-1-2,51.5,-0.1,90\n"
    (batch,) = formats()["cell_sites"].read(BytesIO(data.encode()))
    assert batch.table[column].to_pylist() == [text]
    assert batch.table["azimuth"].to_pylist() == ["90"]


def test_a_range_in_kilometres_is_not_taken_for_metres() -> None:
    data = b"imei,start,cgi,lat,lon,azimuth,range_km\n490154203237518,2024-05-01T09:00:00Z,1,51.5,-0.1,90,2\n"
    (batch,) = formats()["cell_sites"].read(BytesIO(data))
    assert batch.table["accuracy_m"].to_pylist() == [None]


def test_a_kml_track_whose_times_and_places_alternate() -> None:
    steps = "".join(f"<when>2024-05-01T09:0{n}:00Z</when><gx:coord>{n} {n + 10} 0</gx:coord>" for n in range(3))
    data = f'<kml xmlns:gx="x"><Placemark><gx:Track>{steps}</gx:Track></Placemark></kml>'
    (batch,) = formats()["kml"].read(BytesIO(data.encode()))
    assert batch.table["lon"].to_pylist() == ["0", "1", "2"]
    assert batch.table["lat"].to_pylist() == ["10", "11", "12"]
