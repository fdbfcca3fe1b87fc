"""`Timeline.json` as a phone exports its own Google Timeline: the Android and the iOS layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from tracer.model import RawBatch
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._head import is_binary, text_start
from tracer.sources._json import elements, scalars, shape_of
from tracer.sources._points import Point, item_of

_SURE = 0.95
_SEGMENT = ("timelinePath", "visit", "activity", "timelineMemory")
_POSITION = re.compile(r"\s*(?:geo:)?\s*([-+]?[\d.]+)°?\s*,\s*([-+]?[\d.]+)°?\s*")
_SIGNAL_USED = ("LatLng", "latLng", "accuracyMeters", "source", "timestamp")


class TimelineDevice(Format):
    """Points in the order of the file, numbered from 1: paths, the places of visits, the ends of journeys, raw signals.

    A visit's point is the place the phone took itself to be at, at the visit's start (its end is kept as `until`).
    Only raw signals tell an accuracy.
    """

    name = "timeline_device"
    suffixes = (".json",)
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """High where there are segments or raw signals (Android), or dated segments at the top (iOS)."""
        if is_binary(head.data) or text_start(head.data)[:1] not in ("{", "["):
            return 0.0
        shape = shape_of(head.data)
        if {"semanticSegments", "rawSignals"} & shape.members():
            return _SURE
        first = shape.first("") or {}
        return _SURE if "startTime" in first and any(name in first for name in _SEGMENT) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of points; those without a time or a position are refused."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    row = 0
    for element in elements(stream):
        if element.index and isinstance(element.value, dict):
            for point in _points(element.key, element.value):
                row += 1
                yield item_of(row, point)


def _points(key: str, value: dict[str, Any]) -> Iterator[Point]:
    if key in ("", "semanticSegments"):
        yield from _path(value)
        yield from _visit(value)
        yield from _activity(value)
    elif key == "rawSignals" and isinstance(value.get("position"), dict):
        yield _signal(value["position"])


def _path(segment: dict[str, Any]) -> Iterator[Point]:
    path = segment.get("timelinePath")
    for step in path if isinstance(path, list) else []:
        if isinstance(step, dict):
            at = _text(step.get("time")) or _later(segment, step.get("durationMinutesOffsetFromStartTime"))
            yield Point(at, *_position(step.get("point")), "timeline path")


def _visit(segment: dict[str, Any]) -> Iterator[Point]:
    visit = segment.get("visit")
    if isinstance(visit, dict):
        candidate = visit.get("topCandidate")
        candidate = candidate if isinstance(candidate, dict) else {}
        more = {**scalars(candidate), "until": _text(segment.get("endTime"))}
        yield Point(
            _text(segment.get("startTime")), *_position(candidate.get("placeLocation")), "timeline visit", more=more
        )


def _activity(segment: dict[str, Any]) -> Iterator[Point]:
    activity = segment.get("activity")
    if isinstance(activity, dict):
        for end, time in (("start", "startTime"), ("end", "endTime")):
            if end in activity:
                yield Point(_text(segment.get(time)), *_position(activity[end]), f"timeline activity {end}")


def _signal(position: dict[str, Any]) -> Point:
    texts = scalars(position)
    return Point(
        texts.get("timestamp"),
        *_position(texts.get("LatLng") or texts.get("latLng")),
        texts.get("source") or "raw signal",
        texts.get("accuracyMeters"),
        {name: text for name, text in texts.items() if name not in _SIGNAL_USED},
    )


def _position(value: Any) -> tuple[str | None, str | None]:
    """Latitude and longitude from `35.1°, 139.1°`, `geo:35.1,139.1`, or an object that has such a text."""
    if isinstance(value, dict):
        value = value.get("latLng") or value.get("LatLng")
    found = _POSITION.fullmatch(value) if isinstance(value, str) else None
    return (found[1], found[2]) if found else (None, None)


def _later(segment: dict[str, Any], minutes: Any) -> str | None:
    """A segment's start and so many minutes, in the start's own zone."""
    start, offset = _text(segment.get("startTime")), _text(minutes)
    if start is None or offset is None:
        return None
    try:
        return (datetime.fromisoformat(start) + timedelta(minutes=float(offset))).isoformat()
    except (ValueError, OverflowError):
        return None


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) else None
