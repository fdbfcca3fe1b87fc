"""Stays: where the handset rested, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from maps.layers._base import Drawing, Layer, Mark, same_point
from maps.scene import Numbered, Point, Scene
from maps.words import duration, short_duration

_LARGEST_SECONDS = 3 * 86_400


class Stays(Layer):
    """One large mark for each place rested at, sized by the time spent there in all."""

    name = "stays"
    label = "Stays, with time spent"
    order = 11
    sign = "stay"

    def draw(self, scene: Scene) -> Drawing:
        """Marks with the time in all and the number of stays."""
        marks = [_mark(point, group) for point, group in same_point(list(scene.of("stay"))).items()]
        shown = sum(len(mark.rows) for mark in marks)
        return Drawing(marks=marks, shown=shown, total=scene.counts.get("stay", (0, 0))[1])


def _mark(point: Point, group: Sequence[Numbered]) -> Mark:
    spans = [(stay.event.until - stay.event.at).total_seconds() for stay in group if stay.event.until and stay.event.at]
    seconds = sum(spans)
    place = f"At {group[0].event.place}" if group[0].event.place else group[0].event.summary
    times = f"{len(group)} stays, " if len(group) > 1 else ""
    title = f"{place}: {times}{duration(seconds)} in all" if spans else f"{place}: how long is not known"
    return Mark(
        group[0].point or point,
        title,
        tuple(stay.number for stay in group),
        short_duration(seconds) if spans else "?",
        size=min(1.0, (seconds / _LARGEST_SECONDS) ** 0.5),
    )
