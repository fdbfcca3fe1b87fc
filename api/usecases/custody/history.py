"""An exhibit's history, for those who may see what is private and for those who may not."""

from __future__ import annotations

from collections.abc import Sequence

from api.custody_house import CustodyHouse
from api.usecases.custody.names import names_of
from api.usecases.custody.naming import find_exhibit
from api.usecases.custody.record import Recorded
from tracer.custody.events import Entry, officer_id
from tracer.custody.narrative import Narrative, Sight, narrate
from tracer.errors import UsageError
from tracer.records.values import Asked


def history(house: CustodyHouse, exhibit: str, seizure: str | None, asked: Asked | None) -> Narrative:
    """The history as told. Private texts only when it is said who asks and what for, which the audit notes."""
    state = find_exhibit(house.ledger, exhibit, seizure)
    entries = house.ledger.history(state.exhibit)
    sight = Sight() if asked is None else Sight(private=True, texts=texts_of(house, entries, asked))
    return narrate(entries, names_of(house.ledger, officers=asked is not None), sight)


def told_after(house: CustodyHouse, done: Recorded) -> tuple[Narrative, ...]:
    """The histories of the exhibits that something was recorded of, without anything private."""
    exhibits = dict.fromkeys(entry.event.exhibit for entry in done.entries)
    return tuple(narrate(house.ledger.history(exhibit), names_of(house.ledger)) for exhibit in exhibits)


def texts_of(house: CustodyHouse, entries: Sequence[Entry], asked: Asked) -> dict[tuple[str, str], str]:
    """The private texts of entries by event and field, noted in the audit. Those of erased people are not there."""
    return {
        (entry.id, opening.field): opening.text
        for entry in entries
        if entry.commitments
        for opening in house.ledger.openings(entry, asked)
    }


def asked_by(house: CustodyHouse, by: str | None, purpose: str | None) -> Asked:
    """Who asks for private texts, and what for. Raises `UsageError` where that is not said, or nobody knows them."""
    if not (by or "").strip() or not (purpose or "").strip():
        raise UsageError(
            "Private texts are shown only when it is said who asks and what for.",
            "Give --by with your initials and --purpose.",
        )
    officer = officer_id(by or "")
    if not any(one.id == officer and one.active for one in house.ledger.officers()):
        raise UsageError(f"The officer {by} is not known, or no longer active.", "Check the initials.")
    return Asked(officer, purpose or "")
