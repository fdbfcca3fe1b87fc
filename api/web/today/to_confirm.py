"""Phones in custody that somebody may be waiting for: nobody has said whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.recovery.to_confirm import seen_to_confirm
from api.web.matters import Matter

PERMISSION = Permission.RETURNS


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """How many exhibits may be a reported phone."""
    waiting = len(seen_to_confirm(desk, who).exhibits)
    yield Matter("Exhibits that may be a reported phone: say whose they are", "/returns#whose", waiting)
