"""Whatever is asked of the ledger, in whatever order: it refuses, doubts or records, and always holds together."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from custody_ledgers import LABORATORY, RAID, STORE, exhibit, open_ledger, soaking
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tracer import merkle
from tracer.custody.events import (
    Attachment,
    ConflictError,
    CustodyEvent,
    Entry,
    EventKind,
    ExhibitState,
    KeyReusedError,
    Private,
    RefusedError,
    Wanted,
)
from tracer.custody.ledger import Ledger
from tracer.custody.rules import seal_key, state_of
from tracer.records.records import Records
from tracer.records.tables import kept, metadata
from tracer.records.values import Asked
from tracer.records.vault import Vault

OFFICERS = ("officer:JT", "officer:AB", "officer:KM", "officer:ZZ")
OPEN_TO_ALL = st.none()
EXHIBITS = st.integers(1, 3).map(exhibit)
SEALS = OPEN_TO_ALL | st.sampled_from([f"S{n}" for n in range(8)] + ["s1", " S1"])
TIMES = OPEN_TO_ALL | st.integers(0, 60).map(lambda minutes: RAID + timedelta(minutes=minutes))
TIMES |= st.just(datetime(2199, 1, 1, tzinfo=UTC))
PEOPLE = OPEN_TO_ALL | st.sampled_from(["owner:1", "owner:2"])
PRIVATE = st.dictionaries(
    st.sampled_from(["reason", "note"]),
    st.builds(Private, st.sampled_from(["in a drawer", "é", "\U0001f4f1", "a\nb", "\x00"]), PEOPLE),
    max_size=2,
)

EVENTS = st.builds(
    CustodyEvent,
    kind=st.sampled_from(EventKind),
    exhibit=EXHIBITS,
    by=st.sampled_from(OFFICERS),
    at=TIMES,
    to=OPEN_TO_ALL | st.sampled_from([*OFFICERS, LABORATORY, "owner:1"]),
    holder=OPEN_TO_ALL | OPEN_TO_ALL | st.sampled_from([*OFFICERS, LABORATORY]),
    location=OPEN_TO_ALL | st.sampled_from([STORE, "place:unit-4", "store:ATTIC"]),
    seal_before=SEALS,
    seal_after=SEALS,
    explains=st.sampled_from([(), ("gap",), ("seal_mismatch", "not_accepted")]),
    parts=st.sampled_from([(), (exhibit(8),), (exhibit(1), exhibit(9))]),
    attachments=st.sampled_from([(), (Attachment("a" * 64, 1, "image/png"),)]),
    private=PRIVATE,
)

ENDS = (EventKind.RETURN, EventKind.DISPOSE)
NEEDS_WHY = (EventKind.EXPLAIN, EventKind.LIFT_RESTRICTION)
STEPS = [kind for kind in EventKind if kind not in (*ENDS, EventKind.SEIZE)]


def explaining(chance: Random, state: ExhibitState) -> dict[str, Any]:
    """What explains a doubt, mostly saying of which event."""
    if not state.unexplained:
        return {}
    flag = chance.choice(state.unexplained)
    return {"explains": (flag.code.value,), "doubted": flag.event if chance.random() < 0.8 else None}


def plausible(chance: Random, state: ExhibitState) -> CustodyEvent:
    """An event as an officer would state it, with slips of the pen."""
    kind = chance.choice(ENDS if chance.random() < 0.02 else STEPS)
    by = str(state.holder if state.holder in OFFICERS else chance.choice(OFFICERS[:3]))
    if kind is EventKind.ACCEPT and state.awaiting is not None:
        by = state.awaiting if state.awaiting in OFFICERS else "officer:KM"
    if chance.random() < 0.2:
        by = chance.choice(OFFICERS[:3])
    seal = f"S{chance.randrange(40)}" if chance.random() < 0.8 else "S1"
    said: dict[EventKind, dict[str, Any]] = {
        EventKind.SEAL: {"seal_after": seal, "seal_before": state.seal},
        EventKind.UNSEAL: {"seal_before": chance.choice([state.seal, seal])},
        EventKind.EXAMINE: {"seal_before": state.seal, "seal_after": chance.choice([None, seal])},
        EventKind.MOVE: {"location": chance.choice([STORE, "place:unit-4"])},
        EventKind.HAND_OVER: {"to": chance.choice(OFFICERS[:3])},
        EventKind.LEND: {"to": chance.choice([LABORATORY, "officer:AB"])},
        EventKind.ACCEPT: {"holder": state.awaiting},
        EventKind.RETURN: {"to": "owner:1"},
        EventKind.ATTACH: {"attachments": (Attachment("a" * 64, 1, "image/png"),)},
        EventKind.SPLIT: {"parts": (exhibit(chance.randrange(8, 20)),)},
        EventKind.CORRECT: {"corrects": state.last_event, "seal_after": chance.choice([None, seal]), "to": OFFICERS[2]},
        EventKind.EXPLAIN: explaining(chance, state),
    }
    person = chance.choice([None, None, "owner:1", "owner:2"])
    private = {"reason": Private("A slip of the pen.", person)} if kind in NEEDS_WHY or chance.random() < 0.4 else {}
    at = RAID + timedelta(minutes=chance.randrange(60)) if chance.random() < 0.5 else None
    return CustodyEvent(kind, state.exhibit, by, at, private=private, **said.get(kind, {}))


@cache
def in_memory() -> Records:
    """One database for all examples: making its tables takes longer than an example does."""
    return Records.open("sqlite://", Vault(bytes(32)))


def empty_ledger() -> Ledger:
    records = in_memory()
    with records._database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not kept:
                connection.execute(table.delete())
    return open_ledger(records)


class Custody(RuleBasedStateMachine):
    """What is asked at random, and what must be so after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = empty_ledger()
        self.entries: list[Entry] = []
        self.asked: list[Wanted] = []
        self.heads: list[tuple[int, bytes]] = [(0, merkle.EMPTY_ROOT)]
        self.refused = 0
        self.erased: set[str] = set()

    def ask(self, wanted: list[Wanted]) -> None:
        before = (self.ledger.size(), self.ledger.root())
        try:
            new = self.ledger.append_many(wanted)
        except RefusedError as error:
            self.refused += len(error.refusals)
            assert (self.ledger.size(), self.ledger.root()) == before
        except (ConflictError, KeyReusedError):
            assert (self.ledger.size(), self.ledger.root()) == before
        else:
            self.entries += [entry for entry in new if entry.index >= before[0]]
            self.asked += wanted
            self.heads.append((self.ledger.size(), self.ledger.root()))

    @rule(event=EVENTS)
    def one(self, event: CustodyEvent) -> None:
        self.ask([Wanted(event, uuid4().hex)])

    @initialize(seal=SEALS)
    def something_is_there(self, seal: str | None) -> None:
        self.seize(1, seal, "officer:JT", {})

    @rule(number=st.integers(1, 3), seal=SEALS, by=st.sampled_from(OFFICERS[:3]), private=PRIVATE)
    def seize(self, number: int, seal: str | None, by: str, private: dict[str, Private]) -> None:
        event = CustodyEvent(EventKind.SEIZE, exhibit(number), by, RAID, seal_after=seal, private=private)
        self.ask([Wanted(event, uuid4().hex, 0)])

    @precondition(lambda self: self.entries)
    @rule(seed=st.integers(0, 2**32), length=st.integers(1, 8))
    def goes_on(self, seed: int, length: int) -> None:
        """Events that say what their kinds need, of exhibits that are there, mostly by whoever holds them."""
        # Drawing all this from Hypothesis leaves it no room for long stories.
        chance = Random(seed)
        for _ in range(length):
            state = self.ledger.state(chance.choice(self.entries).event.exhibit)
            self.ask([Wanted(plausible(chance, state), uuid4().hex, state.sequence)])

    @rule(events=st.lists(EVENTS, max_size=5))
    def many(self, events: list[CustodyEvent]) -> None:
        self.ask([Wanted(event, uuid4().hex) for event in events])

    @precondition(lambda self: self.asked)
    @rule(data=st.data(), other=EVENTS)
    def again(self, data: st.DataObject, other: CustodyEvent) -> None:
        """What was asked before brings what it brought then; its key stands for nothing else."""
        wanted = data.draw(st.sampled_from(self.asked))
        known = {entry.id for entry in self.entries}
        assert self.ledger.append(wanted.event, wanted.idempotency_key, wanted.expected_sequence).id in known
        if dataclasses.replace(other, private={}) != dataclasses.replace(wanted.event, private={}):
            with pytest.raises(KeyReusedError):
                self.ledger.append(other, wanted.idempotency_key)

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), behind=st.integers(1, 3))
    def too_late(self, data: st.DataObject, behind: int) -> None:
        entry = data.draw(st.sampled_from(self.entries))
        state = self.ledger.state(entry.event.exhibit)
        with pytest.raises(ConflictError) as raised:
            self.ledger.append(entry.event, uuid4().hex, state.sequence - behind)
        since = self.ledger.history(entry.event.exhibit)
        assert [each.id for each in raised.value.since] == [each.id for each in since][
            max(0, state.sequence - behind) :
        ]

    @precondition(lambda self: any(entry.commitments for entry in self.entries))
    @rule(person=st.sampled_from(["owner:1", "owner:2"]))
    def erase(self, person: str) -> None:
        texts = {opening.person for entry in self.entries for opening in self.ledger.openings(entry)}
        if person in texts:
            root = self.ledger.root()
            self.ledger.erase_person(person, Asked("officer:JT", "asked"))
            self.erased.add(person)
            assert self.ledger.root() == root

    @invariant()
    def every_exhibit_is_told_in_order(self) -> None:
        stored = list(self.ledger.entries())
        assert [entry.id for entry in stored] == [entry.id for entry in self.entries]
        assert [entry.index for entry in stored] == list(range(len(stored)))
        for state in self.ledger.exhibits():
            history = self.ledger.history(state.exhibit)
            assert [entry.sequence for entry in history] == list(range(1, len(history) + 1))
            assert state == state_of(state.exhibit, history)
            self.one_story(history)

    def one_story(self, history: tuple[Entry, ...]) -> None:
        kinds = [entry.event.kind for entry in history]
        assert kinds[0] is EventKind.SEIZE
        assert kinds.count(EventKind.SEIZE) == 1
        for end in (EventKind.RETURN, EventKind.DISPOSE):
            if end in kinds:
                after = kinds[kinds.index(end) + 1 :]
                assert set(after) <= {EventKind.CORRECT, EventKind.EXPLAIN}
        for place, entry in enumerate(history):
            assert entry.event.by != "officer:ZZ"
            if entry.event.kind in (*ENDS, EventKind.AUTHORISE_DISPOSAL):
                assert not state_of(entry.event.exhibit, history[:place]).restricted
            assert entry.event.at is None or entry.event.at <= entry.recorded_at + timedelta(minutes=1)
            if entry.event.kind is EventKind.DISPOSE:
                allowed = [e.event.by for e in history[:place] if e.event.kind is EventKind.AUTHORISE_DISPOSAL]
                assert set(allowed) - {entry.event.by}

    @invariant()
    def no_seal_is_on_two_exhibits(self) -> None:
        used = Counter(
            seal
            for _, seal in {(e.event.exhibit, seal_key(e.event.seal_after)) for e in self.entries if e.event.seal_after}
        )
        assert set(used.values()) <= {1}

    @invariant()
    def refusals_are_noted(self) -> None:
        assert len(self.ledger.refusals()) == self.refused

    def teardown(self) -> None:
        """The roots it ever had prove each other, every entry is in the last, and all can be derived again."""
        hashes = [entry.leaf_hash for entry in self.entries]
        size, root = self.ledger.size(), self.ledger.root()
        assert root == merkle.root(hashes)
        for old_size, old_root in self.heads[-6:]:
            proof = self.ledger.consistency_proof(old_size)
            assert merkle.verify_consistency(old_size, size, old_root, root, proof)
        for index in range(0, size, 3):
            assert merkle.verify_inclusion(hashes[index], index, size, self.ledger.inclusion_proof(index), root)
        report = self.ledger.verify()
        assert report.problems == ()
        assert report.opened + report.erased == sum(len(entry.commitments) for entry in self.entries)
        assert bool(report.erased) == bool(self.erased)


TestCustody = Custody.TestCase
TestCustody.settings = settings(max_examples=500 if soaking() else 25, stateful_step_count=25, deadline=None)
