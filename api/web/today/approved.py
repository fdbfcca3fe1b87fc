"""What somebody asked for that another person approved, and that waits to be done."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.access.two_people import KINDS
from api.web.matters import Matter

PERMISSION = Permission.ADMINISTER


def matters(desk: Desk, _who: Actor) -> Iterator[Matter]:
    """New keys and erasures: whoever administers does them."""
    approved = [one for one in desk.approvals.every("approved") if one.act in KINDS]
    yield Matter("Requests that were approved, to be done", "/admin", len(approved))
