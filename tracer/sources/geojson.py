"""GeoJSON (RFC 7946): features that are points with a time, or lines with a time for each position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from tracer.model import RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._head import is_binary, text_start
from tracer.sources._json import as_text, elements, scalars, shape_of
from tracer.sources._points import Point, item_of

_TIMES = ("at", "time", "timestamp", "datetime", "date_time", "recorded_at", "when", "date")
_ACCURACIES = ("accuracy_m", "accuracy", "horizontal_accuracy", "horizontalaccuracy", "hacc")
_SURE = 0.95


class GeoJson(Format):
    """Points in the order of the file, numbered from 1. A feature that is neither is one refused row."""

    name = "geojson"
    suffixes = (".geojson", ".json")
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """High where the top object is a FeatureCollection or its `features` are Features."""
        if is_binary(head.data) or not text_start(head.data).startswith("{"):
            return 0.0
        shape = shape_of(head.data)
        named = any(e.key == "type" and e.value == "FeatureCollection" for e in shape.elements)
        first = shape.first("features")
        return _SURE if named or (first is not None and first.get("type") == "Feature") else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of points; those without a time are refused, as are other shapes."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    row = 0
    for element in elements(stream):
        if element.key != "features" or element.index == 0:
            continue
        for point in _points(element.value):
            row += 1
            yield Refusal(row, point.reason, point.cells) if isinstance(point, Refusal) else item_of(row, point)


def _points(feature: Any) -> Iterator[Point | Refusal]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    geometry = geometry if isinstance(geometry, dict) else {}
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    positions = geometry.get("coordinates")
    if geometry.get("type") == "Point":
        yield _point(_first(properties, _TIMES), positions, properties)
    elif geometry.get("type") == "LineString" and isinstance(positions, list):
        times = _line_times(properties)
        for index, position in enumerate(positions):
            yield _point(times[index] if index < len(times) else None, position, properties)
    else:
        shown = {name: value for name, value in scalars(properties).items() if value}
        yield Refusal(0, f"a {geometry.get('type') or 'feature without a shape'} is not a ping", shown)


def _point(at: Any, position: Any, properties: Mapping[str, Any]) -> Point:
    numbers = position if isinstance(position, list) else []
    lon, lat, altitude = (*map(as_text, numbers), *[None] * 3)[:3]
    more = {name: as_text(value) for name, value in properties.items() if name.lower() not in (*_TIMES, *_ACCURACIES)}
    more.pop("coordTimes", None)
    more.pop("coordinateProperties", None)
    if altitude:
        more["altitude"] = altitude
    return Point(as_text(at), lat, lon, "GeoJSON", as_text(_first(properties, _ACCURACIES)), more)


def _line_times(properties: Mapping[str, Any]) -> list[Any]:
    """Times of a line's positions, as togeojson writes them: `coordTimes`, or `coordinateProperties.times`."""
    times = properties.get("coordTimes")
    if times is None:
        inner = properties.get("coordinateProperties")
        times = inner.get("times") if isinstance(inner, dict) else None
    return times if isinstance(times, list) else []


def _first(properties: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    lowered = {name.lower(): value for name, value in properties.items()}
    return next((lowered[name] for name in names if lowered.get(name) is not None), None)
