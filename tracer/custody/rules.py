"""What may follow what. Pure: the same state, event and knowledge always give the same answer.

A refusal stops an event. A flag lets it in and has to be explained later; `doubts.py` has those.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from tracer.custody.doubts import doubts, seal_key
from tracer.custody.events import (
    DESPITE_BLOCK,
    WITHDRAWN,
    CustodyEvent,
    EventKind,
    ExhibitState,
    Flag,
    Refusal,
    RefusalCode,
    Status,
    reference_of,
)
from tracer.custody.in_hand import in_other_hands
from tracer.custody.leaving import NOBODY, Owed, Whole, kept_back
from tracer.custody.readable import unreadable
from tracer.custody.state import after, corrected, state_of
from tracer.times import iso

__all__ = ["Known", "after", "check", "doubts", "seal_key", "state_of"]

LEEWAY = timedelta(minutes=1)
"""How far ahead of the ledger's clock the clock on the wall may be."""

_STILL_ALLOWED = frozenset({EventKind.CORRECT, EventKind.EXPLAIN})
"""What may follow when it has left custody: these are about the record, not about the thing."""

_NEEDED: Mapping[EventKind, tuple[tuple[str, str], ...]] = {
    EventKind.SEAL: (("seal_after", "the number of the seal"),),
    EventKind.MOVE: (("location", "where it was moved to"),),
    EventKind.HAND_OVER: (("to", "whom it was handed to"),),
    EventKind.LEND: (("to", "whom it was lent to"),),
    EventKind.RETURN: (("to", "whom it was returned to"),),
    EventKind.ATTACH: (("attachments", "at least one file"),),
    EventKind.SPLIT: (("parts", "the exhibits it was split into"),),
    EventKind.CORRECT: (("corrects", "the event that it corrects"),),
    EventKind.EXPLAIN: (("explains", "the doubts that it explains"), ("private", "the explanation (its reason)")),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules need to know besides the exhibit: gathered by the ledger, for one event.

    `officers` and `places` say of each id whether it is active; what is not in them is not known. `seals` names the
    exhibit that each seal (as `seal_key` writes it) was used on; `used` are exhibit ids that are booked; `events` the
    ids of this exhibit's events, `erased` people who were erased; `blocks` are as `Wanted` has them;
    `owed` is to whom the exhibit may have to go, `wholes` what it was taken out of, the nearest first;
    `handed_back` is as `Wanted` has it.
    """

    now: datetime
    officers: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    places: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    seals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    used: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    blocks: tuple[str, ...] = ()
    owed: Owed = NOBODY
    wholes: tuple[Whole, ...] = ()
    handed_back: bool = False


def check(state: ExhibitState, event: CustodyEvent, known: Known) -> tuple[Refusal | Flag, ...]:
    """What speaks against an event: refusals, or flags when there is no refusal (they name no event yet)."""
    refusals = tuple(refusals_of(state, event, known))
    return refusals or tuple(Flag(code, what, "") for code, what in doubts(state, event))


def refusals_of(state: ExhibitState, event: CustodyEvent, known: Known) -> list[Refusal]:
    """Why an event is not recorded; empty when it is."""
    unread = list(unreadable(event))
    if unread:
        # What cannot be read cannot be judged either.
        return unread
    return [
        *_incomplete(event),
        *_people(event, known),
        *_places(event, known),
        *_standing(state, event),
        # Before what else is missing: the first refusal is what is dealt with first.
        *kept_back(state, event, known.owed, known.wholes),
        *(in_other_hands(state, event.by) if known.handed_back else ()),
        *_reused(state, event, known),
        *_time(event, known),
        *_disposal(state, event),
        *_pointing(state, event, known),
        *_correction(state, event),
        *_blocked(event, known),
        *_lifting(state, event),
    ]


def _incomplete(event: CustodyEvent) -> Iterator[Refusal]:
    for name, words in _NEEDED.get(event.kind, ()):
        if not getattr(event, name):
            yield Refusal(RefusalCode.INCOMPLETE, f"A {event.kind} event needs {words}.", "Add it.")


def _people(event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    people = [event.by]
    if event.to is not None and (event.kind is EventKind.HAND_OVER or event.to.startswith("officer:")):
        people.append(event.to)
    if event.holder is not None and event.holder.startswith("officer:"):
        people.append(event.holder)
    for person in dict.fromkeys(people):
        if not known.officers.get(person, False):
            why = "is no longer active" if person in known.officers else "is not known"
            yield Refusal(
                RefusalCode.UNKNOWN_OFFICER,
                f"The officer {person.removeprefix('officer:')} {why}.",
                "Check the initials, or register the officer (tracer custody officer add).",
            )
    for private in event.private.values():
        if private.person is not None and private.person in known.erased:
            yield Refusal(
                RefusalCode.ERASED,
                f"{private.person} was erased: nothing more is recorded about them.",
                "Leave the text out.",
            )


def _places(event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    named = [event.location, event.holder, event.to]
    places = [place for place in named if place is not None and place.startswith(("store:", "laboratory:"))]
    if event.kind is EventKind.LEND and event.to is not None and not event.to.startswith("officer:"):
        places.append(event.to)
    for place in dict.fromkeys(places):
        if not known.places.get(place, False):
            why = "is no longer in use" if place in known.places else "is not known"
            yield Refusal(
                RefusalCode.UNKNOWN_PLACE,
                f"The place {place} {why}.",
                "Check its name, or register it (tracer custody store add).",
            )


def _standing(state: ExhibitState, event: CustodyEvent) -> Iterator[Refusal]:
    reference = reference_of(event.exhibit)
    if state.sequence == 0 and event.kind is not EventKind.SEIZE:
        yield Refusal(RefusalCode.UNKNOWN_EXHIBIT, f"The exhibit {reference} was never booked.", "Seize it first.")
    if state.closed and event.kind not in _STILL_ALLOWED:
        withdrawn = state.status is Status.WITHDRAWN
        yield Refusal(
            RefusalCode.CLOSED,
            f"The booking of {reference} was withdrawn."
            if withdrawn
            else f"The exhibit {reference} was {state.status}: it has left custody.",
            "Check the reference; if it is here, book it anew, and say in a correction what was recorded by mistake.",
        )


def _reused(state: ExhibitState, event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    taken = [part for part in event.parts if part in known.used or part == event.exhibit or event.parts.count(part) > 1]
    if event.kind is EventKind.SEIZE and state.sequence:
        taken.append(event.exhibit)
    for each in dict.fromkeys(taken):
        yield Refusal(
            RefusalCode.REFERENCE_USED,
            f"The reference {reference_of(each)} is already used in this seizure.",
            "Use the next free number.",
        )
    if event.seal_after is None:
        return
    new = seal_key(event.seal_after)
    current = None if state.seal is None else seal_key(state.seal)
    if new != current and new in known.seals:
        yield Refusal(
            RefusalCode.SEAL_USED,
            f"The seal {event.seal_after} was already used, on {reference_of(known.seals[new])}.",
            "Check the number, or take a new seal.",
        )


def _time(event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    if event.at is not None and event.at > known.now + LEEWAY:
        yield Refusal(
            RefusalCode.FUTURE,
            f"The time {iso(event.at)} is in the future (it is {iso(known.now.replace(microsecond=0))}).",
            "Check the date and the time.",
        )


def _disposal(state: ExhibitState, event: CustodyEvent) -> Iterator[Refusal]:
    if event.kind is not EventKind.DISPOSE:
        return
    if not state.authorised_by:
        yield Refusal(
            RefusalCode.NOT_AUTHORISED, "Nobody authorised its disposal.", "Have another officer authorise it first."
        )
    elif state.authorised_by == {event.by}:
        yield Refusal(
            RefusalCode.SAME_PERSON,
            f"{event.by.removeprefix('officer:')} authorised the disposal and cannot carry it out too.",
            "Have another officer do it.",
        )


def _correction(state: ExhibitState, event: CustodyEvent) -> Iterator[Refusal]:
    """A correction is about the record: it brings nothing back, and takes no booking back once others had the thing."""
    if event.kind is not EventKind.CORRECT:
        return
    reference = reference_of(event.exhibit)
    if state.closed and not _stays_out(state, event):
        yield Refusal(
            RefusalCode.CLOSED,
            f"The exhibit {reference} was {state.status}: a correction cannot put it into custody again.",
            "If it is here, book it anew, and say in the correction's reason what was recorded by mistake.",
        )
    since = {state.set_by.get(name, event.corrects) for name in ("holder", "location")}
    if WITHDRAWN in event.private and since != {event.corrects}:
        yield Refusal(
            RefusalCode.PASSED_ON,
            f"The exhibit {reference} has changed hands or place since it was booked.",
            "Its booking stands; correct what was recorded wrongly, or dispose of it as it is due.",
        )


def _blocked(event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    """A handset goes back only once its block was lifted, or where somebody says why it goes all the same."""
    if event.kind is EventKind.RETURN and known.blocks and DESPITE_BLOCK not in event.private:
        yield Refusal(
            RefusalCode.STILL_BLOCKED,
            f"The handset {reference_of(event.exhibit)} cannot go back yet. {'; '.join(known.blocks).rstrip('.')}.",
            "Have whoever put the block there lift it and load their list, or say with --despite-block why it goes.",
        )


def _lifting(state: ExhibitState, event: CustodyEvent) -> Iterator[Refusal]:
    if event.kind is not EventKind.LIFT_RESTRICTION:
        return
    if "reason" not in event.private:
        yield Refusal(RefusalCode.INCOMPLETE, "It is not said why the restriction is lifted.", "Give the reason.")
    if not state.restricted and not state.closed:
        yield Refusal(
            RefusalCode.NOT_RESTRICTED,
            f"The exhibit {reference_of(event.exhibit)} is not restricted.",
            "There is nothing to lift; check the reference.",
        )


def _stays_out(state: ExhibitState, event: CustodyEvent) -> bool:
    """Whether what left stays out: at most it is said to which owner it went."""
    changes = corrected(state, event)
    to_an_owner = state.status is Status.RETURNED and str(changes.get("holder", "owner:")).startswith("owner:")
    return "location" not in changes and ("holder" not in changes or to_an_owner)


def _pointing(state: ExhibitState, event: CustodyEvent, known: Known) -> Iterator[Refusal]:
    if event.corrects is not None and event.corrects not in known.events:
        yield Refusal(
            RefusalCode.UNKNOWN_EVENT,
            f"The exhibit {reference_of(event.exhibit)} has no event {event.corrects[:40]!r} to correct.",
            "Take the event's id from the exhibit's history.",
        )
    for code in event.explains:
        raised_by = {flag.event for flag in state.unexplained if flag.code == code}
        if not raised_by or event.doubted not in (None, *raised_by):
            yield Refusal(
                RefusalCode.NOTHING_TO_EXPLAIN,
                f"Nothing called {code[:40]!r} waits to be explained{' there' if event.doubted else ''}.",
                "See the exhibit's history for what does.",
            )
        elif event.doubted is None and len(raised_by) > 1:
            yield Refusal(
                RefusalCode.INCOMPLETE,
                f"{len(raised_by)} events raised a doubt called {code[:40]!r}, and it is not said which is explained.",
                "Say it, and explain each by itself.",
            )
