"""What the ledger reads, within one transaction: its size and root, proofs' hashes, entries with their flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tracer import merkle
from tracer.custody import leaf
from tracer.custody.events import Entry, Flag, LedgerError, Opening
from tracer.custody.openings import Person, opened
from tracer.custody.state import from_bytes
from tracer.custody.tree import Edge
from tracer.errors import NotFoundError
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_rows import EntryRow, LogRow
from tracer.records.custody_store import CustodyStore


def log_of(reader: CustodyReader) -> LogRow:
    """The ledger's log. Raises `LedgerError` where there is none."""
    return _there(reader.log())


def sound_log(reader: CustodyReader) -> LogRow:
    """The ledger's log, to be added to. Raises `LedgerError` when it is not as the program wrote it."""
    found, fits = reader.log_and_whether_it_fits()
    log = _there(found)
    if not fits:
        raise LedgerError(
            "The ledger was changed past the program, so nothing is added to it.",
            "Verify it (tracer custody verify), and restore the database from its backup.",
        )
    return log


def made_log(store: CustodyStore, origin: str) -> str:
    """Makes an empty ledger of this name where there is none; gives the name of the one there is."""
    with store.reading() as reader:
        log = reader.log()
    if log is None:
        with store.writing() as writer:
            log = writer.log()
            if log is None:
                log = LogRow(origin, 0, b"")
                writer.make_log(log)
    return log.origin


def size_of(reader: CustodyReader, size: int | None) -> int:
    """The size asked for, or that of all. Raises `LedgerError` for more than there are."""
    there = log_of(reader).size
    if size is None:
        return there
    if not 0 <= size <= there:
        raise LedgerError(f"The ledger has {there} entries, not {size}.", "Ask for a size it has had.")
    return size


def root_of(reader: CustodyReader, size: int | None) -> bytes:
    """The root over the first `size` entries, or over all."""
    log = log_of(reader)
    if size is None or size == log.size:
        return Edge(log.size, log.edge).root()
    size = size_of(reader, size)
    return merkle.root_at(size, getter(reader, merkle.root_nodes(size)))


def getter(reader: CustodyReader, nodes: Iterable[merkle.Node]) -> merkle.Get:
    """Reads these nodes at once. Raises `LedgerError` when one is missing from the database."""
    wanted = set(nodes)
    found = reader.nodes(wanted)
    if wanted - found.keys():
        raise LedgerError("Hashes of the ledger's tree are missing.", "Verify the ledger, and restore its backup.")
    return lambda level, index: found[level, index]


def openings_of(reader: CustodyReader, entry: Entry) -> tuple[Opening, ...]:
    """The openings of an entry, without those of people who were erased."""
    rows = reader.openings([entry.id])
    people = reader.people({row.person for row in rows})
    known = {id_: Person(id_, vault) for id_, vault in people.items() if vault is not None}
    return tuple(opened(row, known[row.person]) for row in rows if row.person in known)


def one(reader: CustodyReader, row: EntryRow | None, missing: str) -> Entry:
    """The entry of a row. Raises `NotFoundError`, saying what is missing."""
    if row is None:
        raise NotFoundError(missing, "See the exhibit's history for its events.")
    return entries_of(reader, [row])[0]


def entries_of(reader: CustodyReader, rows: Sequence[EntryRow]) -> tuple[Entry, ...]:
    """The entries of rows, with the flags that each raised."""
    states = reader.states({row.exhibit for row in rows})
    raised: dict[str, tuple[Flag, ...]] = {}
    for state in states.values():
        for flag in from_bytes(state).flags:
            raised[flag.event] = (*raised.get(flag.event, ()), flag)
    entries = (leaf.read(row.leaf, row.no, row.leaf_hash) for row in rows)
    return tuple(replace(entry, flags=raised[entry.id]) if entry.id in raised else entry for entry in entries)


def _there(log: LogRow | None) -> LogRow:
    if log is None:
        raise LedgerError("The ledger's log is gone from the database.", "Restore the database from its backup.")
    return log
