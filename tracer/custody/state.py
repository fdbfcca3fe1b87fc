"""What an exhibit's events make of it, one after the other, and that state as bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

import orjson

from tracer.custody.canonical import CanonicalError
from tracer.custody.doubts import BY_PEOPLE, doubts
from tracer.custody.events import (
    CustodyEvent,
    Entry,
    EventKind,
    EventTime,
    ExhibitState,
    Flag,
    FlagCode,
    Status,
    seizure_of,
    seizure_part_of,
)

Changes = dict[str, Any]

_RULES = b'{"rules":4,'
"""How the bytes of a state begin: with the number of the rules that made it of its events. To be counted up when they
make another state of the same events; see `renewing.py`.
"""
_CORRECTABLE: tuple[str, ...] = ("holder", "location", "seal")
_NAMES = tuple(field.name for field in fields(ExhibitState))
_values = attrgetter(*_NAMES)
_READ: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("status", Status),
    ("last_kind", EventKind),
    *((name, datetime.fromisoformat) for name in ("last_at", "last_moved", "due")),
    ("parts", tuple),
)
"""What bytes do not say of themselves, and how it is read."""
_HANDS = frozenset(
    {EventKind.SEIZE, EventKind.MOVE, EventKind.HAND_OVER, EventKind.ACCEPT, EventKind.LEND, EventKind.RETURN}
)
"""What changes hands or place, besides what says so itself."""
_SAYS_NOTHING_OF_HANDS = frozenset(
    {
        EventKind.ACCEPT,
        EventKind.EXPLAIN,
        EventKind.CORRECT,
        EventKind.ATTACH,
        EventKind.RESTRICT,
        EventKind.LIFT_RESTRICTION,
        EventKind.AUTHORISE_DISPOSAL,
    }
)
_LEAVES = {
    EventKind.LEND: Status.ON_LOAN,
    EventKind.RETURN: Status.RETURNED,
    EventKind.DISPOSE: Status.DISPOSED,
}
_OPENS = frozenset({EventKind.UNSEAL, EventKind.EXAMINE, EventKind.SPLIT})


def state_of(exhibit: str, entries: Iterable[Entry]) -> ExhibitState:
    """The exhibit as its entries leave it."""
    state = ExhibitState(exhibit)
    for entry in entries:
        state = after(state, entry)
    return state


def after(state: ExhibitState, entry: Entry) -> ExhibitState:
    """The exhibit once this entry happened, with the doubts it raises."""
    event = entry.event
    changes = corrected(state, event) if event.kind is EventKind.CORRECT else _changes(state, event)
    if entry.withdraws:
        changes["status"] = Status.WITHDRAWN
    set_by = _set_by(state, event, entry.id, changes)
    flags = state.flags + tuple(Flag(code, what, entry.id) for code, what in doubts(state, event))
    if event.kind is EventKind.EXPLAIN:
        flags = tuple(_explained(flag, event, entry.id) for flag in flags)
    times = _times(state, entry, changes)
    following = dict(zip(_NAMES, _values(state), strict=True))
    following.update(changes)
    following.update(
        times=times,
        last_at=max((each.at for each in times if each.at is not None), default=None),
        last_moved=max((each.at for each in times if each.at is not None and each.moves), default=None),
        sequence=entry.sequence,
        last_kind=event.kind,
        last_event=entry.id,
        last_by=event.by,
        flags=flags,
        set_by=set_by,
        authorised=_authorised(state, entry),
    )
    return ExhibitState(**following)


def _set_by(state: ExhibitState, event: CustodyEvent, event_id: str, changes: Changes) -> Mapping[str, str]:
    # A correction leaves these with the event it corrects, so that it can be corrected itself.
    if event.kind is EventKind.CORRECT:
        return state.set_by
    set_here: dict[str, str] = {name: event_id for name in _CORRECTABLE if name in changes}
    return {**state.set_by, **set_here} if set_here else state.set_by


def _authorised(state: ExhibitState, entry: Entry) -> Mapping[str, str]:
    """What allows its disposal: until it is corrected, or the exhibit is found to be needed as evidence."""
    event = entry.event
    if event.kind is EventKind.AUTHORISE_DISPOSAL:
        return {**state.authorised, entry.id: event.by}
    if event.kind is EventKind.RESTRICT:
        return {}
    if event.corrects in state.authorised:
        return {each: by for each, by in state.authorised.items() if each != event.corrects}
    return state.authorised


def _changes(state: ExhibitState, event: CustodyEvent) -> Changes:
    changes: Changes = {}
    # An explanation is about the record: for whom somebody gives it moves nothing.
    if event.kind is not EventKind.EXPLAIN:
        changes = {**_possession(state, event), **_seal(event), **_standing(state, event)}
    if event.kind not in _SAYS_NOTHING_OF_HANDS and "awaiting" not in changes and state.awaiting is not None:
        changes["awaiting"] = None
    return changes


def _times(state: ExhibitState, entry: Entry, changes: Changes) -> tuple[EventTime, ...]:
    """The times of all events with this one's; a correction has none of its own, but may say that of another."""
    event = entry.event
    if event.kind is EventKind.CORRECT:
        if not event.says_time:
            return state.times
        return tuple(replace(each, at=event.at) if each.event == event.corrects else each for each in state.times)
    if event.kind is EventKind.EXPLAIN:
        return state.times
    moves = event.kind in _HANDS or "holder" in changes or "location" in changes
    return (*state.times, EventTime(entry.id, event.at, moves))


