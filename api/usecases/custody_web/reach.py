"""Which seizures and exhibits somebody may reach: those of their cases, and those of no case in their own force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from api.access import Actor, Belongs, Permission, decide, require
from api.desk import Desk
from api.scope import LeftOut, openable
from api.usecases.custody.naming import find_exhibit, several
from api.usecases.custody.record import Statement
from graph.ids import seizure_id
from tracer.custody.events import ExhibitState, officer_id, seizure_of
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.values import AccessError


def acting(desk: Desk, who: Actor) -> str:
    """The initials of somebody who may act in the ledger. Raises `AccessError` where it does not know them."""
    initials = who.initials
    wanted = officer_id(initials)
    if not any(one.id == wanted and one.active for one in desk.ledger.officers()):
        raise AccessError(
            f"{initials} is not registered as an officer who may act.",
            "Ask an administrator to register these initials as an officer of the custody ledger.",
        )
    return initials


def require_seizure(desk: Desk, who: Actor, permission: Permission, reference: str) -> None:
    """Raises `ForbiddenError` unless somebody may do this with what was seized there."""
    require(who, permission, Belongs(cases_of(desk, reference)), desk.settings.force)


def cases_of(desk: Desk, reference: str) -> frozenset[str]:
    """The cases that a seizure belongs to, by its reference."""
    key = seizure_id(reference)
    return desk.cases.of_seizures([key]).get(key, frozenset())


def reached(desk: Desk, who: Actor, permission: Permission, text: str, seizure: str | None = None) -> ExhibitState:
    """The exhibit that a text names, for somebody who may do this with it.

    Raises `NotFoundError`, `UsageError` where several seizures that they may see have it, and `ForbiddenError`. None
    of them names an exhibit that is closed to them.
    """
    if seizure is not None:
        require_seizure(desk, who, permission, seizure)
    try:
        state = find_exhibit(desk.ledger, text, seizure)
    except NotFoundError as error:
        raise _not_found(desk, who, permission, error) from None
    except UsageError:
        every = named(desk, text)
        seen = visible(desk, who, every, permission)
        if len(seen) > 1:
            raise several(text, seen) from None
        state = (seen or every)[0]
    require_seizure(desk, who, permission, seizure_of(state.exhibit))
    return state


def named(desk: Desk, text: str) -> tuple[ExhibitState, ...]:
    """Every exhibit that a text may mean, whoever asks."""
    from api.usecases.custody.stores import where

    return where(desk.custody, text)


def visible(
    desk: Desk, who: Actor, states: Iterable[ExhibitState], permission: Permission = Permission.CUSTODY_READ
) -> tuple[ExhibitState, ...]:
    """Those of the exhibits that somebody may reach, in the same order."""
    every = tuple(states)
    open_to = open_seizures(desk, who, {seizure_of(state.exhibit) for state in every}, permission)
    return tuple(state for state in every if seizure_of(state.exhibit) in open_to)


def open_seizures(
    desk: Desk, who: Actor, seizures: Iterable[str], permission: Permission = Permission.CUSTODY_READ
) -> frozenset[str]:
    """Those of the seizures, by the name in which they are compared, that somebody may reach."""
    every = frozenset(seizures)
    keys = {one: seizure_id(one) for one in every}
    cases = desk.cases.of_seizures(keys.values())
    force = desk.settings.force
    return frozenset(
        one for one, key in keys.items() if decide(who, permission, Belongs(cases.get(key, frozenset())), force).allowed
    )


def left_out(
    desk: Desk, who: Actor, seizures: Iterable[str], permission: Permission = Permission.CUSTODY_READ
) -> LeftOut:
    """What somebody may not reach of things, given the seizure of each: how many, and of which cases."""
    every = tuple(seizures)
    open_to = open_seizures(desk, who, every, permission)
    shut = [one for one in every if one not in open_to]
    of = desk.cases.of_seizures({seizure_id(one) for one in shut})
    return LeftOut(len(shut), openable(desk, who, {case for cases in of.values() for case in cases}))


def require_all(desk: Desk, who: Actor, permission: Permission, states: Sequence[ExhibitState]) -> None:
    """Raises `ForbiddenError` unless somebody may do this with each of the exhibits."""
    for seizure in sorted({seizure_of(state.exhibit) for state in states}):
        require_seizure(desk, who, permission, seizure)


def spoken(desk: Desk, who: Actor, **said: object) -> Statement:
    """What somebody who is signed in states: nobody speaks for another."""
    return Statement(by=acting(desk, who), **said)  # type: ignore[arg-type]


def _not_found(desk: Desk, who: Actor, permission: Permission, error: NotFoundError) -> NotFoundError:
    """The same with those of the nearest exhibits that somebody may reach."""
    seizures = {near: seizure_of(near) for near in error.near}
    open_to = open_seizures(desk, who, seizures.values(), permission)
    near = tuple(one for one in error.near if seizures[one] in open_to)
    return NotFoundError(error.what, error.do if near == error.near else "Check its reference or seal.", near)
