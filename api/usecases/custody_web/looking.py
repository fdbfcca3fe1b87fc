"""Exhibits and their histories, for somebody who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from api.access import Actor, Permission
from api.desk import Desk
from api.scope import LeftOut
from api.usecases.custody.history import history
from api.usecases.custody.naming import find_receiver, find_store
from api.usecases.custody_web.reach import left_out, reached, visible
from tracer.custody.events import ExhibitState, Status, officer_id, seizure_of
from tracer.custody.ids import seizure_name
from tracer.custody.narrative import Narrative
from tracer.custody.whereabouts import natural
from tracer.errors import UsageError
from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exhibits: of a seizure, in a store, held by somebody, of a status."""

    seizure: str | None = None
    store: str | None = None
    holder: str | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Those of some exhibits that somebody may see, and what of them is left out."""

    exhibits: tuple[ExhibitState, ...] = ()
    left_out: LeftOut = field(default_factory=LeftOut)


def seen(desk: Desk, who: Actor, states: Iterable[ExhibitState]) -> Seen:
    """The part of the exhibits that is within somebody's reach, in the same order."""
    every = tuple(states)
    return Seen(visible(desk, who, every), left_out(desk, who, (seizure_of(state.exhibit) for state in every)))


def found_exhibits(desk: Desk, who: Actor, wanted: Wanted) -> Seen:
    """Those that fit and that somebody may see, in the order of their references. Raises `NotFoundError`."""
    ledger = desk.ledger
    states = ledger.exhibits(
        holder=None if wanted.holder is None else find_receiver(ledger, wanted.holder),
        location=None if wanted.store is None else find_store(ledger, wanted.store),
        status=wanted.status,
    )
    name = None if wanted.seizure is None else seizure_name(wanted.seizure)
    fits = (state for state in states if state.sequence and name in (None, seizure_of(state.exhibit)))
    return seen(desk, who, sorted(fits, key=lambda state: natural(state.exhibit)))


def told_history(desk: Desk, who: Actor, exhibit: tuple[str, str | None], purpose: str | None) -> Narrative:
    """The history. Private texts only with a purpose, which the audit notes. Raises `UsageError` where it is empty."""
    state = reached(desk, who, Permission.CUSTODY_READ, *exhibit)
    if purpose is not None and not purpose.strip():
        raise UsageError("Private texts are shown only when it is said what for.", "Give the purpose.")
    asked = None if purpose is None else reader(who, purpose)
    return history(desk.custody, state.exhibit, None, asked, who.sees_owners)


def reader(who: Actor, purpose: str) -> Asked:
    """Who reads private texts, and what for."""
    initials = who.person.initials
    return Asked(officer_id(initials) if initials else who.person.id, purpose.strip())


def unsealed(desk: Desk, states: Sequence[ExhibitState]) -> frozenset[str]:
    """Which of these are held and in no sealed bag. What was taken out of another lies in that one's."""
    bare = [state.exhibit for state in states if state.status is Status.HELD and state.seal is None]
    with desk.records.custody().reading() as reader:
        parts = reader.parents(bare)
    return frozenset(bare) - parts.keys()
