"""The ledger of custody: every event once, in order, in a tree whose root stands for all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial

from tracer import merkle
from tracer.custody import checkpoint, note
from tracer.custody.appending import append, milliseconds, refusal_rows
from tracer.custody.events import (
    CustodyEvent,
    CustodyPlace,
    Entry,
    ExhibitState,
    LedgerError,
    Officer,
    Opening,
    PlaceKind,
    RefusedError,
    Status,
    Wanted,
)
from tracer.custody.ids import reference_part, seizure_name
from tracer.custody.kept import KeptAnswer, KeptCheckpoint, LedgerReport, Problem, RecordedRefusal
from tracer.custody.reading import entries_of, getter, log_of, made_log, one, openings_of, root_of, size_of, sound_log
from tracer.custody.recheck import recheck
from tracer.custody.registers import checked_name, officer_of, officer_row
from tracer.custody.renewing import renew
from tracer.custody.rules import seal_key
from tracer.custody.state import from_bytes
from tracer.records.custody_rows import PlaceRow
from tracer.records.custody_store import CustodyStore
from tracer.records.custody_writer import CustodyWriter
from tracer.records.records import Records
from tracer.records.values import Asked

__all__ = ["KeptAnswer", "KeptCheckpoint", "Ledger", "LedgerReport", "Problem", "RecordedRefusal"]

_PAGE = 500

Also = Callable[[CustodyWriter, tuple[Entry, ...]], None]
"""What is written in the transaction of an append, given its entries."""


class Ledger:
    """The custody ledger in the records database, for several threads and processes. Each method is one transaction;
    once an append returns, its entry is on the disk.
    """

    def __init__(self, store: CustodyStore, origin: str, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._origin = origin
        self._clock = clock

    @classmethod
    def open(
        cls,
        records: Records,
        origin: str,
        clock: Callable[[], datetime] | None = None,
        allow_unsafe_disk: bool = False,
    ) -> Ledger:
        """The ledger called `origin` (a line such as `custody.example.org/north`), made if the database has none.

        Checks that the database waits for the disk; `allow_unsafe_disk` (tests alone) lets a server be used that does
        not. Raises `RecordsError` for that, and `LedgerError` when the database holds another ledger.
        """
        note.check_name(origin)
        store = records.custody()
        if not allow_unsafe_disk:
            store.check_disk()
        if (found := made_log(store, origin)) != origin:
            raise LedgerError(
                f"The database holds the ledger {found}, not {origin}.",
                "A ledger keeps its name for ever: use the name it was made with.",
            )
        renew(store)
        return cls(store, origin, clock or partial(datetime.now, UTC))

    @property
    def origin(self) -> str:
        """The ledger's name, in every leaf and checkpoint."""
        return self._origin

    def append(self, event: CustodyEvent, idempotency_key: str, expected_sequence: int | None = None) -> Entry:
        """Records one event. The same key and event again give the same entry.

        Raises `RefusedError` (kept among the refusals), `ConflictError` when somebody else was first, `KeyReusedError`
        for a key that stands for another event, and `RecordsError` when the database fails.
        """
        return self.append_many([Wanted(event, idempotency_key, expected_sequence)])[0]

    def append_many(self, wanted: Sequence[Wanted], also: Also | None = None) -> tuple[Entry, ...]:
        """Records all of them or none, in order and in one transaction. Raises as `append` does.

        `also` writes what has to be true exactly when they are; whatever it raises undoes them. It is called for a
        retry too.
        """
        now = milliseconds(self._clock())
        try:
            with self._store.writing() as writer:
                entries = append(writer, sound_log(writer), wanted, now)
                if also is not None:
                    also(writer, entries)
                return entries
        except RefusedError as refused:
            with self._store.writing() as writer:
                writer.keep_refusals(refusal_rows(refused, now))
            raise

    def history(self, exhibit: str) -> tuple[Entry, ...]:
        """An exhibit's entries in order; empty when it was never booked."""
        with self._store.reading() as reader:
            return entries_of(reader, reader.history(exhibit))

    def entry(self, index: int) -> Entry:
        """One entry. Raises `NotFoundError`."""
        with self._store.reading() as reader:
            return one(reader, reader.entry(index), f"There is no entry {index}.")

    def entry_of_event(self, event_id: str) -> Entry:
        """The entry of an event's id. Raises `NotFoundError`."""
        with self._store.reading() as reader:
            return one(reader, reader.entry_of_event(event_id), f"There is no event {event_id[:40]!r}.")

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries from `start` up to but without `stop`, in bounded memory."""
        start = max(start, 0)
        while stop is None or start < stop:
            # A page is a transaction of its own: a slow reader must not keep a writer waiting.
            with self._store.reading() as reader:
                page = entries_of(reader, reader.entries(start, min(start + _PAGE, stop or start + _PAGE)))
            yield from page
            if not page:
                return
            start += len(page)

    def state(self, exhibit: str) -> ExhibitState:
        """An exhibit as it is now; one with sequence 0 when it was never booked."""
        with self._store.reading() as reader:
            found = reader.states([exhibit])
        return from_bytes(found[exhibit]) if exhibit in found else ExhibitState(exhibit)

    def exhibits(
        self,
        seizure: str | None = None,
        holder: str | None = None,
        location: str | None = None,
        status: Status | None = None,
    ) -> tuple[ExhibitState, ...]:
        """The exhibits that fit all that is given, by id. `seizure` is the reference, however it is written."""
        named = seizure and seizure_name(seizure)
        asked = {"seizure": named, "holder": holder, "location": location, "status": status}
        with self._store.reading() as reader:
            rows = reader.heads(**{name: str(value) for name, value in asked.items() if value is not None})
        return tuple(from_bytes(row.state) for row in rows)

    def exhibits_called(self, reference: str) -> tuple[ExhibitState, ...]:
        """The exhibits of every seizure with this reference, however it is written, by id. Raises `IdentifierError`."""
        with self._store.reading() as reader:
            return tuple(from_bytes(row.state) for row in reader.heads_named(reference_part(reference)))

    def exhibit_of_seal(self, seal: str) -> str | None:
        """The exhibit a seal was used on, or None."""
        with self._store.reading() as reader:
            return reader.seals([seal_key(seal)]).get(seal_key(seal))

    def size(self) -> int:
        """How many entries there are."""
        with self._store.reading() as reader:
            return log_of(reader).size

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` entries, or over all. Raises `LedgerError` for more than there are."""
        with self._store.reading() as reader:
            return root_of(reader, size)

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The RFC 6962 proof that an entry is in the tree of that size. Raises `LedgerError` outside it."""
        with self._store.reading() as reader:
            size = size_of(reader, size)
            if not 0 <= index < size:
                raise LedgerError(f"Entry {index} is not among the first {size}.", "Ask for an entry that is there.")
            get = getter(reader, (node for some in merkle.inclusion_nodes(index, size) for node in some))
        return tuple(merkle.inclusion_proof(index, size, get))

    def consistency_proof(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The RFC 6962 proof that the tree of size `new` only adds to that of size `old`."""
        with self._store.reading() as reader:
            new = size_of(reader, new)
            if not 0 <= old <= new:
                raise LedgerError(f"The first {new} entries did not grow from {old}.", "Give the smaller size first.")
            get = getter(reader, (node for some in merkle.consistency_nodes(old, new) for node in some))
        return tuple(merkle.consistency_proof(old, new, get))

    def openings(self, entry: Entry, asked: Asked | None = None) -> tuple[Opening, ...]:
        """The private texts of an entry, without those of people who were erased.

        With `asked` the audit notes each person whose texts are read, or nothing is shown; without it the caller does.
        """
        if asked is None:
            with self._store.reading() as reader:
                return openings_of(reader, entry)
        with self._store.writing() as writer:
            found = openings_of(writer, entry)
            writer.note_consulted(sorted({opening.person for opening in found}), asked)
        return found

    def erase_person(self, person: str, asked: Asked) -> None:
        """Destroys a person's key: their texts are closed for good, every root and proof stays as it was.

        Raises `NotFoundError` for a person who is not known or was erased already.
        """
        with self._store.writing() as writer:
            writer.erase_person(person, asked)

    def add_officer(self, officer: Officer) -> None:
        """Registers an officer, or changes the name or whether they may act."""
        with self._store.writing() as writer:
            writer.keep_officer(officer_row(writer, officer))

    def officers(self) -> tuple[Officer, ...]:
        """All officers, by id."""
        with self._store.reading() as reader:
            rows = reader.officers()
            people = reader.people([row.id for row in rows])
        return tuple(officer_of(row, people.get(row.id)) for row in rows)

    def add_place(self, place: CustodyPlace) -> None:
        """Registers a store or laboratory, or changes its name or whether it is in use."""
        row = PlaceRow(place.id, place.kind.value, checked_name(place.name), place.active)
        with self._store.writing() as writer:
            writer.keep_place(row)

    def places(self) -> tuple[CustodyPlace, ...]:
        """All stores and laboratories, by id."""
        with self._store.reading() as reader:
            return tuple(CustodyPlace(row.id, PlaceKind(row.kind), row.name, row.active) for row in reader.places())

    def refusals(self) -> tuple[RecordedRefusal, ...]:
        """What was refused, oldest first."""
        with self._store.reading() as reader:
            return tuple(map(RecordedRefusal.of, reader.refusals()))

    def keep_checkpoint(self, signed: bytes) -> KeptCheckpoint:
        """Keeps a signed checkpoint of this ledger. Raises `LedgerError` when it does not fit the tree."""
        found = checkpoint.parse(note.parse(signed)[0])
        with self._store.writing() as writer:
            if found.origin != self._origin:
                raise LedgerError(f"The checkpoint is of the ledger {found.origin}, not {self._origin}.")
            if root_of(writer, found.size) != found.root:
                raise LedgerError("The checkpoint's root is not this ledger's.", "Sign what the ledger says it is.")
            at = writer.keep_checkpoint(found.size, found.root, signed)
        return KeptCheckpoint(found.size, found.root, signed, datetime.fromisoformat(at))

    def checkpoints(self) -> tuple[KeptCheckpoint, ...]:
        """The signed checkpoints, oldest first."""
        with self._store.reading() as reader:
            rows = reader.checkpoints()
        return tuple(KeptCheckpoint(row.size, row.root, row.note, datetime.fromisoformat(row.kept_at)) for row in rows)

    def keep_answer(self, size: int, witness: str, answer: bytes) -> KeptAnswer:
        """Keeps what a witness answered to the checkpoint of that size."""
        with self._store.writing() as writer:
            if size not in {row.size for row in writer.checkpoints()}:
                raise LedgerError(f"There is no checkpoint of {size} entries.", "Keep the checkpoint first.")
            at = writer.keep_answer(size, checked_name(witness), answer)
        return KeptAnswer(size, witness, answer, datetime.fromisoformat(at))

    def answers(self, size: int | None = None) -> tuple[KeptAnswer, ...]:
        """The witnesses' answers, to one checkpoint or to all, oldest first."""
        with self._store.reading() as reader:
            rows = reader.answers(size)
        return tuple(KeptAnswer(row.size, row.witness, row.answer, datetime.fromisoformat(row.kept_at)) for row in rows)

    def pending(self, limit: int = 1000, after: int | None = None) -> tuple[Entry, ...]:
        """The oldest entries in the outbox, or beyond one: recorded, and not yet said to have been projected."""
        with self._store.reading() as reader:
            waiting = reader.outbox(limit, after)
            return entries_of(reader, [row for no in waiting if (row := reader.entry(no)) is not None])

    def pending_among(self, indexes: Collection[int]) -> frozenset[int]:
        """Those of these entries that are in the outbox."""
        with self._store.reading() as reader:
            return reader.outbox_among(indexes)

    def projected(self, indexes: Sequence[int]) -> None:
        """Takes entries out of the outbox."""
        with self._store.writing() as writer:
            writer.take_out(indexes)

    def verify(self, vkeys: Sequence[str] = ()) -> LedgerReport:
        """Derives everything again from the stored bytes and says what is wrong and where.

        `vkeys` are verifier keys: with them, kept checkpoints must be signed by one of these.
        """
        with self._store.reading() as reader:
            return recheck(reader, vkeys)
