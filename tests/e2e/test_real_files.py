"""Files that people have published, loaded as a person would load them: each is taken, or refused for what it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tracer_command import Tracer

DEVICE = ("--identifier", "imei:353879234252633")

MAPPINGS = {
    "crime": """
kind = "reports"
[columns]
reference = "Crime ID"
force = "Reported by"
lat = "Latitude"
lon = "Longitude"
location = "Location"
offence = "Crime type"
""",
    "offers": """
kind = "listings"
[columns]
platform = "Platform"
listing_id = "Link"
url = "Link"
title = "Title"
price = "Price"
currency = "Currency"
location = "Country"
""",
    "refurbished": """
kind = "listings"
[columns]
listing_id = "Title"
title = "Title"
[constants]
platform = "ebay"
""",
}

# Folder or file, how it is loaded, and for each file: rows, loaded, unchanged, rejected.
Counts = tuple[int, int, int, int]
TAKEN: dict[str, tuple[tuple[str, ...], dict[str, Counts]]] = {
    "crime": (
        ("--columns", "crime"),
        {
            # Anti-social behaviour has no Crime ID. A crime told twice has two places: two facts.
            "crime/2022-07-city-of-london-street.csv": (786, 711, 0, 75),
            "crime/2022-08-city-of-london-street.csv": (783, 707, 0, 76),
            "crime/2022-09-city-of-london-street.csv": (699, 610, 0, 89),
        },
    ),
    "location": (
        DEVICE,
        {
            "location/cycle_2019-02-18.gpx": (2144, 2144, 0, 0),
            "location/demodata_geolife.csv": (5908, 5908, 0, 0),
            "location/kgeo_timeline.json": (14, 14, 0, 0),
            # Points without a time are no pings.
            "location/gpx/cerknicko-without-times.gpx": (303, 5, 0, 298),
            "location/gpx/gpx1.0_with_all_fields.gpx": (8, 3, 0, 5),
            "location/gpx/korita-zbevnica.gpx": (873, 513, 0, 360),
            "location/gpx/track-with-empty-segment.gpx": (9, 9, 0, 0),
            "location/gpx/track_with_dilution_errors.gpx": (3, 0, 0, 3),
            "location/gpx/unicode_with_bom.gpx": (1, 1, 0, 0),
            "location/geolife_000/Trajectory/20081024020959.plt": (244, 244, 0, 0),
        },
    ),
    "tac": ((), {"handsets/tacdb_2018.csv": (25175, 24393, 2, 780)}),
    "countries": ((), {"geography/countries.geo.json": (180, 0, 0, 180)}),
    "offers": (("--columns", "offers"), {"listings/Used_iphone13_data.xlsx": (308, 308, 0, 0)}),
    "refurbished": (("--columns", "refurbished"), {"listings/ebay_smartphones.csv": (876, 862, 14, 0)}),
}

# Files about something else: what the refusal says.
REFUSED = {
    "geography/airports.dat": "no header",
    "geography/ports.json": "not of a layout that is known",
    "geography/topo_lad.json": "not of a layout that is known",
    "location/Records.schema.json": "not of a layout that is known",
    "linkage/fake_1000.csv": "No kind of record has the columns unique_id, first_name, surname",
    "linkage/fake_1000_labels.csv": "No kind of record has the columns unique_id_l",
    "networks/edges_example.csv": "No kind of record has the columns personA, personB",
    "networks/matrix_example.csv": "No kind of record has the columns",
    "csv/csvs/comma_in_quotes.csv": "No kind of record has the columns first, last, address, city, zip",
    "csv/csvs/newlines_crlf.csv": "No kind of record has the columns a, b, c",
}


def options(tracer: Tracer, how: tuple[str, ...]) -> list[str | Path]:
    if how[:1] != ("--columns",):
        return list(how)
    file = tracer.folder / f"{how[1]}.toml"
    file.write_text(MAPPINGS[how[1]], encoding="utf-8")
    return ["--columns", file]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Tracer:
    return Tracer(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def told(everything: Tracer, shared_data: Path) -> dict[str, dict[str, Any]]:
    """What loading said of each file, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for how, files in TAKEN.values():
        paths = [shared_data / name for name in files]
        rejects = any(counts[3] for counts in files.values())
        results = everything.load(*paths, *options(everything, how), expect=1 if rejects else 0)
        found.update(zip(files, results, strict=True))
    results = everything.load(*(shared_data / name for name in REFUSED), expect=1)
    found.update(zip(REFUSED, results, strict=True))
    return found


@pytest.mark.parametrize(
    ("name", "counts"), [(name, counts) for _, files in TAKEN.values() for name, counts in files.items()]
)
def test_is_taken(told: dict[str, dict[str, Any]], name: str, counts: Counts) -> None:
    one = told[name]
    assert (one["rows"], one["loaded"], one["unchanged"], one["rejected"]) == counts


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(told: dict[str, dict[str, Any]], name: str) -> None:
    assert REFUSED[name] in told[name]["error"]
    assert told[name]["rows"] == 0


@pytest.mark.usefixtures("told")
def test_all_of_it_again_changes_nothing(everything: Tracer, shared_data: Path) -> None:
    before = everything.digest()
    for how, files in TAKEN.values():
        paths = [shared_data / name for name in files]
        rejects = any(counts[3] for counts in files.values())
        results = everything.load(*paths, *options(everything, how), expect=1 if rejects else 0)
        assert all(one["loaded"] == 0 for one in results)
    assert everything.digest() == before


@pytest.mark.usefixtures("told")
def test_each_refused_row_names_its_reason(everything: Tracer) -> None:
    reasons: dict[str, set[str]] = {}
    for one in everything("rejects", "--json").lines:
        reasons.setdefault(one["name"], set()).add(one["reason"])
    assert any("time" in reason for reason in reasons["cerknicko-without-times.gpx"])
    assert any("reference" in reason for reason in reasons["2022-07-city-of-london-street.csv"])
    assert reasons["tacdb_2018.csv"]
    assert reasons["countries.geo.json"]
