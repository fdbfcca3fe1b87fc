"""KML, and KMZ, which is KML in a zip container: tracks with times, and placemarks with a time and a point."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from tracer.errors import InputError, UnsafeInputError
from tracer.model import RawBatch
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._encoding import Chained
from tracer.sources._head import text_start
from tracer.sources._points import Point, item_of
from tracer.sources._xml import nodes
from tracer.sources._zip import open_member, open_zip

_WANTED = frozenset(
    {"name", "when", "begin", "end", "coord", "coordinates", "Track", "Placemark", "LineString", "Polygon"}
)
_ZIP = b"PK\x03\x04"
_OPENING_CHARS = 4096
_KMZ_SURE = 0.95
_WAITING_LIMIT = 1_000_000


class Kml(Format):
    """Points in the order of the file, numbered from 1.

    A `gx:Track` pairs its times with its coordinates in order. A placemark's point is at its `TimeStamp`, or at the
    start of its `TimeSpan`, whose end is kept as `until`. KML tells no accuracy.
    """

    name = "kml"
    suffixes = (".kml", ".kmz")
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """Certain where the document element is `kml`; nearly so for a zip container with a KML file in it."""
        if head.data.startswith(_ZIP):
            return _KMZ_SURE if b".kml" in head.data and b"[Content_Types].xml" not in head.data else 0.0
        start = text_start(head.data)[:_OPENING_CHARS]
        return 1.0 if start.startswith("<") and ("<kml" in start or ":kml " in start) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of points; placemarks without a time or a point are refused."""
        return batches(_numbered(stream))


def _numbered(stream: BinaryIO) -> Iterator[Item]:
    for row, point in enumerate(_points(_kml_of(stream)), 1):
        yield item_of(row, point)


def _kml_of(stream: BinaryIO) -> BinaryIO:
    start = stream.read(len(_ZIP))
    if start != _ZIP:
        return Chained(start, stream)  # type: ignore[return-value]
    archive = open_zip(_Rewound(start, stream))  # type: ignore[arg-type]
    return _main_document(archive)


def _main_document(archive: ZipFile) -> BinaryIO:
    infos = [info for info in archive.infolist() if info.filename.lower().endswith(".kml")]
    if not infos:
        raise InputError("The KMZ file holds no KML.")
    return open_member(archive, min(infos, key=lambda info: (info.filename != "doc.kml", info.filename)))


class _Rewound(Chained):
    """A stream whose start has been looked at, to be copied whole."""

    def seekable(self) -> bool:
        """Never: so that it is copied."""
        return False


def _points(stream: BinaryIO) -> Iterator[Point]:
    placemark = _Placemark()
    for path, element in nodes(stream, _WANTED, whole=False):
        tag, parent = path[-1], path[-2] if len(path) > 1 else ""
        if tag == "Placemark":
            yield from placemark.ended()
            placemark = _Placemark()
        elif parent == "Track" or tag == "Track":
            yield from placemark.track(tag, (element.text or "").strip())
        else:
            placemark.note(tag, parent, element)


class _Placemark:
    """What has been read of the placemark that is open."""

    def __init__(self) -> None:
        self._name: str | None = None
        self._at: str | None = None
        self._until: str | None = None
        self._position: str | None = None
        self._shape = ""
        self._has_track = False
        self._times: deque[str] = deque()
        self._waiting: deque[str] = deque()

    def note(self, tag: str, parent: str, element: Element) -> None:
        text = (element.text or "").strip()
        if tag == "name" and parent == "Placemark":
            self._name = text
        elif tag in ("when", "begin"):
            self._at = text
        elif tag == "end":
            self._until = text
        elif tag == "coordinates" and parent == "Point":
            self._position = text
        elif tag in ("LineString", "Polygon"):
            self._shape = tag

    def track(self, tag: str, text: str) -> Iterator[Point]:
        self._has_track = True
        if tag == "when":
            self._times.append(text)
        elif tag == "coord":
            self._waiting.append(text)
        if len(self._times) + len(self._waiting) > _WAITING_LIMIT:
            raise UnsafeInputError(f"A KML track has more than {_WAITING_LIMIT:,} times without coordinates.")
        while self._times and self._waiting:
            yield self._point(self._times.popleft(), self._waiting.popleft().split(), "KML track")
        if tag == "Track":
            yield from (self._point(at, [], "KML track") for at in self._times)
            yield from (self._point(None, position.split(), "KML track") for position in self._waiting)
            self._times.clear()
            self._waiting.clear()

    def ended(self) -> Iterator[Point]:
        if self._position is not None or not self._has_track:
            source = f"KML {self._shape}" if self._shape and self._position is None else "KML placemark"
            yield self._point(self._at, (self._position or "").split(","), source)

    def _point(self, at: str | None, position: list[str], source: str) -> Point:
        lon, lat, altitude = (*position, *[None] * 3)[:3]
        more = {"name": self._name, "until": self._until, "altitude": altitude}
        return Point(at, lat, lon, source, more={name: value for name, value in more.items() if value})
