"""Open a raid on the pages: place and legal power are said once, then any officer of the case books in it."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor, ForbiddenError, Permission
from api.desk import Desk
from api.usecases.custody_web.reach import acting, cases_of, open_seizures, require_seizure, seizure_name
from graph.ids import seizure_id
from tracer.custody.events import Status, seizure_of
from tracer.errors import UsageError
from tracer.records.raids import Raid, Raids

MOST_COUNTED = 999_999


@dataclass(frozen=True, slots=True)
class NewRaid:
    """What is said of a raid before the first scan. Without a case it is open to the whole installation."""

    reference: str
    place: str
    power: str
    counted: int
    address: str = ""
    case: str | None = None


def open_raid(desk: Desk, who: Actor, new: NewRaid) -> Raid:
    """Opens a raid, or joins the one there is under that reference.

    Raises `UsageError` where something is not said, `AccessError` for somebody who is no officer of the ledger, and
    `ForbiddenError` for a case or a raid that is not theirs.
    """
    acting(desk, who)
    reference, place, power = (" ".join(text.split()) for text in (new.reference, new.place, new.power))
    for text, what in ((reference, "reference of the seizure"), (place, "place"), (power, "legal power")):
        if not text or not text.isprintable():
            raise UsageError(f"The {what} is not given, or cannot be read.", "Write it before the first scan.")
    if new.case is not None and new.case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Choose one of yours.", frozenset({new.case}))
    if not 0 <= new.counted <= MOST_COUNTED:
        raise UsageError("The count makes no sense.", f"Give a number from 0 to {MOST_COUNTED:,}.")
    seizure = seizure_name(reference)
    require_seizure(desk, who, Permission.CUSTODY_WRITE, seizure)
    there = [state for state in desk.ledger.exhibits() if seizure_of(state.exhibit) == seizure]
    if new.case is not None and not there and not cases_of(desk, seizure):
        # Before anything of it can be seen; what is open to others is not taken away from them.
        desk.cases.put_seizure(new.case, seizure_id(seizure))
    # The ledger looks for a seizure as it was first written.
    reference = next((state.seizure for state in there if state.seizure), reference)
    wanted = Raid(seizure, reference, place, " ".join(new.address.split()), power, new.counted)
    return desk.records.part(Raids).open(wanted, who.asked())


def found_raid(desk: Desk, who: Actor, reference: str, permission: Permission) -> Raid:
    """A raid that somebody may do this with. Raises `NotFoundError` and `ForbiddenError`."""
    seizure = seizure_name(reference)
    require_seizure(desk, who, permission, seizure)
    return desk.records.part(Raids).find(seizure)


def raids_of(desk: Desk, who: Actor) -> tuple[Raid, ...]:
    """The raids that somebody may see, the newest first."""
    every = desk.records.part(Raids).every()
    open_to = open_seizures(desk, who, (one.seizure for one in every))
    return tuple(one for one in every if one.seizure in open_to)


def booked_in(desk: Desk, raid: Raid) -> int:
    """How many things of a raid stand booked: what was taken back, and what came out of another, do not count."""
    states = desk.ledger.exhibits(seizure=raid.reference)
    inside = {part for state in states for part in state.parts}
    return sum(1 for state in states if state.status is not Status.WITHDRAWN and state.exhibit not in inside)
