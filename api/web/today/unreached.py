"""Owners and claimants who wait for something that no victim liaison can reach."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.recovery.unreached import unreached
from api.web.matters import Matter

PERMISSION = Permission.APPROVE


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """How many, of their own force, until an administrator has a liaison work on the case."""
    said = "Owners and claimants who wait, and no victim liaison works on their case: ask an administrator for one"
    yield Matter(said, "/exhibits", unreached(desk, who), late=True)
