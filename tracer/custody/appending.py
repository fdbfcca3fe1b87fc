"""Appends events to the ledger: all of them, with everything that goes with them, or none."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from types import MappingProxyType

from tracer import merkle
from tracer.custody import leaf
from tracer.custody.doubts import seal_key
from tracer.custody.events import (
    ConflictError,
    CustodyEvent,
    Entry,
    ExhibitState,
    Flag,
    KeyReusedError,
    Private,
    RefusedError,
    Wanted,
    reference_of,
)
from tracer.custody.gathering import Facts, gathered
from tracer.custody.leaving import NOBODY
from tracer.custody.openings import Person, close, opened, people_of
from tracer.custody.rules import Known, refusals_of
from tracer.custody.state import after, to_bytes
from tracer.custody.tree import Edge
from tracer.errors import UsageError
from tracer.records.custody_rows import Batch, EntryRow, HeadRow, KeyRow, LogRow, OpeningRow, SealRow
from tracer.records.custody_writer import CustodyWriter
from tracer.times import iso

LONGEST_KEY = 200

_NO_TEXTS: Mapping[str, Private] = MappingProxyType({})
_NAMES = tuple(field.name for field in fields(CustodyEvent))
_values = attrgetter(*_NAMES)


def append(writer: CustodyWriter, log: LogRow, wanted: Sequence[Wanted], now: datetime) -> tuple[Entry, ...]:
    """The entries of all that is wanted, in order; those recorded before under the same key are given again.

    Raises `RefusedError`, `ConflictError` and `KeyReusedError`, all before anything is written.
    """
    _check_keys(wanted)
    draft = _Draft(writer, log, now, gathered(writer, wanted))
    entries = tuple(draft.add(position, each) for position, each in enumerate(wanted))
    draft.write()
    return entries


def refusal_rows(refused: RefusedError, now: datetime) -> list[tuple[str, ...]]:
    """A refusal as it is kept: at, by, exhibit, kind, code, what."""
    event, at = refused.event, now.isoformat(timespec="milliseconds")
    return [(at, event.by, event.exhibit, event.kind.value, each.code.value, each.what) for each in refused.refusals]


class _Draft:
    """One transaction's worth of entries, judged one after the other as if each were already written."""

    def __init__(self, writer: CustodyWriter, log: LogRow, now: datetime, facts: Facts) -> None:
        self._writer = writer
        self._origin = log.origin
        self._now = now
        self._facts = facts
        self._edge = Edge(log.size, log.edge)
        self._old_heads = frozenset(facts.states)
        self._gone = frozenset(id_ for id_, person in facts.people.items() if person is None)
        self._by_key: dict[str, Entry] = {}
        self._entries: list[Entry] = []
        self._seals: dict[str, SealRow] = {}
        self._old_seals = frozenset(facts.seals)
        self._openings: list[OpeningRow] = []
        self._keys: list[KeyRow] = []
        self._changed: set[str] = set()
        self._texts: dict[str, dict[str, str]] = {}

    def add(self, position: int, wanted: Wanted) -> Entry:
        """The entry of an event: a new one, or the one that its key already stands for."""
        known = self._known_entry(wanted)
        if known is not None:
            return known
        event = wanted.event
        state = self._facts.states.get(event.exhibit) or ExhibitState(event.exhibit)
        self._check_sequence(wanted, state)
        refusals = refusals_of(state, event, self._known(wanted))
        if refusals:
            raise RefusedError(event, tuple(refusals), position)
        entry, following = self._recorded(event, state)
        self._remember(wanted, entry, following)
        return entry

    def write(self) -> None:
        """Writes what was added; nothing when all of it was known."""
        if not self._entries:
            return
        heads = [_head(self._facts.states[exhibit]) for exhibit in sorted(self._changed)]
        log = LogRow(self._origin, self._edge.size, self._edge.to_bytes())
        self._writer.keep(
            Batch(
                log=log,
                entries=[_row(entry) for entry in self._entries],
                nodes=sorted(self._edge.take_new_nodes()),
                heads=heads,
                old_heads=self._old_heads,
                seals=list(self._seals.values()),
                old_seals=self._old_seals,
                keys=self._keys,
                openings=self._openings,
            )
        )

    def _known_entry(self, wanted: Wanted) -> Entry | None:
        key = wanted.idempotency_key
        if key in self._by_key:
            entry = self._by_key[key]
            texts: Mapping[str, str | None] = self._texts.get(key, {})
        elif key in self._facts.keys:
            row = self._writer.entry(self._facts.keys[key])
            if row is None:
                raise KeyReusedError(f"The key {key!r} stands for an entry that is gone.", "Verify the ledger.")
            entry = leaf.read(row.leaf, row.no, row.leaf_hash)
            state = self._facts.states.get(entry.event.exhibit)
            entry = entry if state is None else replace(entry, flags=_flags_of(state, entry.id))
            texts = self._stored_texts(entry)
        else:
            return None
        if not _same(wanted.event, entry, texts):
            raise KeyReusedError(
                f"The idempotency key {key!r} already stands for another event ({_told(entry)}).",
                "Use a new key for a new event.",
            )
        return entry

    def _stored_texts(self, entry: Entry) -> dict[str, str | None]:
        """The private texts of an entry; None where the person was erased and nobody can tell any more."""
        rows = self._writer.openings([entry.id])
        vaults = self._writer.people({row.person for row in rows})
        texts: dict[str, str | None] = dict.fromkeys(entry.commitments)
        for row in rows:
            vault = vaults.get(row.person)
            texts[row.field] = None if vault is None else opened(row, Person(row.person, vault)).text
        return texts

    def _check_sequence(self, wanted: Wanted, state: ExhibitState) -> None:
        expected = wanted.expected_sequence
        if expected is None or expected == state.sequence:
            return
        reference = reference_of(state.exhibit)
        if expected > state.sequence:
            raise ConflictError(
                f"The exhibit {reference} has {state.sequence} events, not {expected}.", "Look at its history again."
            )
        rows = self._writer.history(state.exhibit, expected)
        since = [leaf.read(row.leaf, row.no, row.leaf_hash, _flags_of(state, row.event)) for row in rows]
        since += [entry for entry in self._entries if _is_since(entry, state.exhibit, expected)]
        raise ConflictError(
            f"The exhibit {reference} was changed by somebody else first: {'; '.join(map(_told, since))}.",
            "Look at its history, and record your event again if it still holds.",
            tuple(since),
        )

    def _known(self, wanted: Wanted) -> Known:
        event, facts = wanted.event, self._facts
        corrected = event.corrects is not None and facts.events.get(event.corrects) == event.exhibit
        return Known(
            now=self._now,
            officers=facts.officers,
            places=facts.places,
            seals=facts.used_seal(event),
            used=frozenset(part for part in event.parts if part in facts.states),
            events=frozenset((event.corrects,)) if corrected and event.corrects is not None else frozenset(),
            erased=self._erased(event),
            blocks=wanted.blocks,
            owed=NOBODY if wanted.handed_back else facts.owed.get(event.exhibit, NOBODY),
            wholes=facts.wholes(event.exhibit, wanted.handed_back),
            handed_back=wanted.handed_back,
        )

    def _erased(self, event: CustodyEvent) -> frozenset[str]:
        return self._gone and self._gone.intersection(people_of(event))

    def _recorded(self, event: CustodyEvent, state: ExhibitState) -> tuple[Entry, ExhibitState]:
        event_id = secrets.token_hex(16)
        commitments: dict[str, str] = {}
        if event.private:
            commitments, openings = close(event, event_id, self._people(event))
            self._openings += openings
        stamp = leaf.Stamp(self._origin, event_id, state.sequence + 1, self._now)
        data = leaf.leaf_of(event, stamp, commitments)
        hash_ = merkle.leaf_hash(data)
        index = self._edge.append(hash_)
        entry = Entry(
            index, event_id, stamp.sequence, self._now, _public(event), MappingProxyType(commitments), data, hash_
        )
        following = after(state, entry)
        return replace(entry, flags=_flags_of(following, event_id)) if following.flags else entry, following

    def _people(self, event: CustodyEvent) -> Mapping[str, Person | None]:
        """Everyone the event's private texts are about. A person who is new gets a key."""
        known = self._facts.people
        new = {id_ for id_ in people_of(event) if id_ not in known}
        if new:
            made = self._writer.new_people(sorted(new))
            known.update((id_, Person(id_, vault)) for id_, vault in made.items())
        return known

    def _remember(self, wanted: Wanted, entry: Entry, state: ExhibitState) -> None:
        event, facts = wanted.event, self._facts
        facts.states[event.exhibit] = state
        self._changed.add(event.exhibit)
        for part in event.parts:
            facts.parents[part] = (*facts.parents.get(part, ()), event.exhibit)
        self._entries.append(entry)
        self._by_key[wanted.idempotency_key] = entry
        if event.private:
            self._texts[wanted.idempotency_key] = {name: private.text for name, private in event.private.items()}
        self._keys.append(KeyRow(wanted.idempotency_key, entry.index))
        if event.seal_after is not None:
            seal = seal_key(event.seal_after)
            if seal not in facts.used_seal(event):
                facts.seals[seal] = event.exhibit
                self._seals[seal] = SealRow(seal, event.exhibit, entry.index)


