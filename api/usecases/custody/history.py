"""An exhibit's history, for those who may see what is private and for those who may not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from api.custody_house import CustodyHouse
from api.usecases.custody.names import names_in
from api.usecases.custody.naming import find_exhibit
from api.usecases.custody.record import Recorded
from tracer.custody.events import DESPITE_BLOCK, Entry, Opening, officer_id
from tracer.custody.narrative import Narrative, Sight, narrate
from tracer.errors import UsageError
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.values import Asked


def history(
    house: CustodyHouse, exhibit: str, seizure: str | None, asked: Asked | None, owners: bool = True
) -> Narrative:
    """The history as told. Private texts only when it is said who asks and what for, which the audit notes.

    Those about owners only where `owners` says that whoever asks may see them.
    """
    state = find_exhibit(house.ledger, exhibit, seizure)
    entries = house.ledger.history(state.exhibit)
    sight = Sight() if asked is None else sight_of(house, entries, asked, owners)
    return narrate(entries, names_in(house, [state.exhibit], officers=asked is not None), sight)


def told_after(house: CustodyHouse, done: Recorded) -> tuple[Narrative, ...]:
    """The histories of the exhibits that something was recorded of, without anything private."""
    exhibits = dict.fromkeys(entry.event.exhibit for entry in done.entries)
    names = names_in(house, exhibits)
    return tuple(narrate(house.ledger.history(exhibit), names) for exhibit in exhibits)


def sight_of(house: CustodyHouse, entries: Sequence[Entry], asked: Asked, owners: bool) -> Sight:
    """The private texts of entries, noted in the audit with the exhibits that they are of.

    Those of erased people are not there, and those about owners are named alone unless `owners`.
    """
    of = {entry.id: entry.event.exhibit for entry in entries if entry.commitments}
    every = [one for entry in entries if entry.id in of for one in house.ledger.openings(entry)]
    hidden = frozenset((one.event, one.field) for one in every if not owners and about_owner(one))
    seen = [one for one in every if (one.event, one.field) not in hidden]
    note_read(house, {(one.person, of[one.event]) for one in seen}, asked)
    return Sight(True, {(one.event, one.field): one.text for one in seen}, hidden)


def note_read(house: CustodyHouse, read: Collection[tuple[str, str]], asked: Asked) -> None:
    """Has the audit note whose private texts are read, and of which exhibit, before anybody sees them."""
    for person, exhibit in sorted(read):
        house.records.part(AuditLog).note(asked, Act.CONSULTED, person, {"exhibit": exhibit})


def about_owner(opening: Opening) -> bool:
    """Whether a text is about an owner or a claimant: who took an exhibit, how that was checked, and why all the same.

    The last was once recorded as a text about the case.
    """
    return opening.person.startswith("owner:") or opening.field == DESPITE_BLOCK


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
