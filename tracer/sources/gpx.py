"""GPX 1.0 and 1.1: tracks, routes and way-points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from tracer.model import RawBatch
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._head import text_start
from tracer.sources._points import Point, item_of
from tracer.sources._xml import leaf_texts, nodes, text_of

_SOURCES = {"trkpt": "GPX track point", "rtept": "GPX route point", "wpt": "GPX way-point"}
_OPENING_CHARS = 4096


class Gpx(Format):
    """Points in the order of the file, numbered from 1. GPX tells no accuracy in metres, so there is none.

    `hdop` and its like are kept as they stand: they are ratios, not metres. A time without a zone is given as it is.
    """

    name = "gpx"
    suffixes = (".gpx",)
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """Certain where the document element is `gpx`."""
        start = text_start(head.data)[:_OPENING_CHARS]
        return 1.0 if start.startswith("<") and ("<gpx" in start or ":gpx " in start) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of points; those without a time are refused."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    for row, (path, element) in enumerate(nodes(stream, frozenset(_SOURCES)), 1):
        yield item_of(row, _point(path[-1], element))


def _point(tag: str, element: Element) -> Point:
    more = leaf_texts(element)
    more.pop("time", None)
    return Point(text_of(element, "time"), element.get("lat"), element.get("lon"), _SOURCES[tag], more=more)
