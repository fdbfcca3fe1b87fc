"""Where exhibits are, by their states: one exhibit, a store, what stands still, what is overdue, and a stock-take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracer.custody.events import ExhibitState, Status, exhibit_id, reference_of
from tracer.errors import IdentifierError

_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True, slots=True)
class Scan:
    """A label or seal as it was scanned, and the exhibit it names (None: nothing that is known).

    `several` are the exhibits that it may mean, where a reference is used in several seizures; `state` is None then.
    """

    text: str
    state: ExhibitState | None
    several: tuple[ExhibitState, ...] = ()


@dataclass(frozen=True, slots=True)
class StockTake:
    """What a store holds against what it should hold.

    `found` should be there and was scanned, `missing` should be there and was not; `unexpected` was scanned and should
    be elsewhere, `unknown` are scans that name no exhibit, `repeated` counts scans of something scanned before.
    `ambiguous` are scans that name several exhibits, of which not all were scanned otherwise: of these nobody can say
    whether they are there.
    """

    store: str
    found: tuple[ExhibitState, ...]
    missing: tuple[ExhibitState, ...]
    unexpected: tuple[ExhibitState, ...]
    unknown: tuple[str, ...]
    repeated: int
    ambiguous: tuple[Scan, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether the store holds what it should and nothing else."""
        return not (self.missing or self.unexpected or self.unknown or self.ambiguous)


def in_store(states: Iterable[ExhibitState], store: str) -> tuple[ExhibitState, ...]:
    """What should lie in a store: located there, still in custody and not lent out. By exhibit id."""
    return _ordered(
        state for state in states if state.location == store and state.status is Status.HELD and state.sequence
    )


def not_moved(states: Iterable[ExhibitState], days: int, now: datetime) -> tuple[ExhibitState, ...]:
    """What is in custody and has not changed hands or place for this many days, the longest first.

    What has no time at all comes first: nobody can say that it moved.
    """
    before = now - timedelta(days=days)
    still = [
        state
        for state in states
        if state.sequence and not state.closed and (state.last_moved is None or state.last_moved <= before)
    ]
    undated = datetime.min.replace(tzinfo=now.tzinfo)
    return tuple(sorted(still, key=lambda state: (state.last_moved or undated, state.exhibit)))


def overdue(states: Iterable[ExhibitState], now: datetime) -> tuple[ExhibitState, ...]:
    """Loans whose day has passed, the longest overdue first."""
    late = [state for state in states if state.status is Status.ON_LOAN and state.due is not None and state.due < now]
    return tuple(sorted(late, key=lambda state: (state.due or now, state.exhibit)))


def stock_take(states: Iterable[ExhibitState], store: str, scans: Sequence[Scan]) -> StockTake:
    """Compares the scans of a store with what should be in it. One exhibit scanned twice is found once."""
    expected = {state.exhibit: state for state in in_store(states, store)}
    seen: dict[str, ExhibitState] = {}
    unknown: dict[str, None] = {}
    for scan in scans:
        if scan.state is not None:
            seen[scan.state.exhibit] = scan.state
        elif not scan.several:
            unknown[scan.text] = None
    unclear = {scan.text: scan for scan in scans if any(one.exhibit not in seen for one in scan.several)}
    accounted = {*seen, *(one.exhibit for scan in unclear.values() for one in scan.several)}
    return StockTake(
        store,
        found=_ordered(state for exhibit, state in expected.items() if exhibit in seen),
        missing=_ordered(state for exhibit, state in expected.items() if exhibit not in accounted),
        unexpected=_ordered(state for exhibit, state in seen.items() if exhibit not in expected),
        unknown=tuple(unknown),
        repeated=len(scans) - len(seen) - len(unknown) - len(unclear),
        ambiguous=tuple(unclear.values()),
    )


class Finder:
    """Finds the exhibit that a person or a scanner means: by id, by reference, or by the seal on it."""

    def __init__(self, states: Iterable[ExhibitState], of_seal: Callable[[str], str | None]) -> None:
        self._by_id = {state.exhibit: state for state in states if state.sequence}
        self._by_reference: dict[str, list[ExhibitState]] = {}
        for state in self._by_id.values():
            self._by_reference.setdefault(reference_of(state.exhibit), []).append(state)
        self._of_seal = of_seal

    def all_named(self, text: str) -> tuple[ExhibitState, ...]:
        """Every exhibit the text may mean; several only where a reference is used in several seizures."""
        if text in self._by_id:
            return (self._by_id[text],)
        named = self._by_reference.get(_reference(text), [])
        if named:
            return _ordered(named)
        sealed = self._of_seal(text)
        return (self._by_id[sealed],) if sealed in self._by_id else ()

    def scan(self, text: str, expected: str | None = None) -> Scan:
        """What a scan names. Of several exhibits those at the `expected` place are meant, when any is there."""
        named = self.all_named(text)
        if len(named) > 1:
            named = tuple(state for state in named if state.location == expected) or named
        return Scan(text, None, named) if len(named) > 1 else Scan(text, named[0] if named else None)


def _reference(text: str) -> str:
    try:
        return reference_of(exhibit_id("-", text))
    except IdentifierError:
        return text


def _ordered(states: Iterable[ExhibitState]) -> tuple[ExhibitState, ...]:
    return tuple(sorted(states, key=lambda state: natural(state.exhibit)))


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `JT/9` before `JT/12`."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in _DIGITS.split(text))
