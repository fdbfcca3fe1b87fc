"""What a person writes for an exhibit, an officer, a place or a time, as the ledger knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches

from tracer.custody.events import (
    ExhibitState,
    PlaceKind,
    custody_place_id,
    exhibit_id,
    officer_id,
    reference_of,
    seizure_of,
)
from tracer.custody.ledger import Ledger
from tracer.custody.whereabouts import natural
from tracer.errors import IdentifierError, NotFoundError, UsageError
from tracer.times import parse_day, parse_said

_KINDS = ("store", "laboratory", "place", "officer", "owner")
ASSUMED = "London time assumed"
"""What is noted of a time that was given without an offset."""
LONGEST_LOAN = timedelta(days=3650)


@dataclass(frozen=True, slots=True)
class Time:
    """When something happened: an instant, what is known instead, or both (a zone that was assumed)."""

    at: datetime | None
    note: str | None = None


def all_named(ledger: Ledger, text: str) -> tuple[ExhibitState, ...]:
    """Every exhibit that a text may mean: by id, by reference, or by the seal on it.

    Several only where a reference is used in several seizures; empty where there is none. Costs the same however many
    exhibits there are.
    """
    try:
        named = ledger.exhibits_called(text)
    except IdentifierError:
        return ()
    if named:
        return tuple(sorted(named, key=lambda state: natural(state.exhibit)))
    state = ledger.state(ledger.exhibit_of_seal(text) or text)
    return (state,) if state.sequence else ()


def find_exhibit(ledger: Ledger, text: str, seizure: str | None = None) -> ExhibitState:
    """The one exhibit that a text names: its id, its reference (in `seizure`, where that is given) or its seal.

    Raises `NotFoundError` with the nearest references, and `UsageError` where several seizures have the reference.
    """
    if text.startswith("exhibit:") and text.count(":") == 2:
        return _booked(ledger, exhibit_id(seizure_of(text), reference_of(text)), text)
    if seizure is not None:
        return _booked(ledger, exhibit_id(seizure, text), text)
    named = all_named(ledger, text)
    if not named:
        raise _not_booked(ledger, text)
    if len(named) > 1:
        raise several(text, named)
    return named[0]


def several(text: str, named: Sequence[ExhibitState]) -> UsageError:
    """What to raise where a reference is used in several seizures."""
    ids = ", ".join(state.exhibit for state in named[:5])
    return UsageError(f"{text} is an exhibit of several seizures ({ids}).", "Say which with --seizure, or by its id.")


def _booked(ledger: Ledger, exhibit: str, text: str) -> ExhibitState:
    state = ledger.state(exhibit)
    if state.sequence == 0:
        raise _not_booked(ledger, text)
    return state


def _not_booked(ledger: Ledger, text: str) -> NotFoundError:
    known = {reference_of(state.exhibit): state.exhibit for state in ledger.exhibits()}
    near = get_close_matches(text.upper(), known, n=3)
    return NotFoundError(
        f"No exhibit {text} is booked.",
        "Check its reference or seal; the nearest are:" if near else "Check its reference or seal, or book it first.",
        tuple(known[one] for one in near),
    )


def find_place(ledger: Ledger, text: str) -> str:
    """The id of a place: as it is written with its kind, otherwise the registered store or laboratory of that name.

    Raises `NotFoundError` with the places there are, and `UsageError` where nothing stands after the kind.
    """
    if _has_kind(text):
        return text
    known = {place.id for place in ledger.places()}
    for kind in PlaceKind:
        if (wanted := custody_place_id(kind, text)) in known:
            return wanted
    do = "Register it (tracer custody store add), or write another place as place:NAME."
    raise NotFoundError(
        f"No store or laboratory is called {text}.", f"{do} There are:" if known else do, tuple(sorted(known))
    )


def find_store(ledger: Ledger, text: str) -> str:
    """The id of a registered store or laboratory. Raises `NotFoundError`."""
    wanted = find_place(ledger, text)
    if wanted not in {place.id for place in ledger.places()}:
        raise NotFoundError(f"No store or laboratory is called {text}.", "See the list: tracer custody store list")
    return wanted


def find_receiver(ledger: Ledger, text: str) -> str:
    """The id of whom something goes to: an officer unless the text names another kind, or a registered place.

    Raises `UsageError` where nothing stands after the kind.
    """
    if _has_kind(text):
        return text
    officers = {officer.id for officer in ledger.officers()}
    wanted = officer_id(text)
    if wanted in officers:
        return wanted
    places = {place.id for place in ledger.places()}
    return next((one for kind in PlaceKind if (one := custody_place_id(kind, text)) in places), wanted)


def _has_kind(text: str) -> bool:
    kind, _, name = text.partition(":")
    if kind in _KINDS and not name.strip():
        raise UsageError(f"{text!r} names nothing after the colon.", f"Write it as {kind}:NAME.")
    return kind in _KINDS


def read_time(text: str | None, undated: str | None, now: datetime) -> Time:
    """When it happened: what was said, or now. Raises `UsageError` for what is no time, or both a time and none."""
    if text is not None and undated is not None:
        raise UsageError("--at and --undated were both given.", "Give the time, or say what is known of it.")
    if undated is not None:
        return Time(None, undated)
    if text is None:
        return Time(now.replace(microsecond=0))
    try:
        instant = parse_said(text, now)
    except ValueError as error:
        raise UsageError(
            f"--at: {error}.", "Write it as 2023-10-15T11:42, or use --undated for what is known."
        ) from None
    return Time(instant.at, ASSUMED if instant.assumed else None)


def read_due(text: str, now: datetime) -> datetime:
    """The end of the day, or the instant, by which a loan is due. Raises `UsageError`."""
    try:
        return parse_day(text, now + LONGEST_LOAN)[1].at
    except ValueError as error:
        raise UsageError(f"--due: {error}.", "Write a day as 2023-10-20.") from None
