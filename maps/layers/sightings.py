"""Where a network or service saw it."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Sightings(Layer):
    """Sightings with a position; those with only a country are in the panel beside the map."""

    name = "sightings"
    label = "Sighting by a network or service"
    letter = "N"
    order = 4

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each place of a sighting."""
        return marks_of(scene, "sighting")
