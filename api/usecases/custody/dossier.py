"""All that is recorded of an exhibit, read for a document: noted in the audit, names in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from api.custody_house import CustodyHouse
from api.usecases.custody.history import sight_of
from api.usecases.custody.names import names_in
from api.usecases.custody.naming import find_exhibit
from tracer.custody.events import Entry, EventKind, ExhibitState, Status, reference_of
from tracer.custody.narrative import Sight
from tracer.custody.sentences import Names
from tracer.custody.whereabouts import natural
from tracer.errors import NotFoundError, UsageError
from tracer.records.values import Asked


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is recorded of one exhibit, with the private texts, for a document.

    `whole` is what it was taken out of and was seized with, in the end, without anything private.
    """

    state: ExhibitState
    entries: tuple[Entry, ...]
    sight: Sight
    names: Names
    whole: Dossier | None = None

    @property
    def seized(self) -> Entry:
        """The booking."""
        return self.entries[0]

    @property
    def within(self) -> str:
        """The reference of what it was taken out of, or nothing."""
        found = self.names.wholes.get(self.state.exhibit)
        return reference_of(found[0]) if found else ""

    @property
    def withdrawn(self) -> bool:
        """Whether the booking was taken back."""
        return self.state.status is Status.WITHDRAWN

    def text(self, entry: Entry, name: str) -> str:
        """A private text of an entry, or nothing."""
        return self.sight.texts.get((entry.id, name), "")


def dossiers(
    house: CustodyHouse, exhibits: Sequence[str], seizure: str | None, asked: Asked, owners: bool = False
) -> tuple[Dossier, ...]:
    """Those of the exhibits named; when none is, of every exhibit of the seizure that was not taken back.

    What is private about owners is in them only if asked for. Raises `NotFoundError` where there is none, and
    `UsageError` where neither is named.
    """
    if exhibits:
        return _all(house, [find_exhibit(house.ledger, text, seizure) for text in exhibits], asked, owners)
    if seizure is None:
        raise UsageError("Neither exhibits nor a seizure are named.", "Name exhibits, or a seizure with --seizure.")
    booked = sorted(house.ledger.exhibits(seizure=seizure), key=lambda state: natural(state.exhibit))
    if not booked:
        raise NotFoundError(f"Nothing is booked for the seizure {seizure}.", "Check its reference.")
    return tuple(one for one in _all(house, booked, asked, owners) if not one.withdrawn)


def corrections(one: Dossier, entry: Entry) -> tuple[Entry, ...]:
    """What corrects an entry, in the order of the ledger; what takes a booking back is none."""
    return tuple(
        later
        for later in one.entries
        if later.event.kind is EventKind.CORRECT and later.event.corrects == entry.id and not later.withdraws
    )


def put_right(one: Dossier, entry: Entry) -> Entry:
    """An entry whose event says what later corrections say that it should have said."""
    event = entry.event
    for each in (later.event for later in corrections(one, entry)):
        holder = each.holder or each.to
        given = event.kind in (EventKind.HAND_OVER, EventKind.LEND)
        event = replace(
            event,
            at=each.at if each.says_time else event.at,
            at_note=each.at_note if each.says_time else event.at_note,
            to=holder if holder and given else event.to,
            holder=holder if holder and not given else event.holder,
            location=each.location or event.location,
            seal_after=each.seal_after or event.seal_after,
            power=each.power or event.power,
        )
    return replace(entry, event=event)


def _all(house: CustodyHouse, states: Sequence[ExhibitState], asked: Asked, owners: bool) -> tuple[Dossier, ...]:
    names = names_in(house, [state.exhibit for state in states], officers=True)
    found = []
    for state in states:
        entries = house.ledger.history(state.exhibit)
        sight = sight_of(house, entries, asked, owners)
        found.append(Dossier(state, entries, sight, names, _whole(house, state.exhibit, names)))
    return tuple(found)


def _whole(house: CustodyHouse, exhibit: str, names: Names) -> Dossier | None:
    found = names.wholes.get(exhibit)
    if not found:
        return None
    return Dossier(house.ledger.state(found[-1]), house.ledger.history(found[-1]), Sight(), names)
