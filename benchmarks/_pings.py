"""Files of pings and reports of any size, the same for the same size: a feed of many handsets in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from tracer.identifiers.imei import check_digit

CHUNK = 200_000
HELD_BY_ONE = 10
TAC = "35690110"
START = np.datetime64("2026-01-05T00:00:00", "s")
SOURCES = np.array(["network", "device", "find-my", "wifi"])


@dataclass(frozen=True, slots=True)
class Feed:
    """`rows` pings of `handsets` handsets over ninety days; `subject_pings` of them are of handset 0."""

    rows: int
    handsets: int
    subject_pings: int | None = None

    @property
    def name(self) -> str:
        """A name that tells this feed from any other."""
        subject = "" if self.subject_pings is None else f"-{self.subject_pings}"
        return f"{self.rows}x{self.handsets}{subject}"


def imei_of(handset: int) -> str:
    """A valid IMEI for a handset's number."""
    body = f"{TAC}{handset:06d}"
    return body + str(check_digit(body))


def pings_file(folder: Path, feed: Feed) -> Path:
    """The CSV file of a feed, written unless it is there."""
    path = folder / f"pings-{feed.name}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        _write(part, feed)
        part.rename(path)
    return path


def reports_file(folder: Path, handsets: int) -> Path:
    """One theft report for each handset."""
    path = folder / f"reports-{handsets}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        columns = "reference,force,offence,occurred_from,lat,lon,location,imei,make,model"
        lines = [
            f"BM/{n:06d}/26,Fictional Police,theft from person,2026-01-0{1 + n % 4}T1{n % 10}:00:00Z,"
            f"{51.4 + n % 997 / 5000:.5f},{-0.3 + n % 991 / 3000:.5f},High Street,{imei_of(n)},Maker,Model {n % 40}"
            for n in range(handsets)
        ]
        path.write_text("\n".join([columns, *lines, ""]), encoding="utf-8")
    return path


def links_file(folder: Path, handsets: int) -> Path:
    """One handler for every ten handsets, who held them."""
    path = folder / f"links-{handsets}.csv"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        columns = "from_kind,from_id,relation,to_kind,to_id,at,grade"
        lines = [
            f"handler,h-{n // HELD_BY_ONE},HELD,handset,imei:{imei_of(n)},2026-02-0{1 + n % 9}T12:00:00Z,2CP"
            for n in range(handsets)
        ]
        path.write_text("\n".join([columns, *lines, ""]), encoding="utf-8")
    return path


def _write(path: Path, feed: Feed) -> None:
    generator = np.random.default_rng(feed.rows + feed.handsets)
    imeis = np.array([imei_of(n) for n in range(feed.handsets)])
    homes = generator.normal([51.51, -0.12], [0.08, 0.12], (feed.handsets, 2))
    step = 90 * 86_400 / feed.rows
    with path.open("wb") as file:
        for start in range(0, feed.rows, CHUNK):
            places = np.arange(start, min(start + CHUNK, feed.rows))
            handsets = _handsets(generator, places, feed)
            times = START + (places * step).astype("timedelta64[s]")
            table = _chunk(generator, imeis[handsets], homes[handsets], times)
            arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(include_header=start == 0, quoting_style="none"))


def _handsets(generator: np.random.Generator, places: np.ndarray, feed: Feed) -> np.ndarray:
    if feed.subject_pings is None:
        return generator.integers(0, feed.handsets, len(places))
    chosen = generator.integers(1, feed.handsets, len(places))
    every = feed.rows // feed.subject_pings
    chosen[(places % every == 0) & (places // every < feed.subject_pings)] = 0
    return chosen


def _chunk(generator: np.random.Generator, imeis: np.ndarray, homes: np.ndarray, times: np.ndarray) -> pa.Table:
    count = len(imeis)
    lat, lon = (homes + generator.normal(0, [0.006, 0.009], (count, 2))).T
    return pa.table(
        {
            "imei": imeis,
            "at": np.char.add(np.datetime_as_string(times), "Z"),
            "lat": [f"{value:.6f}" for value in lat.tolist()],
            "lon": [f"{value:.6f}" for value in lon.tolist()],
            "accuracy_m": generator.choice([5, 8, 12, 20, 35, 65, 150, 1200], count).astype(str),
            "source": SOURCES[generator.integers(0, len(SOURCES), count)],
        }
    )
