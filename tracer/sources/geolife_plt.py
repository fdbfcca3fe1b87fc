"""GeoLife's `.plt`: six lines of preamble, then a point a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from tracer.errors import InputError
from tracer.model import RawBatch, Refusal
from tracer.sources._base import Format, Head
from tracer.sources._batches import Item, batches
from tracer.sources._dialect import open_text
from tracer.sources._head import text_start
from tracer.sources._lines import lines
from tracer.sources._points import Point, item_of

_TITLE = "Geolife trajectory"
_PREAMBLE = 6
_FIELDS = 7


class GeolifePlt(Format):
    """Rows are numbered as the lines of the file are. Dates and times are UTC; there is no accuracy.

    A line is latitude, longitude, 0, altitude in feet, days since 1899-12-30, date, time.
    """

    name = "geolife_plt"
    suffixes = (".plt",)
    kind = "pings"

    def confidence(self, head: Head) -> float:
        """Certain where the title stands in the first line."""
        return 1.0 if text_start(head.data).startswith(_TITLE) else 0.0

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of points; raises `InputError` where the title is missing."""
        return batches(_items(stream))


def _items(stream: BinaryIO) -> Iterator[Item]:
    opening = open_text(stream)
    if not opening.head.startswith(_TITLE.encode()):
        raise InputError(f"Its first line is not {_TITLE!r}.")
    for row, line in lines(opening.rest.read, opening.head):
        if isinstance(line, Refusal):
            yield line
        elif row > _PREAMBLE and line.strip():
            yield _item(row, line)


def _item(row: int, line: str) -> Item:
    fields = [field.strip() for field in line.split(",")]
    if len(fields) != _FIELDS:
        return Refusal(row, f"it has {len(fields)} fields, a point has {_FIELDS}", {"line": line})
    lat, lon, _, altitude, _, date, time = fields
    at = f"{date}T{time}Z" if date and time else None
    return item_of(row, Point(at, lat, lon, "GeoLife", more={"altitude_feet": altitude}))
