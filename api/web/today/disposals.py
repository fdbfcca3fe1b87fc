"""Disposals that were approved, and wait to be done."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody_web.disposal import disposals, still_open
from api.web.matters import Matter

PERMISSION = Permission.CUSTODY_WRITE


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """Of what they may see: approved by somebody else, still in custody, and not taken back."""
    approved = [one for one in disposals(desk, who) if one.state == "approved" and one.decided_by != who.person.id]
    waiting = [one for one in still_open(desk, approved) if not desk.ledger.state(one.subject).closed]
    href = f"/exhibits/{waiting[0].subject}" if len(waiting) == 1 else "/exhibits"
    yield Matter("Disposals that were approved, to be done", href, len(waiting))