def _check_keys(wanted: Iterable[Wanted]) -> None:
    for each in wanted:
        key = each.idempotency_key
        if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
            raise UsageError(
                f"An idempotency key is a text of 1 to {LONGEST_KEY} characters that can be read.",
                "Give each event a key of its own, such as a random UUID.",
            )


def _public(event: CustodyEvent) -> CustodyEvent:
    """The event as it is read back: without private texts, times in UTC to the millisecond."""
    said = dict(zip(_NAMES, _values(event), strict=True))
    said.update(private=_NO_TEXTS, at=event.at and milliseconds(event.at), due=event.due and milliseconds(event.due))
    return CustodyEvent(**said)


def milliseconds(at: datetime) -> datetime:
    """A moment in UTC, as exact as the ledger keeps it."""
    plain = at.astimezone(UTC)
    return plain.replace(microsecond=plain.microsecond // 1000 * 1000)


def _same(event: CustodyEvent, entry: Entry, texts: Mapping[str, str | None]) -> bool:
    """Whether an event says what an entry recorded. A text that was erased is taken to be the same."""
    if leaf.stated(event) != leaf.stated(entry.event) or event.private.keys() != texts.keys():
        return False
    return all(texts[name] in (None, private.text) for name, private in event.private.items())


def _is_since(entry: Entry, exhibit: str, sequence: int) -> bool:
    return entry.event.exhibit == exhibit and entry.sequence > sequence


def _flags_of(state: ExhibitState, event_id: str) -> tuple[Flag, ...]:
    return tuple(flag for flag in state.flags if flag.event == event_id)


def _told(entry: Entry) -> str:
    event = entry.event
    to = "" if event.to is None else f" to {event.to.removeprefix('officer:')}"
    who = event.by.removeprefix("officer:")
    return f"{who}, {event.kind.replace('_', ' ')}{to}, recorded {iso(entry.recorded_at)}"


def _row(entry: Entry) -> EntryRow:
    return EntryRow(entry.index, entry.id, entry.event.exhibit, entry.sequence, entry.leaf, entry.leaf_hash)


def _head(state: ExhibitState) -> HeadRow:
    return head_of(state, to_bytes(state))


def head_of(state: ExhibitState, data: bytes) -> HeadRow:
    """The row of an exhibit's head: its state in bytes, and what of it can be searched."""
    return HeadRow(
        state.exhibit,
        state.sequence,
        state.seizure or "",
        state.status.value,
        state.holder,
        state.location,
        data,
    )
