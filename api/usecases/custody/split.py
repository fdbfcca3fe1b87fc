"""Parts of an exhibit become exhibits of their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from api.custody_house import CustodyHouse
from api.usecases.custody.record import Asking, Recorded, Statement, asking
from tracer.custody.events import CustodyEvent, EventKind, Private, exhibit_id, reference_of, seizure_of
from tracer.errors import UsageError

_REFERENCE = re.compile(r"(?=.*\d)[^\s,;]{1,30}")
"""Initials and a number in any of the ways in which they are written: one word with a digit in it."""


def split(house: CustodyHouse, exhibit: str, said: Statement, parts: Sequence[str], found: str | None) -> Recorded:
    """Records the split, and each part's booking where the whole was; `parts` are `REFERENCE` or `REFERENCE=SEAL`.

    Raises `UsageError` for what is no reference: a description would be booked as one.
    """
    asked = asking(house, exhibit, said)
    sealed = [part.partition("=") for part in parts]
    for name, _, _ in sealed:
        if not _REFERENCE.fullmatch(name.strip()):
            example = f"{reference_of(asked.state.exhibit)}/1"
            raise UsageError(f"{name.strip()[:40]!r} is no exhibit's reference.", f"Give one such as {example}.")
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
