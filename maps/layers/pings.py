"""The trail: pings in time order, their direction, and how exact each one is."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer
from maps.scene import Scene


class Pings(Layer):
    """The pings and the way between them. The page draws them from the trail's columns."""

    name = "pings"
    label = "Pings and their order"
    order = 10
    sign = "trail"

    def draw(self, scene: Scene) -> Drawing:
        """The whole trail."""
        shown, total = scene.counts.get("ping", (0, 0))
        if not scene.track.events:
            return Drawing()
        note = "" if shown == total else "thinned: ends, extremes, and what borders gaps, jumps and stays are kept"
        return Drawing(track=True, shown=shown, total=total, note=note)
