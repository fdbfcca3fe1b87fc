"""What another person asked for, and a second one has to decide; cases that were opened in an emergency."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.access.casework import broken_glass
from api.usecases.access.two_people import within_reach
from api.web.matters import Matter

PERMISSION = Permission.APPROVE


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """Requests that wait for somebody else, and broken glass that nobody has looked at."""
    waiting = [one for one in within_reach(desk, who, "asked") if one.asked_by != who.person.id]
    yield Matter("Requests that wait for a second person", "/approvals", len(waiting))
    broken = [one for one in broken_glass(desk, who, unseen_only=True) if one.person != who.person.id]
    yield Matter("Cases opened with a reason, to look at", "/approvals", len(broken), late=True)
