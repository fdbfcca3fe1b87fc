"""How a phone's pings move: dwelling at a place and travelling between two."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from heron_case.clock import minutes, text, without_offset
from heron_case.places import Point

_METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True)
class Ping:
    """One row of a pings file; `accuracy_m` is None where the source gives none."""

    imei: str
    at: datetime
    where: Point
    accuracy_m: int | None
    source: str

    def row(self, offset: bool = True) -> dict[str, object]:
        """The row as it is written, with or without the time's offset."""
        return {
            "imei": self.imei,
            "at": text(self.at) if offset else without_offset(self.at),
            "lat": f"{self.where[0]:.5f}",
            "lon": f"{self.where[1]:.5f}",
            "accuracy_m": "" if self.accuracy_m is None else self.accuracy_m,
            "source": self.source,
        }


@dataclass(frozen=True)
class Phone:
    """What is seen of one phone: its IMEI, who sees it, its own dice, and how well it is seen (metres)."""

    imei: str
    source: str
    dice: random.Random
    accuracy: tuple[int, int] = (8, 40)

    def ping(self, at: datetime, where: Point) -> Ping:
        """A ping at that moment, off by what its accuracy allows."""
        accuracy = self.dice.randint(*self.accuracy)
        return Ping(self.imei, at, _shifted(where, self.dice, accuracy * 0.35), accuracy, self.source)

    def dwell(self, where: Point, start: datetime, end: datetime, every: float) -> Iterator[Ping]:
        """Pings at one place from start to end, both included, about `every` minutes apart."""
        steps = max(1, round((end - start) / minutes(every)))
        for step in range(steps + 1):
            drift = 0 if step in {0, steps} else self.dice.uniform(-0.2, 0.2) * every
            yield self.ping(start + minutes((end - start).total_seconds() / 60 * step / steps + drift), where)

    def travel(self, path: tuple[Point, Point], start: datetime, end: datetime, count: int) -> Iterator[Ping]:
        """`count` pings on the way from one place to another, neither end included."""
        (lat, lon), (to_lat, to_lon) = path
        for step in range(1, count + 1):
            share = step / (count + 1)
            between = (lat + (to_lat - lat) * share, lon + (to_lon - lon) * share)
            yield self.ping(start + minutes((end - start).total_seconds() / 60 * share), between)


def _shifted(where: Point, dice: random.Random, metres: float) -> Point:
    north, east = dice.gauss(0, metres), dice.gauss(0, metres)
    lat = where[0] + north / _METRES_PER_DEGREE
    lon = where[1] + east / (_METRES_PER_DEGREE * math.cos(math.radians(where[0])))
    return round(lat, 5), round(lon, 5)
