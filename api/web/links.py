"""What a page says of itself for the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor, Permission


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the navigation: shown to those who may, in this order."""

    text: str
    href: str
    permission: Permission
    order: int


def links_for(actor: Actor | None, links: tuple[Link, ...]) -> list[Link]:
    """The links that somebody may follow."""
    if actor is None:
        return []
    return sorted((link for link in links if actor.may(link.permission)), key=lambda link: link.order)
