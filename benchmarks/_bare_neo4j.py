"""What a good programmer writes by hand to load pings into Neo4j: no checks, no records, no evidence.

The csv module reads the file; two workers, each with a session, send 5,000 rows a batch as `UNWIND … MERGE`. What is
stored is what the product stores. Rows go to the workers by handset (`by_handset`) or as they come; as they come, two
transactions soon hold what the other waits for, and the driver's retries wait about a second each.
"""

from __future__ import annotations

import csv
import queue
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

import neo4j

from api.settings import Neo4jSettings

BATCH = 5_000
WORKERS = 2
_QUERY = """
UNWIND $rows AS row
MERGE (i:Identifier {id: row.identifier}) ON CREATE SET i.kind = 'imei', i.value = row.imei
MERGE (p:Ping {id: row.id})
SET p.at = datetime(row.at), p.lat = row.lat, p.lon = row.lon, p.accuracyM = row.accuracy, p.origin = row.origin
MERGE (i)-[r:PINGED]->(p)
SET r.basis = 'observed', r.source = $source, r.row = row.row, r.recordedAt = $recorded,
    r.zone = 'stated'
"""
Rows = list[dict[str, Any]]


def load(server: Neo4jSettings, path: Path, by_handset: bool) -> float:
    """Load a file and give the seconds it took."""
    with neo4j.GraphDatabase.driver(
        server.uri, auth=(server.username, server.password), notifications_min_severity="OFF"
    ) as driver:
        driver.verify_connectivity()
        begun = time.perf_counter()
        _load(driver, server.database, path, by_handset)
        return time.perf_counter() - begun


def constrain(server: Neo4jSettings) -> None:
    """The two constraints it needs."""
    with neo4j.GraphDatabase.driver(server.uri, auth=(server.username, server.password)) as driver:
        for label in ("Identifier", "Ping"):
            driver.execute_query(
                f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
            )


def _load(driver: neo4j.Driver, database: str, path: Path, by_handset: bool) -> None:
    shared: queue.Queue[Rows | None] = queue.Queue(4)
    queues = [queue.Queue[Rows | None](2) for _ in range(WORKERS)] if by_handset else [shared] * WORKERS
    failures: list[BaseException] = []
    threads = [
        threading.Thread(target=_work, args=(driver, database, path.stem[:16], waiting, failures)) for waiting in queues
    ]
    for thread in threads:
        thread.start()
    for worker, rows in _batches(path, WORKERS if by_handset else 1):
        queues[worker].put(rows)
    for waiting in queues:
        waiting.put(None)
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def _work(
    driver: neo4j.Driver,
    database: str,
    source: str,
    waiting: queue.Queue[Rows | None],
    failures: list[BaseException],
) -> None:
    recorded = datetime.now(UTC)
    with driver.session(database=database) as session:
        while (rows := waiting.get()) is not None:
            try:
                session.execute_write(
                    lambda tx, rows: tx.run(_QUERY, rows=rows, source=source, recorded=recorded).consume(), rows
                )
            except Exception as error:  # told by the thread that waits
                failures.append(error)


def _batches(path: Path, workers: int) -> Iterator[tuple[int, Rows]]:
    gathered: list[Rows] = [[] for _ in range(workers)]
    with path.open(newline="", encoding="utf-8") as file:
        for number, cells in enumerate(csv.DictReader(file), 2):
            worker = int(cells["imei"][8:14]) % workers
            gathered[worker].append(_row(cells, number))
            if len(gathered[worker]) == BATCH:
                yield worker, gathered[worker]
                gathered[worker] = []
    yield from ((worker, rows) for worker, rows in enumerate(gathered) if rows)


def _row(cells: dict[str, str], number: int) -> dict[str, Any]:
    said = "\x1f".join(cells.values())
    return {
        "id": blake2b(said.encode(), digest_size=16).hexdigest(),
        "identifier": "imei:" + cells["imei"],
        "imei": cells["imei"],
        "at": cells["at"],
        "lat": float(cells["lat"]),
        "lon": float(cells["lon"]),
        "accuracy": float(cells["accuracy_m"]),
        "origin": cells["source"],
        "row": number,
    }
