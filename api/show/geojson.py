"""A story as GeoJSON (RFC 7946): a feature for each event, longitude before latitude."""

from __future__ import annotations

from api.show.story_json import event_json
from graph.views import Event, Story
from maps.track import position_of

_PLACED = ("lat", "lon")


def features_json(story: Story) -> dict[str, object]:
    """The whole story; an event with no place on Earth has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(event) for event in story.events]}


def _feature(event: Event) -> dict[str, object]:
    where = position_of(event)
    properties = {name: value for name, value in event_json(event).items() if name not in _PLACED}
    geometry = {"type": "Point", "coordinates": [where[1], where[0]]} if where else None
    return {"type": "Feature", "geometry": geometry, "properties": properties}
