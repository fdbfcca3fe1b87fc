"""Shops and other places that the story meets, as wide as they are."""

from __future__ import annotations

from maps.layers._base import Circle, Drawing, Layer, Mark
from maps.scene import Scene


class Places(Layer):
    """Each place with a position; a circle where its radius is known."""

    name = "places"
    label = "Shop or other place"
    letter = "P"
    order = 5

    def draw(self, scene: Scene) -> Drawing:
        """A mark for each place, with its kind, name and address."""
        marks, circles = [], []
        for place in scene.story.places:
            if place.lat is None or place.lon is None:
                continue
            title = ", ".join(part for part in (f"{place.name} ({place.kind})", place.address) if part)
            marks.append(Mark((place.lat, place.lon), title, (), place.name))
            if place.radius_m:
                circles.append(Circle((place.lat, place.lon), place.radius_m, title))
        return Drawing(marks=marks, circles=circles, shown=len(marks), total=len(scene.story.places))
