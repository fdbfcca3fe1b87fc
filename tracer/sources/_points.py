"""The columns that every location format gives, and the refusals they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracer.model import Refusal
from tracer.sources._batches import Cells, Item, kept

NO_TIME = "no time: a point without a time is not a ping"
NO_POSITION = "no position"


@dataclass(frozen=True, slots=True)
class Point:
    """One point as it stands in a file: text as written, None where the file does not say.

    `lat` and `lon` are decimal degrees, `accuracy_m` a radius in metres, `source` what gave the position in the words
    of the format, `more` whatever else the file tells of it.
    """

    at: str | None
    lat: str | None
    lon: str | None
    source: str
    accuracy_m: str | None = None
    more: Mapping[str, str | None] = field(default_factory=dict)


def item_of(row: int, point: Point) -> Item:
    """The row of a point, or its refusal where it lacks a time or a position."""
    cells: dict[str, str | None] = {
        "at": _trimmed(point.at),
        "lat": _trimmed(point.lat),
        "lon": _trimmed(point.lon),
        "accuracy_m": _trimmed(point.accuracy_m),
        "source": point.source,
    }
    _add(cells, point.more)
    if not cells["lat"] or not cells["lon"]:
        return Refusal(row, NO_POSITION, kept(cells))
    if not cells["at"]:
        return Refusal(row, NO_TIME, kept(cells))
    return row, cells


def degrees_from_e7(value: str | None) -> str | None:
    """Degrees as text from an integer in units of 1e-7 degrees, digit for digit; other text as it is."""
    if value is None or not value.removeprefix("-").isdecimal() or not value.isascii():
        return value
    sign = "-" if value.startswith("-") else ""
    digits = value.removeprefix("-").zfill(8)
    return f"{sign}{digits[:-7]}.{digits[-7:]}"


def _add(cells: dict[str, str | None], more: Cells) -> None:
    for name, value in more.items():
        free = name
        while free in cells:
            free += "_2"
        cells[free] = value


def _trimmed(text: str | None) -> str | None:
    return text.strip() or None if text is not None else None
