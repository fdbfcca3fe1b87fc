"""Books a raid's finds through the ledger: one durable event at a time, beside other officers who book the same raid.

The reference runs on by officer, and comes from the ledger: whoever loses a race for a number takes the next. What
keeps one phone from being booked twice is the idempotency key, which is made of the phone and not of the reference.
What is said of an exhibit is said of it as it was read, with a key of its own: whoever loses a race says it again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tracer.custody.events import (
    WITHDRAWN,
    Attachment,
    ConflictError,
    CustodyError,
    CustodyEvent,
    Entry,
    EventKind,
    KeyReusedError,
    Private,
    RefusalCode,
    RefusedError,
    Wanted,
    exhibit_id,
    reference_of,
)
from tracer.custody.ledger import Also, Ledger
from tracer.custody.raid import SESSION, Booked, RaidBook
from tracer.model import hash_id
from tracer.records.values import Asked

MOST_TRIES = 100
"""Races that may be lost in a row."""
Item = Mapping[str, str]
"""Private texts about the thing itself, by field."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number that one thing shows, and whether an exhibit shows it."""

    number: str
    shown_by: Callable[[Booked], bool]


class BookedAlreadyError(CustodyError):
    """What is to be booked is booked in this raid."""

    def __init__(self, reference: str | None) -> None:
        where = f", as {reference}" if reference else " by another of its identifiers"
        super().__init__(f"It is booked already{where}.", "Nothing more is to be done.")
        self.reference = reference


class SealedAlreadyError(CustodyError):
    """What is to be sealed is under a seal."""

    def __init__(self, booked: Booked, seal: str) -> None:
        super().__init__(f"{booked.reference} is under seal {seal} already.", "Break that one first.")
        self.seal = seal


@dataclass(frozen=True, slots=True)
class Occasion:
    """The search: seizure reference, who books, where (`place:…`), under what power, and the time (a clock)."""

    seizure: str
    officer: str
    location: str | None
    power: str | None
    clock: Callable[[], datetime]


