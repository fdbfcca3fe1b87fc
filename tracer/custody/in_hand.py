"""In whose hands an exhibit is when it is handed back: only whoever has it can give it to somebody else."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.custody.doubts import doubts
from tracer.custody.events import CustodyEvent, EventKind, ExhibitState, FlagCode, Refusal, RefusalCode, reference_of

_UNEXPLAINED = frozenset({FlagCode.GAP, FlagCode.NOT_ACCEPTED})


def in_other_hands(state: ExhibitState, by: str) -> Iterator[Refusal]:
    """What has to be done before an officer (`officer:JT`) can hand an exhibit back; nothing where they can.

    A hand-back ends the chain of custody: a gap that it would make itself is closed before, with both who give and
    who take saying so, and not explained after.
    """
    giving = CustodyEvent(EventKind.RETURN, state.exhibit, by)
    if state.closed or not any(code in _UNEXPLAINED for code, _ in doubts(state, giving)):
        return
    reference, initials = reference_of(state.exhibit), by.removeprefix("officer:")
    if state.awaiting == by:
        yield Refusal(
            RefusalCode.IN_OTHER_HANDS,
            f"The exhibit {reference} was handed to {initials}, who has not accepted it.",
            f"Accept it first, on its page (tracer custody accept {reference} --by {initials}).",
        )
        return
    holder = (state.holder or "nobody").removeprefix("officer:")
    waits = ", who was handed it and has not accepted it" if state.awaiting is not None else ""
    yield Refusal(
        RefusalCode.IN_OTHER_HANDS,
        f"The exhibit {reference} is with {holder}{waits}.",
        f"Let {holder} hand it back, or hand it over to {initials}, who accepts it, each on the exhibit's page"
        f" (tracer custody transfer {reference} --to {initials} --by {holder}); or put it into a store first.",
    )