def _possession(state: ExhibitState, event: CustodyEvent) -> Changes:
    """Who holds it and where it is."""
    kind = event.kind
    changes: Changes = {} if event.holder is None else {"holder": event.holder}
    if event.location is not None:
        changes["location"] = event.location
    if kind is EventKind.SEIZE:
        changes.setdefault("holder", event.by)
    elif kind is EventKind.HAND_OVER:
        changes.update(holder=event.to, awaiting=event.to)
    elif kind is EventKind.ACCEPT:
        holder = changes.setdefault("holder", event.by)
        changes["awaiting"] = None
        if holder.startswith(("store:", "laboratory:")):
            # What is accepted for a place is there.
            changes.setdefault("location", holder)
    elif kind is EventKind.MOVE:
        into_store = event.location is not None and event.location.startswith("store:")
        out_of_store = state.holder is not None and state.holder.startswith("store:")
        if into_store or out_of_store:
            changes.setdefault("holder", event.location if into_store else event.by)
    elif kind is EventKind.LEND:
        changes.update(holder=event.to, awaiting=event.to)
        changes.setdefault("location", event.to)
    elif kind is EventKind.RETURN:
        changes.setdefault("holder", event.to)
        changes.setdefault("location", None)
    elif kind is EventKind.DISPOSE:
        changes.setdefault("holder", None)
        changes.setdefault("location", None)
    if "holder" in changes:
        changes["passed_by"] = event.by
        accepted_for_another = kind is EventKind.ACCEPT and changes["holder"] != event.by
        keeper = event.by if accepted_for_another else None
        if changes["holder"] != state.holder or kind is EventKind.ACCEPT:
            changes["keeper"] = keeper
    return changes


def _seal(event: CustodyEvent) -> Changes:
    if event.seal_after is not None:
        return {"seal": event.seal_after}
    if event.kind is EventKind.UNSEAL or (event.kind in _OPENS and event.seal_before is not None):
        return {"seal": None}
    return {}


def _standing(state: ExhibitState, event: CustodyEvent) -> Changes:
    """Whether it is in custody, lent or restricted, and what was taken out of it."""
    kind = event.kind
    changes: Changes = {}
    if kind is EventKind.SEIZE:
        changes = {"seizure": seizure_of(event.exhibit)}
    elif kind in _LEAVES:
        changes = {"status": _LEAVES[kind], "due": event.due}
    elif state.status is Status.ON_LOAN and _ends_loan(state, event):
        changes = {"status": Status.HELD, "due": None}
    elif kind is EventKind.RESTRICT:
        changes = {"restricted": True}
    elif kind is EventKind.LIFT_RESTRICTION:
        changes = {"restricted": False}
    elif kind is EventKind.SPLIT:
        changes = {"parts": (*state.parts, *event.parts)}
    return changes


