"""Record one event of an exhibit, once, and say what has to follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.naming import Time, find_exhibit, find_place, read_time
from tracer.custody.events import (
    CustodyEvent,
    Entry,
    EventKind,
    ExhibitState,
    KeyReusedError,
    Private,
    Wanted,
    officer_id,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said with any event: by whom (initials), when, why, under which key, and what the person had seen.

    `on_behalf` is the laboratory or store they act for. `at` and `undated` are as `read_time` takes them. `key` makes a
    retry safe; without one it is made here. `expect` is the exhibit's last sequence as the person saw it.
    """

    by: str
    at: str | None = None
    undated: str | None = None
    reason: str | None = None
    note: str | None = None
    on_behalf: str | None = None
    key: str | None = None
    expect: int | None = None
    seizure: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the entries (the first is the one asked for), the exhibit after it, the key it went by.

    `hints` are what whoever recorded it has to look at next.
    """

    entries: tuple[Entry, ...]
    state: ExhibitState
    key: str
    hints: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """The event that was asked for."""
        return self.entries[0]


@dataclass(frozen=True, slots=True)
class Asking:
    """An event about to be recorded: the exhibit as it stands, what was said, and the blocks found to stand on it."""

    house: CustodyHouse
    state: ExhibitState
    said: Statement
    time: Time
    blocks: tuple[str, ...] = ()

    def event(self, kind: EventKind, private: Mapping[str, Private] | None = None, **fields: Any) -> CustodyEvent:
        """The event, with the private texts that go with any."""
        texts = {"reason": self.said.reason, "note": self.said.note}
        given = {name: Private(text) for name, text in texts.items() if text is not None}
        start = CustodyEvent(kind, self.state.exhibit, officer_id(self.said.by), self.time.at, self.time.note)
        if self.said.on_behalf is not None and not fields.get("holder"):
            fields["holder"] = find_place(self.house.ledger, self.said.on_behalf)
        return replace(start, private=MappingProxyType({**given, **(private or {})}), **fields)

    def record(self, event: CustodyEvent, following: Sequence[CustodyEvent] = ()) -> Recorded:
        """Records it, and what follows from it, all or nothing. Raises as `Ledger.append_many` does."""
        key = self.said.key or uuid4().hex
        wanted = [Wanted(event, key, self.said.expect, self.blocks)]
        wanted += [Wanted(later, f"{key}/{number}") for number, later in enumerate(following, start=1)]
        entries = self._appended(wanted)
        return Recorded(entries, self.house.ledger.state(event.exhibit), key)

    def _appended(self, wanted: Sequence[Wanted]) -> tuple[Entry, ...]:
        try:
            return self.house.ledger.append_many(wanted)
        except KeyReusedError:
            # A retry that named no time is of the time of the first try.
            again = self._time_before(wanted[0].event)
            if again is None:
                raise
            return self.house.ledger.append_many([replace(one, event=replace(one.event, at=again)) for one in wanted])

    def _time_before(self, event: CustodyEvent) -> datetime | None:
        if self.said.at is not None or self.said.undated is not None:
            return None
        same = (
            entry.event.at
            for entry in reversed(self.house.ledger.history(event.exhibit))
            if _timeless(entry.event) == _timeless(event)
        )
        return next(same, None)


def asking(house: CustodyHouse, exhibit: str, said: Statement) -> Asking:
    """The exhibit that is meant and the time that is meant. Raises `NotFoundError` and `UsageError`."""
    return Asking(
        house, find_exhibit(house.ledger, exhibit, said.seizure), said, read_time(said.at, said.undated, house.now)
    )


def record(house: CustodyHouse, exhibit: str, said: Statement, kind: EventKind, **fields: Any) -> Recorded:
    """Records a plain event."""
    asked = asking(house, exhibit, said)
    return asked.record(asked.event(kind, **fields))


def _timeless(event: CustodyEvent) -> CustodyEvent:
    return replace(event, at=None, private=MappingProxyType({}))
