"""The world in outline, with the countries of the story brought out."""

from __future__ import annotations

from maps.countries import countries_met
from maps.layers._base import Drawing, Layer
from maps.outlines import fine_outlines, world_outlines
from maps.scene import Scene


class Countries(Layer):
    """Outlines that need no street map: coarse for the world, finer for the countries met."""

    name = "countries"
    label = "Country outlines; those of the story darker"
    order = 90
    sign = "outline"

    def draw(self, scene: Scene) -> Drawing:
        """The world, and each country met that has an outline."""
        met = [country for country in countries_met(scene) if country.numeric]
        numbers = frozenset(country.numeric for country in met if country.numeric)
        return Drawing(
            background={"world": world_outlines(without=numbers), "met": fine_outlines(numbers)},
            shown=len(met),
            total=len(countries_met(scene)),
        )
