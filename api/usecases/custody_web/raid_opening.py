"""Open a raid on the pages: place and legal power are said once, then any officer of the case books in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from api.access import Actor, ForbiddenError, Permission
from api.desk import Desk
from api.scope import scope_of
from api.usecases.custody.raid_joining import Scene, differences, read, with_power
from api.usecases.custody.raid_place import as_known, is_new, with_raids
from api.usecases.custody_web.reach import acting, cases_of, open_seizures, require_seizure
from graph.ids import seizure_id
from tracer.custody.events import Status, seizure_of
from tracer.custody.ids import seizure_name
from tracer.errors import UsageError
from tracer.records.known_places import KnownPlace, KnownPlaces
from tracer.records.raids import Difference, OpenedOtherwiseError, Raid, Raids

_JOIN = (
    "To join it as it is, go on with it from the list of raids; a new count is said in it, and who sees it on the page "
    "of a case. For another search, use another reference."
)


@dataclass(frozen=True, slots=True)
class NewRaid:
    """What is said of a raid before the first scan. Without a case it is open to the whole installation.

    `new_place` is that its place is known under no name yet, where known ones are written much like it.
    """

    reference: str
    place: str
    power: str
    counted: int
    address: str = ""
    case: str | None = None
    new_place: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A raid that somebody opened or joined; `new_place` is whether nothing told of its place before it was opened."""

    raid: Raid
    new_place: bool


def open_raid(desk: Desk, who: Actor, new: NewRaid) -> Opened:
    """Opens a raid, or joins the one there is under that reference, where it was opened with the same.

    Raises `UsageError` where something is not said, `AccessError` for somebody who is no officer of the ledger,
    `ForbiddenError` for a case or a raid that is not theirs, `PlaceNotKnownError`, and `OpenedOtherwiseError` where the
    raid that there is has another place, power, count or case.
    """
    acting(desk, who)
    scene = read(Scene(new.reference, new.place, new.power, new.counted, new.address))
    if new.case is not None and new.case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Choose one of yours.", frozenset({new.case}))
    seizure = seizure_name(scene.reference)
    require_seizure(desk, who, Permission.CUSTODY_WRITE, seizure)
    raids = desk.records.part(Raids)
    known = _known_places(desk, who)
    scene = replace(scene, place=as_known(scene.place or "", known))
    found = raids.sought(seizure)
    new_place = found is None and is_new(scene.place or "", known, new.new_place)
    raid = found or _opened(desk, who, seizure, scene, new.case)
    raid = with_power(raids, raid, scene, who.asked())
    differing = (*differences(raid, scene), *_of_another_case(desk, seizure, new.case))
    if differing:
        raise OpenedOtherwiseError(raid.reference, differing, _JOIN)
    return Opened(raid, new_place)


def _known_places(desk: Desk, who: Actor) -> tuple[KnownPlace, ...]:
    """The places that somebody may know of."""
    scope = scope_of(desk, who)
    told = [one for one in desk.records.part(KnownPlaces).every() if one.source not in scope.closed]
    return with_raids(told, raids_of(desk, who))


def _opened(desk: Desk, who: Actor, seizure: str, scene: Scene, case: str | None) -> Raid:
    """The raid, opened in its case; or as it is, where somebody else opened it this moment."""
    there = [state for state in desk.ledger.exhibits() if seizure_of(state.exhibit) == seizure]
    given = cases_of(desk, seizure)
    if case is not None and case not in given and (there or given):
        # What is open to others is not taken away from them, nor shown to the people of a further case.
        what = "belongs to another case" if given else "has exhibits that are open to everybody here"
        raise UsageError(f"{scene.reference} {what}.", "Put it into the case first, on the page of the case.")
    # The ledger looks for a seizure as it was first written.
    reference = next((state.seizure for state in there if state.seizure), scene.reference)
    said = (scene.place or "", scene.address or "", scene.power or "", scene.counted or 0)
    into = None if case is None or case in given else (case, seizure_id(seizure))
    return desk.records.part(Raids).open(Raid(seizure, reference, *said), who.asked(), into)


def _of_another_case(desk: Desk, seizure: str, case: str | None) -> Iterator[Difference]:
    """That a raid is not of the case it is to be opened in: others see it than was thought."""
    given = cases_of(desk, seizure)
    if case is not None and case not in given:
        name = desk.cases.find(case).name
        words = "of another case than" if given else "open to everybody here, not only to those of"
        yield Difference("case", "another case" if given else "", case, f"{words} {name}")


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
