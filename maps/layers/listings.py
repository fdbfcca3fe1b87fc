"""Where it was offered for sale."""

from __future__ import annotations

from maps.layers._base import Drawing, Layer, marks_of
from maps.scene import Scene


class Listings(Layer):
    """Listings that say where the seller is."""

    name = "listings"
    label = "Listing"
    letter = "L"
    order = 3

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each place of a listing."""
        return marks_of(scene, "listing", text="Listed")
