"""What somebody searched for of late, to be asked again."""

from __future__ import annotations

from api.access import Actor, Permission
from api.desk import Desk
from tracer.records.access.searches import RecentSearches
from tracer.records.search_text import LONGEST, compact


def keep_search(desk: Desk, who: Actor, text: str) -> None:
    """Keeps a text that somebody who is signed in searched for; one with nothing in it is not kept."""
    text = text.strip()[:LONGEST]
    if who.session is not None and compact(text):
        desk.records.part(RecentSearches).keep(who.person.id, text)


def recent_searches(desk: Desk, who: Actor) -> tuple[str, ...]:
    """Their own, the newest first."""
    return desk.records.part(RecentSearches).of(who.person.id) if who.may(Permission.TRACE) else ()


def clear_searches(desk: Desk, who: Actor) -> None:
    """Forget them all."""
    desk.records.part(RecentSearches).clear(who.person.id)
