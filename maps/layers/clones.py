"""Identifiers seen on two phones at once."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Clones(Layer):
    """Places where the story says that a clone was seen."""

    name = "clones"
    label = "Clone: the identifier is on another phone too"
    letter = "C"
    order = 22
    sign = "warning"

    def draw(self, scene: Scene) -> Drawing:
        """A warning mark for each."""
        return marks_of(scene, "clone", text="Clone", warning=True)