def _ends_loan(state: ExhibitState, event: CustodyEvent) -> bool:
    if event.kind is EventKind.ACCEPT:
        # Unless whom it was lent to accepts it, or hands it to a colleague of the same laboratory.
        if state.awaiting is not None:
            return state.awaiting not in (event.by, event.holder)
        return (event.holder or event.by) != state.holder
    into_store = event.kind is EventKind.MOVE and event.location is not None and event.location.startswith("store:")
    return event.kind is EventKind.HAND_OVER or into_store


def corrected(state: ExhibitState, event: CustodyEvent) -> Changes:
    """What a correction changes: only what still comes from the event that it corrects."""
    said = {
        "holder": event.holder if event.holder is not None else event.to,
        "location": event.location,
        "seal": event.seal_after,
    }
    changes: Changes = {
        name: value
        for name, value in said.items()
        if value is not None and state.set_by.get(name) == event.corrects is not None
    }
    if "holder" in changes:
        changes["keeper"] = None
        # Whoever is said by another to have it has not accepted it, and is asked to.
        of_another = str(changes["holder"]).startswith(BY_PEOPLE) and changes["holder"] != event.by
        if state.awaiting is not None or of_another:
            changes["awaiting"] = changes["holder"]
    elif "location" in changes and _lies_there(state, event):
        # What was put into a store lies in the right one, or is with whoever took it to another place.
        in_store = str(changes["location"]).startswith("store:")
        changes["holder"] = changes["location"] if in_store else state.passed_by
    return changes


def _lies_there(state: ExhibitState, event: CustodyEvent) -> bool:
    """Whether it is held by the store that the corrected event put it into, and by nothing else that was said."""
    in_store = state.holder is not None and state.holder.startswith("store:")
    return in_store and state.holder == state.location and state.set_by.get("holder") == event.corrects


def _explained(flag: Flag, event: CustodyEvent, event_id: str) -> Flag:
    if flag.explained_by is None and flag.code in event.explains and event.doubted in (None, flag.event):
        return replace(flag, explained_by=event_id)
    return flag


def gives_up_seal(user: ExhibitState | None, event: CustodyEvent) -> bool:
    """Whether an event may use a seal that was used on another exhibit: its booking was taken back in the same search,
    and the bag that was sealed there is booked anew.
    """
    if user is None or user.status is not Status.WITHDRAWN or user.exhibit == event.exhibit:
        return False
    return seizure_part_of(user.exhibit) == seizure_part_of(event.exhibit)


def to_bytes(state: ExhibitState) -> bytes:
    """The state in bytes: equal states are equal bytes."""
    return _RULES + orjson.dumps(state, option=orjson.OPT_SORT_KEYS)[1:]


def of_older_rules(data: bytes) -> bool:
    """Whether bytes of a state were written by rules that may have made another one of the same events."""
    return not data.startswith(_RULES)


def from_bytes(data: bytes) -> ExhibitState:
    """The state that `to_bytes` wrote. Raises `CanonicalError` for other bytes."""
    try:
        said: Changes = orjson.loads(data)
        del said["rules"]
        for name, read in _READ:
            if said[name] is not None:
                said[name] = read(said[name])
        said["times"] = tuple(
            EventTime(**{**one, "at": one["at"] and datetime.fromisoformat(one["at"])}) for one in said["times"]
        )
        said["flags"] = tuple(Flag(**{**flag, "code": FlagCode(flag["code"])}) for flag in said["flags"])
        return ExhibitState(**said)
    except (KeyError, TypeError, ValueError) as error:
        raise CanonicalError(f"The bytes are not the state of an exhibit ({error}).") from None
