"""Everything else that has a place."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Others(Layer):
    """Hand-overs, links, consignments, parts and fraud that say where they happened."""

    name = "others"
    label = "Other event"
    letter = "E"
    order = 6

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each place of such an event."""
        return marks_of(scene, "held", "link", "consignment", "part", "fraud")
