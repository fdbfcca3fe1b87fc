"""Impossible jumps: marked, never hidden."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, Line, Mark
from maps.scene import Numbered, Point, Scene
from maps.style import MAX_LINES
from maps.track import Track


class Jumps(Layer):
    """Two pings too far apart to travel between in the time."""

    name = "jumps"
    label = "Impossible jump"
    letter = "!"
    order = 21
    sign = "warning"

    def draw(self, scene: Scene) -> Drawing:
        """A warning line for each jump, or a mark where only one end is known."""
        lines, marks = [], []
        for jump in list(scene.of("jump"))[:MAX_LINES]:
            ends = _ends(scene.track, jump)
            if ends:
                lines.append(Line(ends, "Impossible jump", (jump.number,), warning=True))
            elif jump.point:
                marks.append(Mark(jump.point, jump.event.summary, (jump.number,), "Impossible jump", warning=True))
        total = scene.counts.get("jump", (0, 0))[1]
        return Drawing(marks=marks, lines=lines, shown=len(lines) + len(marks), total=total)


def _ends(track: Track, jump: Numbered) -> tuple[Point, Point] | None:
    """The ends it tells itself, otherwise the pings around it; one with no end in time is at its later ping."""
    start = jump.event.details.get("fromLat"), jump.event.details.get("fromLon")
    if isinstance(start[0], float) and isinstance(start[1], float) and jump.point:
        return (start[0], start[1]), jump.point
    if jump.event.at is None or not track.events:
        return None
    if jump.event.until is None:
        after = track.at_or_after(jump.event.at)
        before = after - 1 if after else None
    else:
        before, after = track.at_or_before(jump.event.at), track.at_or_after(jump.event.until)
    if before is None or after is None or before >= after:
        return None
    return track.point(before), track.point(after)
