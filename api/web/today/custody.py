"""Exhibits that are missing or overdue, or that nobody has moved for long."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody_web.stock import stale_of, unaccounted_of
from api.web.matters import Matter

PERMISSION = Permission.CUSTODY_WRITE
STALE_DAYS = 90


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """Of what they may see: what a count did not find, loans past their day, and what nobody has moved for long."""
    standing, late = stale_of(desk, who, STALE_DAYS)
    unlike = unaccounted_of(desk, who)
    yield Matter("Exhibits that a stock-take did not account for", "/stores", len(unlike), late=True)
    yield Matter("Loans past the day they were due", "/stores", len(late), late=True)
    yield Matter(f"Exhibits not moved for {STALE_DAYS} days", "/stores", len(standing))
