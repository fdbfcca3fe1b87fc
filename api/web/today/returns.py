"""Owners who have to be told, notices that did not go out, and questions that wait."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.recovery.reach import seen_notices, seen_returns
from api.web.matters import Matter
from tracer.records.recovery.values import NoticeState
from tracer.times import LONDON

PERMISSION = Permission.RETURNS


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """What is late or due today, what was given up, and whose questions nobody has answered."""
    found, today = seen_returns(desk, who), desk.custody.now.astimezone(LONDON).date()
    yield Matter("Owners who should have been told", "/returns", sum(one.late for one in found.untold), late=True)
    yield Matter("Owners to be told today", "/returns", sum(one.due == today for one in found.untold))
    dead = seen_notices(desk, who, NoticeState.DEAD)
    yield Matter("Notices to owners that were given up", "/returns", len(dead), late=True)
    yield Matter("Owners who wait for an answer", "/returns", len(found.unanswered))
