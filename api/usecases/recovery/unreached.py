"""What owners and claimants wait for, and no victim liaison can reach: none who may act works on its case."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from api.access import Actor, Belongs, Permission, decide, permissions_at
from api.desk import Desk
from api.usecases.recovery.due import owed
from graph.ids import seizure_id
from tracer.custody.events import seizure_of
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.times import LONDON


def unreached(desk: Desk, who: Actor) -> int:
    """How many wait so, of somebody's own force: to be told today or before, to be answered, or for a decision.

    What is due is looked up for these alone: of all others the pages of their liaisons tell.
    """
    confirmations, today = desk.records.part(Confirmations), desk.custody.now.astimezone(LONDON).date()
    confirmed, claims = confirmations.open(), desk.records.part(Claims).waiting()
    undecided = [one.exhibit for one in claims if one.outcome is None]
    asked = list(confirmations.exhibits_of(desk.records.part(Messages).unanswered()).values())
    exhibits = {*(one.exhibit for one in confirmed), *undecided, *(one for some in asked for one in some)}
    lost = _lost(desk, who, {seizure_of(one) for one in exhibits})
    due = owed(desk.custody, [one for one in confirmed if lost([one.exhibit])])
    late = {one.exhibit for one in due if one.late or one.due == today}
    return len(late) + sum(map(lost, asked)) + sum(lost([one]) for one in undecided)


def _lost(desk: Desk, who: Actor, seizures: Collection[str]) -> Callable[[Iterable[str]], bool]:
    """Tells of some exhibits, any of which would do to reach a thing, that it is of their force and nobody's to reach.

    Without any it is the installation's own.
    """
    keys, force = {one: seizure_id(one) for one in seizures}, desk.settings.force
    of = desk.cases.of_seizures(keys.values())
    cases = {case for some in of.values() for case in some}
    own, liaisons = {case.id for case in desk.cases.every() if case.force == who.person.force}, _liaisons(desk, cases)
    here = force in ("", who.person.force)
    known: dict[frozenset[str], tuple[bool, bool]] = {}

    def told(belongs: frozenset[str]) -> tuple[bool, bool]:
        if belongs not in known:
            reached = any(decide(one, Permission.RETURNS, Belongs(belongs), force).allowed for one in liaisons)
            known[belongs] = (bool(belongs & own) if belongs else here, reached)
        return known[belongs]

    def lost(exhibits: Iterable[str]) -> bool:
        every = [told(of.get(keys[seizure_of(one)], frozenset())) for one in exhibits] or [told(frozenset())]
        return any(theirs for theirs, _ in every) and not any(reached for _, reached in every)

    return lost


def _liaisons(desk: Desk, cases: Collection[str]) -> list[Actor]:
    """All who may act and bring phones back, with those of the cases that they work on."""
    force, members = desk.settings.force, {case: desk.cases.members(case) for case in cases}
    people = [person for person in desk.people.every() if person.active]
    works_on = {person.id: frozenset(case for case in cases if person.id in members[case]) for person in people}
    every = (Actor(person, permissions_at(person, force), works_on[person.id]) for person in people)
    return [one for one in every if one.may(Permission.RETURNS)]
