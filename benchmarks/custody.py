"""What the custody ledger costs, against bare writes and hashes of the same bytes: `python -m benchmarks.custody`."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from benchmarks._custody_copy import TABLES_OF_EVENTS, copied
from benchmarks._figures import Figure, conclude, middle, spread, tell
from benchmarks._scans import scans
from tracer import merkle
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
from tracer.records.engine import WRITES, make_engine
from tracer.records.records import Records
from tracer.records.tables import metadata
from tracer.records.vault import Vault

ORIGIN = "custody.example.org/bench"
RAID = datetime(2023, 10, 15, 11, tzinfo=UTC)
STORE = "store:MAIN"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "bench"
CHUNK = 50_000
TABLES = sa.MetaData()
EVENT = sa.Table(
    "event",
    TABLES,
    sa.Column("no", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("exhibit", sa.Text, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("exhibit", "sequence"),
)
HEAP = sa.Table("heap", TABLES, sa.Column("leaf", sa.LargeBinary, nullable=False))


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
        *scans(CACHE),
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


def _bare(folder: str) -> sa.Engine:
    """A table of events as any program would keep them: found by id, and each exhibit's in order; the same settings."""
    engine = make_engine(f"sqlite:///{folder}/bare.db")
    TABLES.create_all(engine)
    return engine


def _insert(engine: sa.Engine, rows: Sequence[dict[str, object]]) -> None:
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        connection.execute(sa.insert(EVENT), rows)


def _row(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "exhibit": entry.event.exhibit, "sequence": entry.sequence, "leaf": entry.leaf}


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


def _one_by_one(ledger: Ledger, bare: sa.Engine, wanted: Sequence[Wanted]) -> tuple[float, float]:
    """The seconds that the ledger took and its peer, in turn, so that a noisy neighbour meets both."""
    mine = theirs = 0.0
    for each in wanted:
        begun = time.perf_counter()
        entry = ledger.append(each.event, each.idempotency_key, 0)
        between = time.perf_counter()
        _insert(bare, [_row(entry)])
        mine, theirs = mine + between - begun, theirs + time.perf_counter() - between
    bare.dispose()
    return mine, theirs


def _bulk(count: int, rounds: int) -> list[Figure]:
    ours, peers, heaps, copies = [], [], [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            mine, theirs, heap = _at_once(_open(folder), _bare(folder), _seizures(count))
            copies.append(count / copied(folder))
        ours.append(count / mine)
        peers.append(count / theirs)
        heaps.append(count / heap)
        tell(f"bulk, round {number + 1}: {ours[-1]:.0f} and bare {peers[-1]:.0f} a second")
    return [
        Figure("bulk intake", middle(ours), "/s"),
        Figure(f"bare bulk inserts ({spread(peers)})", middle(peers), "/s"),
        Figure("bulk intake / bare bulk inserts into one table", middle(ours) / middle(peers), at_least=0.1),
        Figure("bulk intake / bare bulk inserts of the same rows", middle(ours) / middle(copies), at_least=0.1),
        Figure("bulk intake / the driver alone, into a table with no key", middle(ours) / middle(heaps)),
        Figure("the ledger's own rows by the driver alone / the same", middle(copies) / middle(heaps)),
    ]


def _at_once(ledger: Ledger, bare: sa.Engine, wanted: Sequence[Wanted]) -> tuple[float, float, float]:
    """The seconds of the ledger, of the bare table, and of the driver alone with a table that has no key."""
    begun = time.perf_counter()
    entries = ledger.append_many(wanted)
    mine = time.perf_counter() - begun
    rows = [_row(entry) for entry in entries]
    leaves = [(entry.leaf,) for entry in entries]
    theirs = _timed(lambda: _insert(bare, rows))
    with bare.connect().execution_options(**{WRITES: True}) as connection:
        heap = _timed(lambda: _insert_plain(connection, leaves))
    bare.dispose()
    return mine, theirs, heap


def _insert_plain(connection: sa.Connection, rows: list[tuple[bytes]]) -> None:
    with connection.begin():
        connection.exec_driver_sql("INSERT INTO heap VALUES (?)", rows)


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
    ours, peers, hashes, reads = [], [], [], []
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        ledger, engine = _open(folder), make_engine(f"sqlite:///{folder}/records.db")
        leaves = [entry.leaf for entry in ledger.append_many(_seizures(count))]
        for number in range(rounds):
            ours.append(count / _timed(ledger.verify))
            peers.append(count / _timed(lambda: _hash_rows(engine)))
            hashes.append(count / _timed(lambda: [hashlib.sha256(leaf).digest() for leaf in leaves]))
            reads.append(count / _timed(lambda: _read_rows(engine)))
            tell(f"verification, round {number + 1}: {ours[-1]:.0f} and bare {peers[-1]:.0f} a second")
        engine.dispose()
    return [
        Figure("events of the live database verified", middle(ours), "/s"),
        Figure(f"all that is stored of them read and hashed ({spread(peers)})", middle(peers), "/s"),
        Figure("verification / bare reading and SHA-256 of the same bytes", middle(ours) / middle(peers), at_least=0.1),
        Figure("verification / SHA-256 of the leaves alone, in memory", middle(ours) / middle(hashes)),
        Figure("reading the ledger's rows and no more / the same", middle(reads) / middle(hashes)),
    ]


def _hash_rows(engine: sa.Engine) -> None:
    """SHA-256 of every row of the ledger's tables, and nothing else."""
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            if table.name.startswith("custody_"):
                for row in connection.execute(sa.select(table)):
                    hashlib.sha256(b"".join(map(_bytes, row))).digest()


def _read_rows(engine: sa.Engine) -> None:
    """Every row of the ledger's tables, by the driver alone."""
    with engine.connect() as connection:
        for name in TABLES_OF_EVENTS:
            connection.exec_driver_sql(f"SELECT * FROM {name}").all()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


if __name__ == "__main__":
    sys.exit(main())
