"""Owners who have to be told or come to collect, notices that did not go out, and questions that wait."""

from __future__ import annotations

from collections.abc import Iterator

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.recovery.claim_acts import waiting_claims
from api.usecases.recovery.owners_page import is_ready
from api.usecases.recovery.reach import seen_notices, seen_returns
from api.web.matters import Matter
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import NoticeState
from tracer.times import LONDON

PERMISSION = Permission.RETURNS


def matters(desk: Desk, who: Actor) -> Iterator[Matter]:
    """What is late or due today, what was given up, whose questions or claims wait, and who comes to collect."""
    found, today = seen_returns(desk, who), desk.custody.now.astimezone(LONDON).date()
    yield Matter("Owners who should have been told", "/returns", sum(one.late for one in found.untold), late=True)
    yield Matter("Owners to be told today", "/returns", sum(one.due == today for one in found.untold))
    dead = seen_notices(desk, who, NoticeState.DEAD)
    yield Matter("Notices to owners that were given up", "/returns", len(dead), late=True)
    yield Matter("Owners who wait for an answer", "/returns", len(found.unanswered))
    claims = waiting_claims(desk, who)
    yield Matter("Claims that nobody has decided", "/returns", sum(one.claim.outcome is None for one in claims))
    agreed = [one.back.begins.astimezone(LONDON).date() for one in claims if one.back and one.back.begins]
    yield Matter("Claimants who come to collect today", "/returns", agreed.count(today))
    open_ones = {one.id: one for one in found.open}
    chosen = [slot for slot in desk.records.part(Slots).chosen() if slot.confirmation in open_ones]
    coming = [slot for slot in chosen if slot.begins.astimezone(LONDON).date() >= today]
    due = sum(slot.begins.astimezone(LONDON).date() == today for slot in coming)
    yield Matter("Owners who come to collect today", "/returns", due)
    yield Matter("Owners who come to collect on a later day", "/returns", len(coming) - due)
    held_up = [slot for slot in coming if not is_ready(desk.custody, open_ones[slot.confirmation])]
    yield Matter("Owners who come to collect what cannot go back now", "/returns", len(held_up), late=True)
