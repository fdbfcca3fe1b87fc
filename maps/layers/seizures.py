"""Where it was seized."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Seizures(Layer):
    """Searches and stops that ended with the handset in police hands."""

    name = "seizures"
    label = "Seizure"
    letter = "S"
    order = 2

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each place of seizure."""
        return marks_of(scene, "seizure", text="Seized")
