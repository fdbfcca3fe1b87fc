"""Exhibits that wait for somebody to accept them, and those that are overdue."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody_web.reach import visible
from api.usecases.custody_web.stock import stale_of
from api.web.matters import Matter
from tracer.custody.events import officer_id

PERMISSION = Permission.CUSTODY_WRITE
STALE_DAYS = 90


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """Of what they may see: hand-overs to this officer, loans past their day, and what nobody has moved for long."""
    standing, late = stale_of(desk, who, STALE_DAYS)
    if who.person.initials is not None:
        me = officer_id(who.person.initials)
        handed = [state for state in desk.ledger.exhibits() if state.awaiting == me]
        mine = visible(desk, who, handed)
        yield Matter("Exhibits that wait for you to accept them", "/exhibits", len(mine), late=True)
    yield Matter("Loans past the day they were due", "/stores", len(late), late=True)
    yield Matter(f"Exhibits not moved for {STALE_DAYS} days", "/stores", len(standing))
