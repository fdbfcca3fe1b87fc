"""What somebody who is signed in does with an exhibit: the same acts as the commands', for those who may reach it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from api.access import Actor, Permission
from api.custody_house import CustodyHouse
from api.desk import Desk
from api.usecases.custody.give_back import require_reason
from api.usecases.custody.record import Recorded, Statement, record
from api.usecases.custody_web.reach import acting, open_seizures, reached, require_seizure
from tracer.custody.events import EventKind, ExhibitState, seizure_of

Act = Callable[[CustodyHouse, str, Statement], Recorded]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said with any event, by somebody who is signed in. `expect` is the last sequence that they saw."""

    at: str | None = None
    undated: str | None = None
    reason: str | None = None
    note: str | None = None
    on_behalf: str | None = None
    key: str | None = None
    expect: int | None = None


def do(desk: Desk, who: Actor, exhibit: tuple[str, str | None], words: Words, act: Act) -> Recorded:
    """Records an act of somebody who may; `exhibit` is what names it, and its seizure where that is said.

    Raises `NotFoundError`, `ForbiddenError`, `AccessError` for somebody who is no officer, and as the act does.
    """
    state = reached(desk, who, Permission.CUSTODY_WRITE, *exhibit)
    # That a phone is stolen is told whosever case it is of; other exhibits are named where they are open to them.
    house = replace(desk.custody, opens=lambda one: bool(open_seizures(desk, who, [seizure_of(one)])))
    return act(house, state.exhibit, _statement(desk, who, words))


def pass_on(desk: Desk, who: Actor, exhibit: tuple[str, str | None], words: Words, act: Act) -> Recorded:
    """The same of accepting it or handing it on, which whoever holds it may."""
    said = _statement(desk, who, words)
    return act(desk.custody, _to_pass_on(desk, who, exhibit, said.key).exhibit, said)


def _statement(desk: Desk, who: Actor, words: Words) -> Statement:
    return Statement(
        by=acting(desk, who),
        at=words.at,
        undated=words.undated,
        reason=words.reason,
        note=words.note,
        on_behalf=words.on_behalf,
        # A key is one person's own: nobody meets another's by chance or by guessing.
        key=None if words.key is None else f"web:{who.person.id}:{words.key}",
        expect=words.expect,
    )


def _to_pass_on(desk: Desk, who: Actor, exhibit: tuple[str, str | None], key: str | None) -> ExhibitState:
    """The exhibit, for somebody who may accept it or hand it on, or did so under this key."""
    state = reached(desk, who, Permission.CUSTODY_READ, *exhibit)
    with desk.records.custody().reading() as reader:
        again = key is not None and bool(reader.entries_of_keys([key]))
    require_seizure(
        desk,
        who,
        Permission.CUSTODY_HOLD if again else who.to_pass_on(state.holder),
        seizure_of(state.exhibit),
    )
    return state


def seal(new: str, found: str | None) -> Act:
    """Put it under a new seal; `found` is the one it replaces."""
    return lambda house, exhibit, said: record(
        house, exhibit, said, EventKind.SEAL, seal_after=new, seal_before=found or None
    )


def unseal(found: str | None) -> Act:
    """Break its seal."""
    return lambda house, exhibit, said: record(house, exhibit, said, EventKind.UNSEAL, seal_before=found or None)


def examine(found: str | None, new: str | None) -> Act:
    """Examine it; what was found goes into the note."""
    return lambda house, exhibit, said: record(
        house, exhibit, said, EventKind.EXAMINE, seal_before=found or None, seal_after=new or None
    )


def restrict() -> Act:
    """Restrict it, where it would have to be erased and is needed as evidence."""

    def act(house: CustodyHouse, exhibit: str, said: Statement) -> Recorded:
        require_reason(said.reason, "A restriction")
        return record(house, exhibit, said, EventKind.RESTRICT)

    return act


def lift_restriction() -> Act:
    """Lift its restriction, once it is not needed as evidence any more."""

    def act(house: CustodyHouse, exhibit: str, said: Statement) -> Recorded:
        require_reason(said.reason, "Lifting a restriction")
        return record(house, exhibit, said, EventKind.LIFT_RESTRICTION)

    return act
