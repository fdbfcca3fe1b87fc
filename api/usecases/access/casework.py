"""Cases: opened, given people, files and seizures; and access taken in an emergency."""

from __future__ import annotations

from collections.abc import Sequence

from api.access import Actor, ForbiddenError
from api.desk import Desk
from graph.ids import seizure_id
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.cases import Cases
from tracer.records.access.people import People
from tracer.records.access.values import BreakGlass, Case
from tracer.records.records import Records
from tracer.records.values import Asked

LONGEST = 100
LONGEST_REASON = 500


class NoReasonError(UsageError):
    """A case is to be opened and it was not said why, or at too great length."""


def open_case(cases: Cases, name: str, force: str, asked: Asked) -> Case:
    """A new case. Raises `UsageError` for a name or force that cannot be shown."""
    for text, what in ((name, "case"), (force, "force")):
        if not text.strip() or len(text) > LONGEST or not text.isprintable():
            raise UsageError(f"The name of the {what} cannot be used.", f"Give one of up to {LONGEST} characters.")
    return cases.add(name, force.strip(), asked)


def set_people(cases: Cases, people: People, case_id: str, ids: Sequence[str], asked: Asked) -> None:
    """Says who works on a case. Raises `NotFoundError` for somebody unknown."""
    for one in ids:
        people.find(one)
    cases.set_members(case_id, set(ids), asked)


def put_file(records: Records, case_id: str, source_id: str) -> None:
    """A file belongs to a case from now on. Raises `NotFoundError` for a file or case that is unknown."""
    records.source(source_id)
    records.part(Cases).put_source(case_id, source_id)


def put_seizure(cases: Cases, case_id: str, reference: str) -> None:
    """A seizure belongs to a case from now on, whether or not it was booked yet."""
    bare = reference.strip()
    if not bare or len(bare) > LONGEST or not bare.isprintable():
        raise UsageError("A seizure has a reference, such as HERON/1.", f"At most {LONGEST} characters.")
    cases.put_seizure(case_id, seizure_id(bare))


def take_seizure(cases: Cases, case_id: str, reference: str, asked: Asked) -> None:
    """A seizure belongs to a case no more. Safe to repeat."""
    cases.take_seizure(case_id, seizure_id(reference.strip()), asked)


def break_glass(desk: Desk, who: Actor, cases: Sequence[str], reason: str) -> BreakGlass:
    """Opens the first of these cases that is of the person's own force. Raises `ForbiddenError` where none is,
    and `NoReasonError`.

    Another force's case is never opened so: its supervisors would not see it here.
    """
    bare = reason.strip()
    if not bare or len(bare) > LONGEST_REASON:
        raise NoReasonError("A case is opened only for a reason.", "Say why you must see it now.")
    found = [desk.cases.find(one) for one in dict.fromkeys(cases)]
    own = [case for case in found if case.force == who.person.force]
    if not own:
        raise ForbiddenError(
            "This is another force's case, which cannot be opened like this.", "Ask the officers of that force."
        )
    return desk.cases.break_glass(own[0].id, Asked(who.person.id, bare))


def broken_glass(desk: Desk, who: Actor, unseen_only: bool = False) -> tuple[BreakGlass, ...]:
    """Every time that a case of somebody's own force was opened so, the newest first."""
    own = {case.id for case in desk.cases.every() if case.force == who.person.force}
    return tuple(one for one in desk.cases.broken(unseen_only) if one.case in own)


def look_at(desk: Desk, who: Actor, glass_id: str) -> None:
    """Says that somebody has looked at why a case was opened. Raises `NotFoundError`, also for another force's."""
    if not any(one.id == glass_id for one in broken_glass(desk, who)):
        raise NotFoundError("There is nothing to look at.", "Look at the list.")
    desk.cases.looked_at(glass_id, who.asked())
