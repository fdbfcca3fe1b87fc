"""The embedded engine's raw bulk copy, from Parquet files prepared beforehand: the most it can do, with no checks."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import ladybug
import pyarrow as pa
from pyarrow import parquet

from tracer.kinds._base import Context
from tracer.reading import Ask, recognised
from tracer.sources.unpack import members

_TABLES = (
    "CREATE NODE TABLE Identifier(id STRING, kind STRING, value STRING, contested STRING, PRIMARY KEY(id))",
    "CREATE NODE TABLE Ping(id STRING, at TIMESTAMP, lat DOUBLE, lon DOUBLE, accuracyM DOUBLE, origin STRING,"
    " PRIMARY KEY(id))",
    "CREATE REL TABLE PINGED(FROM Identifier TO Ping, fact STRING, basis STRING, source STRING, row INT64,"
    " recordedAt TIMESTAMP, grade STRING, score DOUBLE, reasons STRING, zone STRING)",
)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Parquet files of identifiers, of pings and of what ties them."""

    identifiers: Path
    pings: Path
    pinged: Path


def prepare(folder: Path, path: Path) -> Prepared:
    """The files for a feed, holding what the product would store of it."""
    found = Prepared(*(folder / f"{path.stem}-{name}.parquet" for name in ("identifiers", "pings", "pinged")))
    if not found.pinged.exists():
        _write(found, _observed(path))
    return found


def load(prepared: Prepared, database: Path) -> float:
    """Copy the files into a new database, make it durable, and give the seconds it took."""
    opened = ladybug.Database(str(database))
    connection = ladybug.Connection(opened)
    for table in _TABLES:
        connection.execute(table)
    begun = time.perf_counter()
    connection.execute(f"COPY Identifier(id, kind, value) FROM '{prepared.identifiers}'")
    connection.execute(f"COPY Ping FROM '{prepared.pings}'")
    connection.execute(f"COPY PINGED(basis, source, row, recordedAt, zone) FROM '{prepared.pinged}'")
    connection.execute("CHECKPOINT")
    seconds = time.perf_counter() - begun
    connection.close()
    opened.close()
    return seconds


def _observed(path: Path) -> pa.Table:
    tables = []
    for member in members(path):
        for batch in recognised(member, Ask()).batches(Context(datetime.now(UTC)), lambda _done, _rows: None):
            if batch.parsed.observations is not None:
                tables.append(batch.parsed.observations.table)
    return pa.concat_tables(tables)


def _write(found: Prepared, seen: pa.Table) -> None:
    rows = seen.num_rows
    identifiers = seen["identifier"].unique()
    values = pa.array([one.partition(":")[2] for one in identifiers.to_pylist()])
    kinds = pa.repeat("imei", len(values))
    parquet.write_table(pa.table({"id": identifiers, "kind": kinds, "value": values}), found.identifiers)
    at = seen["at"].cast(pa.timestamp("us"))
    pings = seen.select(["id", "lat", "lon", "accuracyM", "origin"]).add_column(1, "at", at)
    parquet.write_table(pings, found.pings)
    told = {
        "from": seen["identifier"],
        "to": seen["id"],
        "basis": pa.repeat("observed", rows),
        "source": pa.repeat("0123456789abcdef", rows),
        "row": seen["row"],
        "recordedAt": pa.repeat(pa.scalar(datetime(2026, 1, 1), pa.timestamp("us")), rows),
        "zone": seen["zone"],
    }
    parquet.write_table(pa.table(told), found.pinged)
