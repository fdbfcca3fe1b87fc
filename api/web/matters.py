"""What needs somebody today, as the start page tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from tracer.errors import TracerError
from tracer.registry import modules_in


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to do, and where. `count` is how many there are; what is late comes first."""

    text: str
    href: str
    count: int = 1
    late: bool = False


def matters_for(desk: Desk, who: Actor) -> list[Matter]:
    """All that needs this person, what is late first. A part that cannot be asked just now says so."""
    found: list[Matter] = []
    for module in modules_in("api.web.today"):
        if who.may(module.PERMISSION):
            found += _asked(module.matters, desk, who)
    return sorted(found, key=lambda matter: not matter.late)


def _asked(ask: Callable[[Desk, Actor], Iterable[Matter]], desk: Desk, who: Actor) -> Iterable[Matter]:
    try:
        return [matter for matter in ask(desk, who) if matter.count]
    except TracerError as error:
        return [Matter(f"This could not be looked up: {error.what}", "/", late=True)]