@dataclass(slots=True)
class Booker:
    """Books for one officer. `book` is what it last read of the raid; `refresh` takes in what others did since.

    `also` writes what has to be true exactly when something is booked, as `Ledger.append_many` has it.
    """

    ledger: Ledger
    occasion: Occasion
    also: Also | None = None
    book: RaidBook = field(init=False)
    _session: str = field(init=False, default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        size = self.ledger.size()
        entries = entries_of_raid(self.ledger, self.occasion.seizure)
        self.book = self._taken_in(RaidBook(self.occasion.seizure), entries, size, going_on=True)

    def refresh(self) -> RaidBook:
        """The raid as the ledger has it now."""
        size = self.ledger.size()
        if size > self.book.read_to:
            new = self.ledger.entries(self.book.read_to, size)
            self.book = self._taken_in(self.book, new, size)
        return self.book

    def seize(self, item: Item, identifiers: frozenset[str], key: str, another: bool = False) -> Booked:
        """Books a find under the officer's next free reference; on the disk once this returns.

        `another` books it although the identifier is booked: another phone that shows the same one. Raises
        `BookedAlreadyError` when it is booked (perhaps by another officer, this moment), and what the ledger raises.
        """
        for _ in range(MOST_TRIES):
            book = self.refresh()
            taken = book.by_identifier()
            if not another and (same := next((taken[one] for one in sorted(identifiers) if one in taken), None)):
                raise BookedAlreadyError(same)
            exhibit = exhibit_id(book.seizure, book.next_reference(self.occasion.officer))
            # Two sessions of one officer may say the same of one phone: only one of them books it.
            event = self._event(EventKind.SEIZE, exhibit, {**item, SESSION: self._session})
            once = _key("seize", book.seizure, key, str(book.times_booked(identifiers)))
            try:
                self.ledger.append_many([Wanted(event, once, 0)], self.also)
            except KeyReusedError:
                # Somebody booked the phone this moment, perhaps by its other IMEI.
                raise BookedAlreadyError(self._now_booked(identifiers)) from None
            except (ConflictError, RefusedError) as error:
                if not _number_taken(error):
                    raise
                continue
            return self.refresh().exhibits[exhibit]
        raise CustodyError("Others kept taking the next number.", "Scan it again.")

    def seal(self, booked: Booked, seal: str) -> Entry:
        """Puts an exhibit under a seal. Raises `SealedAlreadyError`."""

        def wanted(one: Booked) -> Sequence[Wanted]:
            if one.seal is not None:
                raise SealedAlreadyError(one, one.seal)
            return [self._of(one, EventKind.SEAL, {}, seal_after=seal)]

        return self._recorded(booked, wanted)[0]

    def tell_more(self, booked: Booked, said: Callable[[Booked], Item]) -> Entry:
        """Records what else was seen of an exhibit. `said` tells it of the exhibit as it stands."""
        return self._recorded(booked, lambda one: [self._of(one, EventKind.EXAMINE, said(one))])[0]

    def withdraw(self, booked: Booked, reason: str) -> tuple[str, ...]:
        """Takes a booking back, and those of what was taken out of it: of each a correction that points at it.

        Gives the references of the latter. None of them is used again.
        """

        def wanted(whole: Booked) -> Sequence[Wanted]:
            # The parts first: what is told of the act is told of the whole.
            going = (*self._parts(whole), whole)
            return [self._of(one, EventKind.CORRECT, {WITHDRAWN: reason}, corrects=one.event) for one in going]

        *parts, _ = self._recorded(booked, wanted)
        return tuple(reference_of(entry.event.exhibit) for entry in reversed(parts))

    def take_out(self, booked: Booked, item: Item, numbered: Numbered | None = None) -> Booked:
        """Books something taken out of an exhibit (a SIM, a card, a case) as an exhibit of its own.

        Raises `BookedAlreadyError` where something is booked that shows the same number.
        """

        def wanted(whole: Booked) -> Sequence[Wanted]:
            part = exhibit_id(self.book.seizure, self.book.next_part(whole.exhibit))
            split = self._of(whole, EventKind.SPLIT, {}, parts=(part,))
            once = _own("part") if numbered is None else self._once(numbered)
            return [split, Wanted(self._event(EventKind.SEIZE, part, item), once, 0)]

        try:
            _, entry = self._recorded(booked, wanted)
        except KeyReusedError:
            # It was taken out of another exhibit this moment.
            self.refresh()
            raise BookedAlreadyError(None if numbered is None else self._showing(numbered)) from None
        return self.book.exhibits[entry.event.exhibit]

    def attach(self, booked: Booked, kept: Attachment) -> Entry:
        """Ties a kept file to an exhibit."""
        return self._recorded(booked, lambda one: [self._of(one, EventKind.ATTACH, {}, attachments=(kept,))])[0]

    def _parts(self, whole: Booked) -> Iterator[Booked]:
        """What stands booked as taken out of it, the last and the innermost first."""
        for one in reversed(self.book.all_booked):
            # A part that was named and never booked cannot be taken back.
            if one.part_of == whole.exhibit and one.sequence:
                yield from self._parts(one)
                yield one

    def _once(self, numbered: Numbered) -> str:
        """The key under which what shows a number is booked. Raises `BookedAlreadyError`."""
        if (same := self._showing(numbered)) is not None:
            raise BookedAlreadyError(same)
        times = sum(map(numbered.shown_by, self.book.exhibits.values()))
        return _key("part", self.book.seizure, numbered.number, str(times))

    def _showing(self, numbered: Numbered) -> str | None:
        return next((one.reference for one in self.book.all_booked if numbered.shown_by(one)), None)

    def _recorded(self, booked: Booked, wanted: Callable[[Booked], Sequence[Wanted]]) -> tuple[Entry, ...]:
        """Records what is wanted of an exhibit as it stands; asks anew where somebody else changed it meanwhile."""
        for _ in range(MOST_TRIES):
            stands = self.refresh().exhibits[booked.exhibit]
            if stands.withdrawn:
                raise CustodyError(f"The booking of {stands.reference} was taken back.", "Scan it again if it is here.")
            try:
                entries = self.ledger.append_many(wanted(stands), self.also)
            except ConflictError:
                continue
            self.refresh()
            return entries
        raise CustodyError(f"Others kept changing {booked.reference}.", "Do it again.")

    def _of(self, booked: Booked, kind: EventKind, private: Item, **said: object) -> Wanted:
        """An event of an exhibit that nobody has changed since it was read."""
        return Wanted(self._event(kind, booked.exhibit, private, **said), _own(kind.value), booked.sequence)

    def _event(self, kind: EventKind, exhibit: str, private: Item, **said: object) -> CustodyEvent:
        where = self.occasion
        scene = {"location": where.location, "power": where.power} if kind is EventKind.SEIZE else {}
        return CustodyEvent(
            kind=kind,
            exhibit=exhibit,
            by=where.officer,
            at=where.clock(),
            seizure=self.occasion.seizure,
            private={name: Private(text) for name, text in private.items() if text},
            **{**scene, **said},  # type: ignore[arg-type]
        )

    def _now_booked(self, identifiers: frozenset[str]) -> str | None:
        taken = self.refresh().by_identifier()
        return next((taken[one] for one in sorted(identifiers) if one in taken), None)

    def _taken_in(self, book: RaidBook, entries: Iterable[Entry], size: int, going_on: bool = False) -> RaidBook:
        """The book with these entries. The audit notes once that what others wrote, or wrote earlier, is read."""
        noted = False
        for entry in entries:
            if not book.concerns(entry.event.exhibit):
                continue
            opened: dict[str, str] = {}
            if entry.commitments:
                typed_here = entry.event.by == self.occasion.officer and not going_on
                asked = None if noted or typed_here else self._asked()
                noted = noted or asked is not None
                opened = {one.field: one.text for one in self.ledger.openings(entry, asked)}
            book = book.with_entry(entry, opened)
        return RaidBook(book.seizure, book.exhibits, size)

    def _asked(self) -> Asked:
        return Asked(self.occasion.officer, f"Booking the raid {self.occasion.seizure}")


def entries_of_raid(ledger: Ledger, seizure: str) -> list[Entry]:
    """All entries about the exhibits of a seizure, in order."""
    states = ledger.exhibits(seizure=seizure)
    entries = [entry for state in states for entry in ledger.history(state.exhibit)]
    return sorted(entries, key=lambda entry: entry.index)


def with_texts(
    ledger: Ledger, entries: Iterable[Entry], asked: Asked, reads: Callable[[Entry], bool] = lambda _: True
) -> Iterator[tuple[Entry, dict[str, str]]]:
    """Entries with the private texts of those that `reads` is true of; the audit notes once that they were read."""
    noted = False
    for entry in entries:
        opened: dict[str, str] = {}
        if entry.commitments and reads(entry):
            opened = {one.field: one.text for one in ledger.openings(entry, None if noted else asked)}
            noted = noted or bool(opened)
        yield entry, opened


def _number_taken(error: CustodyError) -> bool:
    if isinstance(error, RefusedError):
        return any(refusal.code is RefusalCode.REFERENCE_USED for refusal in error.refusals)
    return isinstance(error, ConflictError)


def _key(act: str, *parts: str) -> str:
    """An idempotency key of bounded length, the same for the same act on the same thing."""
    return f"raid-{act}:{hash_id(chr(31).join(parts).encode('utf-8', 'surrogatepass'))}"


def _own(act: str) -> str:
    """An idempotency key that stands for this act alone."""
    return f"raid-{act}:{secrets.token_hex(16)}"
