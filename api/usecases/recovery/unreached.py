"""What owners and claimants wait for, and no victim liaison can reach: none who may act works on its case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from api.access import Actor, Belongs, Permission, decide, permissions_at
from api.desk import Desk
from api.usecases.recovery.due import returns
from graph.ids import seizure_id
from tracer.custody.events import seizure_of
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.times import LONDON


def unreached(desk: Desk, who: Actor) -> int:
    """How many wait so, of somebody's own force: to be told today or before, to be answered, or for a decision."""
    waiting = [tuple(seizure_id(one) for one in seizures) for seizures in _waiting(desk)]
    of = desk.cases.of_seizures({key for keys in waiting for key in keys})
    found = [[Belongs(of.get(key, frozenset())) for key in keys] or [Belongs()] for keys in waiting]
    cases = {case for each in found for belongs in each for case in belongs.cases}
    own, liaisons = _of_force(desk, who, cases), _liaisons(desk, cases)
    return sum(_theirs(desk, who, each, own) and not _reached(desk, liaisons, each) for each in found)


def _waiting(desk: Desk) -> Iterator[Collection[str]]:
    """Of each that waits the seizures, any of which would do to reach it; none: it is of no exhibit."""
    found, today = returns(desk.custody), desk.custody.now.astimezone(LONDON).date()
    late = {one.exhibit for one in found.untold if one.late or one.due == today}
    yield from ([seizure_of(exhibit)] for exhibit in sorted(late))
    exhibits = desk.records.part(Confirmations).exhibits_of(found.unanswered)
    yield from ({seizure_of(exhibit) for exhibit in of} for of in exhibits.values())
    for claim in desk.records.part(Claims).waiting():
        if claim.outcome is None:
            yield [seizure_of(claim.exhibit)]


def _liaisons(desk: Desk, cases: Collection[str]) -> list[Actor]:
    """All who may act and bring phones back, with those of the cases that they work on."""
    force, members = desk.settings.force, {case: desk.cases.members(case) for case in cases}
    people = [person for person in desk.people.every() if person.active]
    works_on = {person.id: frozenset(case for case in cases if person.id in members[case]) for person in people}
    every = (Actor(person, permissions_at(person, force), works_on[person.id]) for person in people)
    return [one for one in every if one.may(Permission.RETURNS)]


def _of_force(desk: Desk, who: Actor, cases: Collection[str]) -> frozenset[str]:
    return frozenset(case.id for case in desk.cases.every() if case.force == who.person.force) & frozenset(cases)


def _theirs(desk: Desk, who: Actor, each: Sequence[Belongs], own: frozenset[str]) -> bool:
    here = desk.settings.force in ("", who.person.force)
    return any(bool(belongs.cases & own) if belongs.cases else here for belongs in each)


def _reached(desk: Desk, liaisons: Sequence[Actor], each: Sequence[Belongs]) -> bool:
    force = desk.settings.force
    return any(decide(one, Permission.RETURNS, belongs, force).allowed for one in liaisons for belongs in each)
