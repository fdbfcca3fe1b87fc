"""Reading positions: WGS 84 degrees, and the ways in which they come wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d*)?([eE][+-]?\d{1,2})?|[+-]?\.\d+", re.ASCII)
MAX_ACCURACY_M = 1_000_000
"""Metres. A wider circle says nothing about where a phone was."""


@dataclass(frozen=True, slots=True)
class Position:
    """Latitude and longitude in degrees, rounded to 1e-7 (about a centimetre)."""

    lat: float
    lon: float


def parse_position(lat_text: str | None, lon_text: str | None) -> Position:
    """The position two texts name. Raises ValueError whose message is the reason it is refused."""
    if not lat_text or not lon_text:
        raise ValueError(f"no {'latitude' if not lat_text else 'longitude'}")
    lat, lon = parse_number(lat_text, "latitude"), parse_number(lon_text, "longitude")
    reason = position_fault(lat, lon)
    if reason:
        raise ValueError(reason)
    return Position(round(lat * 1e7) / 1e7, round(lon * 1e7) / 1e7)


def parse_number(text: str, what: str) -> float:
    """A finite decimal number. Raises ValueError; NaN, infinity and thousands separators are refused."""
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(f"{what} {text[:40]!r} is not a number")
    return float(text) + 0.0  # minus nought becomes nought: they are equal, and must be written alike


def parse_accuracy(text: str | None) -> float | None:
    """Metres, or None where nothing was said: unknown is not zero. Raises ValueError."""
    if not text:
        return None
    metres = parse_number(text, "accuracy")
    if not 0 <= metres <= MAX_ACCURACY_M:
        raise ValueError(f"accuracy {text[:40]!r} is not between 0 and {MAX_ACCURACY_M} metres")
    return round(metres * 1000) / 1000


def position_fault(lat: float, lon: float) -> str | None:
    """What is wrong with a position, or None."""
    if not -90 <= lat <= 90:
        hint = ": latitude and longitude may be swapped" if -90 <= lon <= 90 and -180 <= lat <= 180 else ""
        return f"latitude {lat:g} is out of range{hint}"
    if not -180 <= lon <= 180:
        return f"longitude {lon:g} is out of range"
    if lat == 0 and lon == 0:
        return "0, 0 is what a device writes when it has no position"
    if looks_swapped(lat, lon):
        return f"latitude {lat:g} and longitude {lon:g} look swapped: the other way round it is in the United Kingdom"
    return None


def looks_swapped(lat: float, lon: float) -> bool:
    """True for open sea in the Indian Ocean that is Great Britain with the numbers exchanged.

    Seychelles lies within the same box and is left alone.
    """
    exchanged_is_uk = 49.8 <= lon <= 60.9 and -8.7 <= lat <= 1.8
    seychelles = -10.5 <= lat <= -3.5 and 45.0 <= lon <= 57.0
    return exchanged_is_uk and not seychelles
