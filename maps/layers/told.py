"""Places that somebody told of and nothing rests on: they are shown, and the trail does not go there."""

from __future__ import annotations

from dataclasses import replace

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Told(Layer):
    """Pings whose source is not reliable, or that are suspected false."""

    name = "told"
    label = "Told of, not relied on"
    letter = "?"
    order = 7

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each such place."""
        drawing = marks_of(scene, "ping", text="Told of", warning=True)
        return replace(drawing, total=drawing.shown)
