"""What the tracing functions are given: located points, and sightings that only tell the country."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything seen at an instant (aware, UTC), with a key that tells it from others of the same instant."""

    @property
    def at(self) -> datetime:
        """When it was seen."""

    @property
    def key(self) -> str:
        """The id of the observation."""


Seen = TypeVar("Seen", bound=Dated)


@dataclass(frozen=True, slots=True)
class Point:
    """One located observation: UTC, WGS 84 degrees, metres of accuracy (None is unknown, not zero)."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None
    identifier: str
    key: str


@dataclass(frozen=True, slots=True)
class CountrySighting:
    """An observation that says no more of where than a country (ISO 3166-1 alpha-2)."""

    at: datetime
    country: str
    identifier: str
    key: str


class Ordered(tuple[Seen, ...]):
    """What `in_time_order` gave, so that whoever is handed it need not order it again."""

    __slots__ = ()


def in_time_order(seen: Iterable[Seen]) -> Ordered[Seen]:
    """By instant, and by key within one: the same order however the input was ordered."""
    return seen if isinstance(seen, Ordered) else Ordered(sorted(seen, key=lambda one: (one.at, one.key)))
