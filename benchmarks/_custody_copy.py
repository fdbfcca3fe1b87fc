"""The ledger's own rows, written by the driver alone: the most that any program could reach with these tables."""

from __future__ import annotations

import time
from pathlib import Path

from tracer.records.engine import WRITES, make_engine
from tracer.records.tables import metadata

TABLES_OF_EVENTS = tuple(f"custody_{name}" for name in ("entry", "node", "head", "seal", "key", "opening", "outbox"))
"""The tables that an event has rows in."""


def copied(folder: str) -> float:
    """The seconds that it takes to write the rows of the ledger in a folder into new tables, durably."""
    source, target = make_engine(f"sqlite:///{folder}/records.db"), make_engine(f"sqlite:///{folder}/copy.db")
    tables = [metadata.tables[name] for name in TABLES_OF_EVENTS]
    metadata.create_all(target, tables)
    with source.connect() as connection:
        rows = {t: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {t}")] for t in TABLES_OF_EVENTS}
    with target.connect().execution_options(**{WRITES: True}) as connection:
        begun = time.perf_counter()
        with connection.begin():
            for name, values in rows.items():
                marks = ", ".join("?" * len(values[0]))
                connection.exec_driver_sql(f"INSERT INTO {name} VALUES ({marks})", values)
        seconds = time.perf_counter() - begun
    for engine in (source, target):
        engine.dispose()
    Path(folder, "copy.db").unlink()
    return seconds
