"""Checks the live database: derives everything again from the entries' bytes and compares it with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import orjson

from tracer import merkle
from tracer.custody import checkpoint, leaf, note
from tracer.custody.appending import head_of
from tracer.custody.canonical import CanonicalError
from tracer.custody.doubts import seal_key
from tracer.custody.events import Entry, ExhibitState
from tracer.custody.kept import LedgerReport, Problem
from tracer.custody.note import NoteError, Verifier
from tracer.custody.openings import Person, commitment_to, opened
from tracer.custody.state import after, gives_up_seal, to_bytes
from tracer.custody.tree import Edge
from tracer.errors import RecordsError
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_rows import CheckpointRow, EntryRow, OpeningRow

PAGE = 1_000
MOST_PROBLEMS = 200


class TooMany(Exception):  # noqa: N818 - it is a way out, not an error
    """So much is wrong that the rest of the list would tell nobody more."""


def recheck(reader: CustodyReader, vkeys: Sequence[str]) -> LedgerReport:
    """The report on the whole ledger. `vkeys` as `Ledger.verify` takes them."""
    check = _Recheck(reader)
    with suppress(TooMany):
        check.run([Verifier.from_vkey(vkey) for vkey in vkeys])
    return check.report()


class _Recheck:
    """One pass over the entries, then over what was derived from them."""

    def __init__(self, reader: CustodyReader) -> None:
        self._reader = reader
        self._problems: list[Problem] = []
        self._edge = Edge(0, b"")
        self._nodes = 0
        self._states: dict[str, ExhibitState] = {}
        self._seals: dict[str, tuple[str, int]] = {}
        self._people: dict[str, Person | None] = {}
        self._erasures = reader.erasures_noted()
        self._checkpoints = reader.checkpoints()
        self._roots: dict[int, bytes] = dict.fromkeys((row.size for row in self._checkpoints), b"")
        self._officers = {row.id for row in reader.officers()}
        self._places = {row.id for row in reader.places()}
        self._commitments = self._opened = self._erased = 0

    def run(self, verifiers: Sequence[Verifier]) -> None:
        """Checks everything, the plainest first."""
        log = self._reader.log()
        if log is None:
            self._wrong("ledger", "It has no log: it was never made, or its log was removed.")
            return
        for row in self._reader.every_macced_row():
            if not row.fits:
                self._wrong(f"{row.table} {_named(row.row)}", "This row was changed past the program.")
        self._note_root()
        whole = all(self._page(log.origin, start, min(start + PAGE, log.size)) for start in range(0, log.size, PAGE))
        if whole:
            self._compare_log(log.size, log.edge)
            self._compare_heads()
            self._compare_seals()
        self._compare_keys(log.size)
        self._compare_people()
        self._check_checkpoints(log.origin, log.size, verifiers)
        self._check_numbers(log.size)

    def report(self) -> LedgerReport:
        """What was found."""
        return LedgerReport(
            size=self._edge.size,
            root=self._edge.root(),
            problems=tuple(self._problems),
            checkpoints=len(self._checkpoints),
            opened=self._opened,
            erased=self._erased,
        )

    def _wrong(self, where: str, what: str) -> None:
        self._problems.append(Problem(where, what))
        if len(self._problems) >= MOST_PROBLEMS:
            raise TooMany

    def _page(self, origin: str, start: int, stop: int) -> bool:
        """Checks some entries; False when one is missing, after which the tree cannot be derived any further."""
        rows = self._reader.entries(start, stop)
        openings = self._openings(rows)
        for expected, row in enumerate(rows, start):
            if row.no != expected:
                self._wrong(f"entry {expected}", "It is missing: nothing after it could be checked.")
                return False
            self._entry(origin, row, openings)
        if len(rows) < stop - start:
            self._wrong(f"entry {start + len(rows)}", "It is missing: nothing after it could be checked.")
            return False
        self._compare_nodes()
        return True

    def _entry(self, origin: str, row: EntryRow, openings: dict[str, list[OpeningRow]]) -> None:
        where = f"entry {row.no}"
        data = row.leaf if isinstance(row.leaf, bytes) else str(row.leaf).encode("utf-8", "surrogatepass")
        hash_ = merkle.leaf_hash(data)
        self._edge.append(hash_)
        self._note_root()
        if hash_ != row.leaf_hash:
            self._wrong(where, "Its bytes do not have the hash they were recorded with.")
        try:
            # Canonical or not: these very bytes were hashed.
            body = orjson.loads(data)
            entry = leaf.entry_of(body, data, row.no, hash_)
        except (CanonicalError, ValueError, RecursionError):
            self._wrong(where, "Its bytes are not those of a custody event.")
            return
        if body.get("ledger") != origin:
            self._wrong(where, "It belongs to another ledger.")
        self._follow(where, row, entry)
        self._mentions(where, entry)
        self._commitments += len(entry.commitments)
        self._check_openings(where, entry, openings.get(entry.id, []))

    def _follow(self, where: str, row: EntryRow, entry: Entry) -> None:
        """Whether the entry is the next of its exhibit, and stands where its row says."""
        exhibit = entry.event.exhibit
        if (row.event, row.exhibit, row.sequence) != (entry.id, exhibit, entry.sequence):
            self._wrong(where, "Its row names another event, exhibit or sequence than its bytes.")
        state = self._states.get(exhibit) or ExhibitState(exhibit)
        if entry.sequence != state.sequence + 1:
            self._wrong(where, f"It is event {entry.sequence} of {exhibit}, after event {state.sequence}.")
        self._states[exhibit] = after(state, entry)
        if entry.event.seal_after is not None:
            seal = seal_key(entry.event.seal_after)
            used = self._seals.get(seal)
            if used is None or gives_up_seal(self._states.get(used[0]), entry.event):
                self._seals[seal] = (exhibit, row.no)

    def _mentions(self, where: str, entry: Entry) -> None:
        event = entry.event
        if event.by not in self._officers:
            self._wrong(where, f"{event.by} is not among the officers any more.")
        for place in (event.location, event.holder, event.to):
            if place is not None and place.startswith(("store:", "laboratory:")) and place not in self._places:
                self._wrong(where, f"{place} is not among the places any more.")

    def _note_root(self) -> None:
        if self._edge.size in self._roots:
            self._roots[self._edge.size] = self._edge.root()

    def _openings(self, rows: Iterable[EntryRow]) -> dict[str, list[OpeningRow]]:
        openings: dict[str, list[OpeningRow]] = {}
        for row in self._reader.openings([row.event for row in rows]):
            openings.setdefault(row.event, []).append(row)
        self._meet({row.person for some in openings.values() for row in some})
        return openings

    def _meet(self, people: set[str]) -> None:
        """Opens the vaults of people who were not met before."""
        for person in sorted(people - self._people.keys()):
            try:
                vault = self._reader.people([person]).get(person)
            except RecordsError:
                self._wrong(f"person {person}", "Their key was changed.")
                vault = None
            self._people[person] = None if vault is None else Person(person, vault)

    def _check_openings(self, where: str, entry: Entry, rows: Sequence[OpeningRow]) -> None:
        if {row.field for row in rows} != set(entry.commitments):
            self._wrong(where, "What it commits to and what is kept beside it are not the same.")
        for row in rows:
            person = self._people[row.person]
            if person is None:
                self._erased += 1
                if row.person not in self._erasures:
                    self._wrong(where, f"The key of {row.person} is gone, and nobody erased them.")
                continue
            self._opened += 1
            try:
                fits = commitment_to(opened(row, person)) == entry.commitments.get(row.field)
            except (RecordsError, CanonicalError, KeyError, TypeError, ValueError):
                fits = False
            if not fits:
                self._wrong(where, f"What is kept of its {row.field} is not what it commits to.")

    def _compare_nodes(self) -> None:
        """Compares the subtrees that the last page completed."""
        by_level: dict[int, dict[int, bytes]] = {}
        for node in self._edge.take_new_nodes():
            by_level.setdefault(node.level, {})[node.no] = node.hash
        for level, wanted in by_level.items():
            self._nodes += len(wanted)
            stored = self._reader.nodes_of_level(level, min(wanted), max(wanted) + 1)
            for no in sorted(wanted.keys() | stored.keys()):
                if stored.get(no) != wanted.get(no):
                    self._wrong(f"node {level}/{no}", "It is not the hash of the entries below it.")

    def _compare_log(self, size: int, edge: bytes) -> None:
        if self._edge.to_bytes() != edge:
            self._wrong("ledger", f"Its root over {size} entries is not that of the entries.")

    def _compare_heads(self) -> None:
        stored = {row.exhibit: row for row in self._reader.heads()}
        for exhibit in sorted(stored.keys() | self._states.keys()):
            state = self._states.get(exhibit)
            expected = None if state is None else head_of(state, to_bytes(state))
            if stored.get(exhibit) != expected:
                self._wrong(f"exhibit {exhibit}", "Its state is not what its events leave.")

    def _compare_seals(self) -> None:
        stored = {row.seal: (row.exhibit, row.entry) for row in self._reader.every_seal()}
        for seal in sorted(stored.keys() | self._seals.keys()):
            if stored.get(seal) != self._seals.get(seal):
                self._wrong(f"seal {seal}", "It is not used where the events say.")

    def _compare_keys(self, size: int) -> None:
        if self._reader.entries_with_keys() != list(range(size)):
            self._wrong("idempotency keys", "There is not exactly one for each entry.")

    def _compare_people(self) -> None:
        for person, noted in sorted(self._erasures.items()):
            if not noted:
                self._wrong(f"person {person}", "Their key is gone, and the audit does not say that they were erased.")

    def _check_checkpoints(self, origin: str, size: int, verifiers: Sequence[Verifier]) -> None:
        for row in self._checkpoints:
            where = f"checkpoint of {row.size}"
            try:
                found = checkpoint.parse(_text(row, verifiers))
            except NoteError as error:
                self._wrong(where, error.what)
                continue
            if (found.origin, found.size, found.root) != (origin, row.size, row.root):
                self._wrong(where, "It says something else than its row.")
            if row.size > size:
                self._wrong(where, f"It was signed over {row.size} entries, and there are {size}: some were removed.")
            elif self._roots[row.size] != row.root:
                self._wrong(where, "The entries are not those it was signed over.")
        sizes = {row.size for row in self._checkpoints}
        for answer in self._reader.answers():
            if answer.size not in sizes:
                self._wrong(f"answer of {answer.witness}", f"There is no checkpoint of {answer.size} any more.")

    def _check_numbers(self, size: int) -> None:
        counts = self._reader.counts()
        for table, expected in (
            ("custody_entry", size),
            ("custody_node", self._nodes),
            ("custody_opening", self._commitments),
        ):
            if counts[table] != expected:
                self._wrong(table, f"It has {counts[table]} rows, and the entries account for {expected}.")
        for name, numbered in (
            ("custody_refusal", [row.no for row in self._reader.refusals()]),
            ("custody_checkpoint", [row.no for row in self._checkpoints]),
            ("custody_answer", [row.no for row in self._reader.answers()]),
        ):
            if numbered != list(range(len(numbered))):
                self._wrong(name, "A row is missing.")
        if any(not 0 <= no < size for no in self._reader.outbox(size + 1)):
            self._wrong("custody_outbox", "It holds entries that there are not.")


def _text(row: CheckpointRow, verifiers: Sequence[Verifier]) -> str:
    return note.open_note(row.note, verifiers).text if verifiers else note.parse(row.note)[0]


def _named(row: tuple[Any, ...]) -> str:
    return " ".join(str(part)[:60] for part in row[:2] if not isinstance(part, bytes))
