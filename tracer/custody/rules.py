"""What may follow what. Pure: the same state, event and knowledge always give the same answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from tracer.custody.events import CustodyEvent, Entry, ExhibitState, Flag, Refusal


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules need to know besides the exhibit: gathered by the ledger, for one event.

    `officers` and `places` say of each id whether it is active; what is not in them is not known. `seals` names the
    exhibit that each seal was used on; `used` are exhibit ids that are booked; `events` the ids of this exhibit's.
    """

    now: datetime
    officers: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    seals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    used: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()


def seal_key(seal: str) -> str:
    """The form in which seals are compared: upper case, spaces collapsed."""
    return " ".join(seal.upper().split())


def check(state: ExhibitState, event: CustodyEvent, known: Known) -> tuple[Refusal | Flag, ...]:
    """What speaks against an event: refusals stop it; flags let it in and have to be explained."""
    raise NotImplementedError


def after(state: ExhibitState, entry: Entry) -> ExhibitState:
    """The exhibit once this entry happened, with the doubts it raises."""
    raise NotImplementedError


def state_of(exhibit: str, entries: Iterable[Entry]) -> ExhibitState:
    """The exhibit as its entries leave it."""
    state = ExhibitState(exhibit)
    for entry in entries:
        state = after(state, entry)
    return state
