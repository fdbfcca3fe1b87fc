"""Exhibits that were handed to somebody, who has not accepted them."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody_web.reach import visible
from api.web.matters import Matter

PERMISSION = Permission.CUSTODY_HOLD


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """Hand-overs to this officer, of what they may see."""
    if who.officer is not None:
        handed = [state for state in desk.ledger.exhibits(holder=who.officer) if state.awaiting == who.officer]
        yield Matter(
            "Exhibits that wait for you to accept them", "/exhibits", len(visible(desk, who, handed)), late=True
        )
