"""Parts of an exhibit become exhibits of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from api.custody_house import CustodyHouse
from api.usecases.custody.record import Asking, Recorded, Statement, asking
from tracer.custody.events import CustodyEvent, EventKind, Private, exhibit_id, reference_of, seizure_of


def split(house: CustodyHouse, exhibit: str, said: Statement, parts: Sequence[str], found: str | None) -> Recorded:
    """Records the split, and each part's booking where the whole was; `parts` are `REFERENCE` or `REFERENCE=SEAL`."""
    asked = asking(house, exhibit, said)
    sealed = [part.partition("=") for part in parts]
    seals = {exhibit_id(seizure_of(asked.state.exhibit), name): seal or None for name, _, seal in sealed}
    event = asked.event(EventKind.SPLIT, parts=tuple(seals), seal_before=found)
    return asked.record(event, [_booked(asked, part, seal) for part, seal in seals.items()])


def _booked(asked: Asking, part: str, seal: str | None) -> CustodyEvent:
    whole = asked.state
    # What lies in a store is taken apart there, and its parts lie there too.
    store = whole.holder if whole.holder is not None and whole.holder.startswith("store:") else None
    event = asked.event(EventKind.SEIZE, location=whole.location, holder=store, seizure=whole.seizure, seal_after=seal)
    origin = Private(f"Taken out of {reference_of(whole.exhibit)}.")
    return replace(event, exhibit=part, private=MappingProxyType({**event.private, "origin": origin}))
