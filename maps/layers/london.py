"""The London boroughs, beneath a story that touches London."""

from __future__ import annotations

from maps import assets
from maps.layers._base import Drawing, Layer
from maps.scene import Point, Scene

_SOUTH, _NORTH, _WEST, _EAST = 51.28, 51.70, -0.52, 0.34


class London(Layer):
    """Borough outlines and the tidal Thames, so that a map with no street map still says where it is."""

    name = "london"
    label = "London boroughs"
    order = 89
    sign = "outline"

    def draw(self, scene: Scene) -> Drawing:
        """The outlines, when anything on the map is within London."""
        if not any(_within(point) for point in scene.points()):
            return Drawing()
        outlines = assets.own_json("london.json")
        return Drawing(background={"water": outlines["water"], "boroughs": outlines["boroughs"]})


def _within(point: Point) -> bool:
    return _SOUTH <= point[0] <= _NORTH and _WEST <= point[1] <= _EAST
