"""What the custody ledger costs, against bare writes and hashes of the same bytes: `python -m benchmarks.custody`."""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks._figures import Figure, conclude, middle, spread, tell
from tracer.custody import merkle
from tracer.custody.events import (
    CustodyEvent,
    CustodyPlace,
    Entry,
    EventKind,
    Officer,
    PlaceKind,
    Private,
    Wanted,
    exhibit_id,
)
from tracer.custody.ledger import Ledger
from tracer.custody.tree import Edge
from tracer.records.custody_rows import Batch, EntryRow, LogRow
from tracer.records.engine import _journal_settings
from tracer.records.records import Records
from tracer.records.vault import Vault

ORIGIN = "custody.example.org/bench"
RAID = datetime(2023, 10, 15, 11, tzinfo=UTC)
STORE = "store:MAIN"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "bench"
CHUNK = 50_000
INSERT = "INSERT INTO event (id, exhibit, sequence, leaf) VALUES (?, ?, ?, ?)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure each, alternating with its peer, and compare medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--singles", type=int, default=200)
    parser.add_argument("--bulk", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    figures = [
        *_singles(asked.singles, asked.rounds),
        *_bulk(asked.bulk, asked.rounds),
        *_proofs(asked.large),
        *_verification(asked.bulk, asked.rounds),
    ]
    return conclude("The custody ledger on SQLite", figures)


def _open(folder: str) -> Ledger:
    ledger = Ledger.open(Records.open(f"sqlite:///{folder}/records.db", Vault(bytes(32))), ORIGIN)
    for initials in ("JT", "AB"):
        ledger.add_officer(Officer(f"officer:{initials}", f"Officer {initials}"))
    ledger.add_place(CustodyPlace(STORE, PlaceKind.STORE, "Main store"))
    return ledger


def _seizures(count: int, first: int = 0) -> list[Wanted]:
    """Bookings as a raid makes them: seal, place, power, and what was found with whom as a private text."""
    found = []
    for number in range(first, first + count):
        event = CustodyEvent(
            EventKind.SEIZE,
            exhibit_id("HERON/1", f"JT/{number}"),
            "officer:JT",
            RAID + timedelta(seconds=number),
            location="place:unit-4-phones",
            seal_after=f"S{number:07}",
            power="Police and Criminal Evidence Act 1984, section 19",
            seizure="HERON/1",
            private={"found_with": Private(f"behind the counter, tray {number}")},
        )
        found.append(Wanted(event, uuid4().hex, 0))
    return found


def _bare(folder: str) -> sqlite3.Connection:
    """A table of events as any program would keep them: found by id, and each exhibit's in order."""
    connection = sqlite3.connect(f"{folder}/bare.db", isolation_level=None)
    for setting in _journal_settings(sqlite3.sqlite_version_info):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute(
        "CREATE TABLE event (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, exhibit TEXT NOT NULL,"
        " sequence INTEGER NOT NULL, leaf BLOB NOT NULL, UNIQUE (exhibit, sequence))"
    )
    connection.execute("CREATE TABLE heap (leaf BLOB NOT NULL)")
    return connection


def _row(entry: Entry) -> tuple[str, str, int, bytes]:
    return entry.id, entry.event.exhibit, entry.sequence, entry.leaf


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _singles(count: int, rounds: int) -> list[Figure]:
    ours, peers = [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            mine, theirs = _one_by_one(_open(folder), _bare(folder), _seizures(count))
        ours.append(count / mine)
        peers.append(count / theirs)
        tell(f"singles, round {number + 1}: {ours[-1]:.0f} and bare {peers[-1]:.0f} a second")
    return [
        Figure("durable single events", middle(ours), "/s"),
        Figure(f"bare durable inserts ({spread(peers)})", middle(peers), "/s"),
        Figure("durable single events / bare inserts", middle(ours) / middle(peers), at_least=0.5),
    ]


def _one_by_one(ledger: Ledger, bare: sqlite3.Connection, wanted: Sequence[Wanted]) -> tuple[float, float]:
    """The seconds that the ledger took and its peer, in turn, so that a noisy neighbour meets both."""
    mine = theirs = 0.0
    for each in wanted:
        begun = time.perf_counter()
        entry = ledger.append(each.event, each.idempotency_key, 0)
        between = time.perf_counter()
        bare.execute(INSERT, _row(entry))
        mine, theirs = mine + between - begun, theirs + time.perf_counter() - between
    bare.close()
    return mine, theirs


def _bulk(count: int, rounds: int) -> list[Figure]:
    ours, peers, heaps = [], [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            mine, theirs, heap = _at_once(_open(folder), _bare(folder), _seizures(count))
        ours.append(count / mine)
        peers.append(count / theirs)
        heaps.append(count / heap)
        tell(f"bulk, round {number + 1}: {ours[-1]:.0f} and bare {peers[-1]:.0f} a second")
    return [
        Figure("bulk intake", middle(ours), "/s"),
        Figure(f"bare bulk inserts ({spread(peers)})", middle(peers), "/s"),
        Figure("bulk intake / bare bulk inserts", middle(ours) / middle(peers), at_least=0.1),
        Figure("bulk intake / bulk inserts into a table with no key", middle(ours) / middle(heaps)),
    ]


def _at_once(ledger: Ledger, bare: sqlite3.Connection, wanted: Sequence[Wanted]) -> tuple[float, float, float]:
    """The seconds of the ledger, of the bare table and of one without any key."""
    begun = time.perf_counter()
    entries = ledger.append_many(wanted)
    mine = time.perf_counter() - begun
    rows = [_row(entry) for entry in entries]
    leaves = [(entry.leaf,) for entry in entries]
    theirs = _timed(lambda: _insert_all(bare, INSERT, rows))
    heap = _timed(lambda: _insert_all(bare, "INSERT INTO heap VALUES (?)", leaves))
    bare.close()
    return mine, theirs, heap


def _insert_all(connection: sqlite3.Connection, said: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(said, rows)
    connection.execute("COMMIT")


def _proofs(large: int) -> list[Figure]:
    with tempfile.TemporaryDirectory(dir=CACHE) as small_folder, tempfile.TemporaryDirectory(dir=CACHE) as large_folder:
        small, big = _filled(small_folder, 1_000), _filled(large_folder, large)
        times: dict[int, list[float]] = {1_000: [], large: []}
        for number in range(200):
            for ledger, size in ((small, 1_000), (big, large)):
                index = number * 7_919 % size
                times[size].append(_timed(lambda ledger=ledger, index=index: ledger.inclusion_proof(index)))  # type: ignore[misc]
        here, there = middle(times[1_000]), middle(times[large])
    return [
        Figure("inclusion proof among 1,000", here * 1000, "ms"),
        Figure(f"inclusion proof among {large:,}", there * 1000, "ms"),
        Figure("proof in the large ledger / in the small one", there / here, at_most=5),
    ]


def _filled(folder: str, size: int) -> Ledger:
    """A ledger of so many made-up leaves: proofs read hashes alone."""
    ledger = _open(folder)
    edge = Edge(0, b"")
    for start in range(0, size, CHUNK):
        rows = []
        for number in range(start, min(start + CHUNK, size)):
            data = b"%d" % number
            hash_ = merkle.leaf_hash(data)
            edge.append(hash_)
            rows.append(EntryRow(number, f"{number:032x}", f"exhibit:BENCH:B/{number}", 1, data, hash_))
        nodes = edge.take_new_nodes()
        log = LogRow(ORIGIN, edge.size, edge.to_bytes())
        with ledger._store.writing() as writer:
            writer.keep(Batch(log, rows, nodes, [], frozenset(), [], [], []))
        tell(f"filled {edge.size:,} of {size:,}")
    return ledger


def _verification(count: int, rounds: int) -> list[Figure]:
    ours, peers, hashes = [], [], []
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        ledger = _open(folder)
        ledger.append_many(_seizures(count))
        for number in range(rounds):
            ours.append(count / _timed(ledger.verify))
            peers.append(count / _timed(lambda: _bare_hashes(folder)))
            leaves = [entry.leaf for entry in ledger.entries()]
            hashes.append(count / _timed(lambda leaves=leaves: [hashlib.sha256(leaf).digest() for leaf in leaves]))  # type: ignore[misc]
            tell(f"verification, round {number + 1}: {ours[-1]:.0f} and bare {peers[-1]:.0f} a second")
    return [
        Figure("events of the live database verified", middle(ours), "/s"),
        Figure(f"their bytes read and hashed, nothing else ({spread(peers)})", middle(peers), "/s"),
        Figure("hashed in memory, nothing else", middle(hashes), "/s"),
        Figure("verification / bare reading and SHA-256", middle(ours) / middle(peers), at_least=0.1),
        Figure("verification / bare SHA-256 in memory", middle(ours) / middle(hashes)),
    ]


def _bare_hashes(folder: str) -> None:
    connection = sqlite3.connect(f"{folder}/records.db")
    for (leaf,) in connection.execute("SELECT leaf FROM custody_entry ORDER BY no"):
        hashlib.sha256(leaf).digest()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
