"""Known places within reach of where a phone was."""

from __future__ import annotations

from collections.abc import Sequence

from graph.port import Answers
from graph.queries.story._found import place_columns, place_view
from graph.views import PlaceView

MARGIN = 0.01
"""Degrees added to the area asked for: about a kilometre, more than any place's reach."""

_NEAR = (
    "MATCH (p:Place) WHERE p.lat >= $south AND p.lat <= $north AND p.lon >= $west AND p.lon <= $east"
    f" RETURN {place_columns('p')} ORDER BY place_id"
)


def places_near(graph: Answers, positions: Sequence[tuple[float, float]]) -> list[PlaceView]:
    """Places in the area that some positions (latitude, longitude) span."""
    if not positions:
        return []
    lats, lons = [lat for lat, _ in positions], [lon for _, lon in positions]
    area = {
        "south": min(lats) - MARGIN,
        "north": max(lats) + MARGIN,
        "west": min(lons) - MARGIN,
        "east": max(lons) + MARGIN,
    }
    return [place for row in graph.read(_NEAR, area) if (place := place_view(row))]
