"""What a layer is, and the few shapes it can ask the page to draw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from maps.scene import Numbered, Point, Scene


@dataclass(frozen=True)
class Mark:
    """A sign at a point. `text` stands beside it, `title` tells more; `rows` are the numbers of the events it is of.

    `size` from 0 to 1 makes it larger. Texts from outside are welcome: the page never reads them as HTML.
    """

    at: Point
    title: str
    rows: tuple[int, ...] = ()
    text: str = ""
    size: float = 0.0
    warning: bool = False


@dataclass(frozen=True)
class Line:
    """A dashed line between two points, with a few words at its middle."""

    ends: tuple[Point, Point]
    text: str
    rows: tuple[int, ...] = ()
    warning: bool = False


@dataclass(frozen=True)
class Circle:
    """An area around a point, `radius` in metres."""

    at: Point
    radius: float
    title: str


@dataclass(frozen=True)
class Drawing:
    """All that one layer draws; `total` is how many there are where `shown` is not all of them.

    `background` is for outlines that lie beneath everything, in the page's own form.
    """

    marks: Sequence[Mark] = ()
    lines: Sequence[Line] = ()
    circles: Sequence[Circle] = ()
    track: bool = False
    background: Mapping[str, Any] = field(default_factory=dict)
    shown: int = 0
    total: int = 0
    note: str = ""


class Layer(ABC):
    """One thing that a map can show, and switch off.

    `letter` is the sign it has on the map and in the legend, `label` its words there, and `order` its place in the
    legend, from the top. A layer that draws nothing for a story is left out.
    """

    name: str
    label: str
    letter: str = ""
    order: int = 50
    sign: str = "badge"

    @abstractmethod
    def draw(self, scene: Scene) -> Drawing:
        """What this layer shows of a story."""


def same_point(events: Sequence[Numbered]) -> dict[Point, list[Numbered]]:
    """Located events by where they were, to about ten metres; in order of first appearance."""
    groups: dict[Point, list[Numbered]] = {}
    for numbered in events:
        if numbered.point is not None:
            groups.setdefault((round(numbered.point[0], 4), round(numbered.point[1], 4)), []).append(numbered)
    return groups


def marks_of(scene: Scene, *kinds: str, text: str = "", warning: bool = False) -> Drawing:
    """One mark for each point that has events of some kinds: the plain way to show a kind."""
    events = list(scene.of(*kinds))
    marks = [
        Mark(
            group[0].point or point,
            _titles(group),
            tuple(numbered.number for numbered in group),
            _counted(text, len(group)),
            warning=warning,
        )
        for point, group in same_point(events).items()
    ]
    shown = sum(len(mark.rows) for mark in marks)
    return Drawing(marks=marks, shown=shown, total=sum(scene.counts.get(kind, (0, 0))[1] for kind in kinds))


def _titles(group: Sequence[Numbered]) -> str:
    first = group[0].event.summary
    return first if len(group) == 1 else f"{first} (and {len(group) - 1} more here)"


def _counted(text: str, count: int) -> str:
    return f"{text} ×{count}".strip() if count > 1 else text
