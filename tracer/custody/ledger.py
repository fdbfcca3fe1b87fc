"""The ledger of custody: every event once, in order, in a tree whose root stands for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracer.custody.events import (
    CustodyEvent,
    CustodyPlace,
    Entry,
    ExhibitState,
    Officer,
    Opening,
    Status,
    Wanted,
)
from tracer.records.records import Records
from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A signed checkpoint as it was kept: the note's exact bytes, and the size and root it signs."""

    size: int
    root: bytes
    note: bytes
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a witness, or a time-stamp authority, answered to a checkpoint: exact bytes."""

    size: int
    witness: str
    answer: bytes
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedRefusal:
    """An event that was asked for and refused: who asked, for which exhibit, and why."""

    at: datetime
    by: str
    exhibit: str
    kind: str
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the database that is not as it was recorded: where (`entry 3`, `head exhibit:…`) and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a check of the live database found; `opened` openings were checked, `erased` can no longer be."""

    size: int
    root: bytes
    problems: tuple[Problem, ...]
    checkpoints: int
    opened: int
    erased: int

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class Ledger:
    """The custody ledger in the records database. Every method is one transaction.

    Safe to use from several threads and processes. Once an append returns, its entry is on the disk.
    """

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
        raise NotImplementedError

    @property
    def origin(self) -> str:
        """The ledger's name, in every leaf and checkpoint."""
        raise NotImplementedError

    def append(self, event: CustodyEvent, idempotency_key: str, expected_sequence: int | None = None) -> Entry:
        """Records one event. The same key and event again give the same entry.

        Raises `RefusedError` (kept among the refusals), `ConflictError` when somebody else was first, `KeyReusedError`
        for a key that stands for another event, and `RecordsError` when the database fails.
        """
        raise NotImplementedError

    def append_many(self, wanted: Sequence[Wanted]) -> tuple[Entry, ...]:
        """Records all of them or none, in order and in one transaction. Raises as `append` does."""
        raise NotImplementedError

    def history(self, exhibit: str) -> tuple[Entry, ...]:
        """An exhibit's entries in order; empty when it was never booked."""
        raise NotImplementedError

    def entry(self, index: int) -> Entry:
        """One entry. Raises `NotFoundError`."""
        raise NotImplementedError

    def entry_of_event(self, event_id: str) -> Entry:
        """The entry of an event's id. Raises `NotFoundError`."""
        raise NotImplementedError

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[Entry]:
        """Entries from `start` up to but without `stop`, in bounded memory."""
        raise NotImplementedError

    def state(self, exhibit: str) -> ExhibitState:
        """An exhibit as it is now; one with sequence 0 when it was never booked."""
        raise NotImplementedError

    def exhibits(
        self,
        seizure: str | None = None,
        holder: str | None = None,
        location: str | None = None,
        status: Status | None = None,
    ) -> tuple[ExhibitState, ...]:
        """The exhibits that fit all that is given, by id. `seizure` is the reference (`HERON/1`)."""
        raise NotImplementedError

    def exhibit_of_seal(self, seal: str) -> str | None:
        """The exhibit a seal was used on, or None."""
        raise NotImplementedError

    def size(self) -> int:
        """How many entries there are."""
        raise NotImplementedError

    def root(self, size: int | None = None) -> bytes:
        """The root over the first `size` entries, or over all. Raises `LedgerError` for more than there are."""
        raise NotImplementedError

    def inclusion_proof(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The RFC 6962 proof that an entry is in the tree of that size. Raises `LedgerError` outside it."""
        raise NotImplementedError

    def consistency_proof(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The RFC 6962 proof that the tree of size `new` only adds to that of size `old`."""
        raise NotImplementedError

    def openings(self, entry: Entry) -> tuple[Opening, ...]:
        """The private texts of an entry, without those of people who were erased. The caller notes who looked."""
        raise NotImplementedError

    def erase_person(self, person: str, asked: Asked) -> None:
        """Destroys a person's key: their texts are closed for good, every root and proof stays as it was.

        Raises `NotFoundError` for a person who is not known or was erased already.
        """
        raise NotImplementedError

    def add_officer(self, officer: Officer) -> None:
        """Registers an officer, or changes the name or whether they may act."""
        raise NotImplementedError

    def officers(self) -> tuple[Officer, ...]:
        """All officers, by id."""
        raise NotImplementedError

    def add_place(self, place: CustodyPlace) -> None:
        """Registers a store or laboratory, or changes its name or whether it is in use."""
        raise NotImplementedError

    def places(self) -> tuple[CustodyPlace, ...]:
        """All stores and laboratories, by id."""
        raise NotImplementedError

    def refusals(self) -> tuple[RecordedRefusal, ...]:
        """What was refused, oldest first."""
        raise NotImplementedError

    def keep_checkpoint(self, note: bytes) -> KeptCheckpoint:
        """Keeps a signed checkpoint of this ledger. Raises `LedgerError` when it does not fit the tree."""
        raise NotImplementedError

    def checkpoints(self) -> tuple[KeptCheckpoint, ...]:
        """The signed checkpoints, oldest first."""
        raise NotImplementedError

    def keep_answer(self, size: int, witness: str, answer: bytes) -> KeptAnswer:
        """Keeps what a witness answered to the checkpoint of that size."""
        raise NotImplementedError

    def answers(self, size: int | None = None) -> tuple[KeptAnswer, ...]:
        """The witnesses' answers, to one checkpoint or to all, oldest first."""
        raise NotImplementedError

    def pending(self, limit: int = 1000) -> tuple[Entry, ...]:
        """The oldest entries in the outbox: recorded, and not yet said to have been projected."""
        raise NotImplementedError

    def projected(self, indexes: Sequence[int]) -> None:
        """Takes entries out of the outbox."""
        raise NotImplementedError

    def verify(self, vkeys: Sequence[str] = ()) -> LedgerReport:
        """Derives everything again from the stored bytes and says what is wrong and where.

        `vkeys` are verifier keys: with them, kept checkpoints must be signed by one of these.
        """
        raise NotImplementedError
