"""Doubts: what lets an event in but has to be explained, because the chain of custody has a weak place there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from tracer.custody.events import CustodyEvent, EventKind, ExhibitState, FlagCode, Status
from tracer.times import iso

Doubt = tuple[FlagCode, str]

_IN_WORDS: Mapping[str, str] = {
    FlagCode.GAP: "gap in possession",
    FlagCode.SEAL_MISMATCH: "seal does not match",
    FlagCode.BEFORE_PREDECESSOR: "times out of order",
    FlagCode.NOT_ACCEPTED: "hand-over not accepted",
}

_BY_THE_HOLDER = frozenset(
    {
        EventKind.SEAL,
        EventKind.UNSEAL,
        EventKind.MOVE,
        EventKind.HAND_OVER,
        EventKind.EXAMINE,
        EventKind.SPLIT,
        EventKind.LEND,
        EventKind.RETURN,
        EventKind.DISPOSE,
    }
)
"""What only somebody who has the thing can do."""
_ENDS_WAITING = _BY_THE_HOLDER | {EventKind.ACCEPT}
_PASSES_IT_ON = frozenset(
    {EventKind.SEIZE, EventKind.HAND_OVER, EventKind.ACCEPT, EventKind.LEND, EventKind.RETURN, EventKind.MOVE}
)


BY_PEOPLE = ("officer:", "laboratory:")
"""What begins the id of a holder who has to accept what they are said to have."""


def doubt_words(code: str) -> str:
    """What a code of a doubt means, in a few words; another code as it is."""
    return _IN_WORDS.get(code, code.replace("_", " "))


def seal_key(seal: str) -> str:
    """The form in which seals are compared: upper case, spaces collapsed."""
    return " ".join(seal.upper().split())


def doubts(state: ExhibitState, event: CustodyEvent) -> tuple[Doubt, ...]:
    """The doubts an event raises about an exhibit in this state, in words."""
    if state.sequence == 0 or event.kind is EventKind.EXPLAIN:
        return ()
    if event.kind is EventKind.CORRECT:
        return (*_corrected_order(state, event), *_corrected_holder(state, event))
    return (*_order(state, event), *_acceptance(state, event), *_possession(state, event), *_seals(state, event))


def _order(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    # Leave to dispose of it is somebody's word, given whatever happened to the thing before that was written down.
    if event.kind is EventKind.AUTHORISE_DISPOSAL:
        return
    if event.at is not None and state.last_at is not None and _earlier(event.at, state.last_at):
        yield (
            FlagCode.BEFORE_PREDECESSOR,
            f"It is said to have happened at {iso(event.at)}, before what was recorded earlier ({iso(state.last_at)}).",
        )


def _earlier(one: datetime, other: datetime) -> bool:
    """Whether a time is before another, by the minute: to that people state them and read them, and clocks agree."""
    return one < other and one.replace(second=0, microsecond=0) < other.replace(second=0, microsecond=0)


def _corrected_order(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    """What a time that was put right puts out of order: with an earlier event, or else with a later one."""
    place = next((at for at, each in enumerate(state.times) if each.event == event.corrects), None)
    if event.at is None or place is None:
        return
    was, now = state.times[place].at, iso(event.at)
    before = [each.at for each in state.times[:place] if each.at is not None and _earlier(event.at, each.at)]
    after = [each.at for each in state.times[place + 1 :] if each.at is not None and _earlier(each.at, event.at)]
    # What was out of order already was doubted when it was recorded.
    new_before = [at for at in before if was is None or not _earlier(was, at)]
    new_after = [at for at in after if was is None or not _earlier(at, was)]
    if new_before:
        yield (
            FlagCode.BEFORE_PREDECESSOR,
            f"It is now said to have happened at {now}, before what was recorded earlier ({iso(max(new_before))}).",
        )
    elif new_after:
        yield (
            FlagCode.BEFORE_PREDECESSOR,
            f"It is now said to have happened at {now}, after what was recorded later ({iso(min(new_after))}).",
        )


def _corrected_holder(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    """Whoever is said by another to have had it before it went on: whom it is with now is asked to accept it."""
    holder = event.holder or event.to
    asked = state.set_by.get("holder") == event.corrects
    if holder is not None and holder.startswith(BY_PEOPLE) and holder != event.by and not asked:
        yield (
            FlagCode.GAP,
            f"{_name(event.by)} says that {_name(holder)} had it, and {_name(holder)} never said so.",
        )


def _acceptance(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    if state.awaiting is None or event.kind not in _ENDS_WAITING or _accepts(state, event):
        return
    who = _name(state.awaiting)
    if event.kind is EventKind.ACCEPT and event.holder == state.awaiting:
        how = "who handed it over" if event.by == state.passed_by else "who is not asked to"
        yield FlagCode.NOT_ACCEPTED, f"{_name(event.by)}, {how}, accepted it for {who}."
    else:
        yield FlagCode.NOT_ACCEPTED, f"{who} was handed it and never accepted it."


def _accepts(state: ExhibitState, event: CustodyEvent) -> bool:
    """Whether what was handed over is accepted: by the officer it went to, or for a place, and not by who gave it."""
    if event.kind is not EventKind.ACCEPT:
        return False
    of_place = state.awaiting is not None and not state.awaiting.startswith("officer:")
    return event.by == state.awaiting or (of_place and event.holder == state.awaiting and event.by != state.passed_by)


def _possession(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    holder = state.holder
    # Whoever keeps a store may take out what lies in it, and a laboratory acts through its people.
    anybody = holder is None or holder.startswith("store:")
    at_laboratory = holder is not None and holder.startswith("laboratory:") and event.holder == holder
    if event.kind in _BY_THE_HOLDER and not anybody and not at_laboratory and event.by not in (holder, state.keeper):
        yield FlagCode.GAP, f"{_name(event.by)} had it, and nothing says how it came from {_name(holder)}."
    elif event.kind is EventKind.ACCEPT:
        if not anybody and not _may_take_over(state, event):
            yield (
                FlagCode.GAP,
                f"{_name(event.by)} accepted it, and {_name(holder)} is not known to have handed it over.",
            )
    elif event.holder not in (None, holder) and event.kind not in _PASSES_IT_ON:
        yield (
            FlagCode.GAP,
            f"{_name(event.holder)} is said to hold it, and nothing says how it came from {_name(holder)}.",
        )


def _may_take_over(state: ExhibitState, event: CustodyEvent) -> bool:
    """Whether somebody who accepts it had it or was given it, takes it back from a loan, or never let go of it."""
    if state.status is Status.ON_LOAN or event.by == state.holder or event.holder == state.awaiting is not None:
        return True
    return state.awaiting is not None and event.by == state.passed_by


def _seals(state: ExhibitState, event: CustodyEvent) -> Iterator[Doubt]:
    current = None if state.seal is None else seal_key(state.seal)
    if event.seal_before is not None:
        if seal_key(event.seal_before) != current:
            expected = "it was not sealed" if state.seal is None else f"it was under seal {state.seal}"
            yield FlagCode.SEAL_MISMATCH, f"Seal {event.seal_before} was found, and {expected}."
    elif event.kind is EventKind.UNSEAL and current is None:
        yield FlagCode.SEAL_MISMATCH, "A seal was broken, and it was not sealed."
    elif current is not None and event.seal_after is not None and seal_key(event.seal_after) != current:
        yield (
            FlagCode.SEAL_MISMATCH,
            f"It was put under seal {event.seal_after}, and nothing says what became of seal {state.seal}.",
        )


def _name(holder: str | None) -> str:
    return "nobody" if holder is None else holder.removeprefix("officer:")
