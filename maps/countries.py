"""The countries of a story, in the order it met them, with their English names and their numbers in the outlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from maps import assets
from maps.scene import Scene
from maps.track import to_millis


@dataclass(frozen=True)
class CountryMet:
    """A country by its ISO 3166-1 code, its name, its three-digit number (None when unknown), and when it was met."""

    code: str
    name: str
    numeric: str | None
    first: datetime | None
    last: datetime | None
    events: int


def countries_met(scene: Scene) -> list[CountryMet]:
    """Each country of the story or of its events, first met first, those with no date last."""
    times: dict[str, list[datetime]] = {code: [] for code in scene.story.countries}
    events = dict.fromkeys(times, 0)
    for event in scene.story.events:
        if event.country:
            events[event.country] = events.get(event.country, 0) + 1
            times.setdefault(event.country, []).extend([event.at] if event.at else [])
    met = [_country(code, when, events.get(code, 0)) for code, when in times.items()]
    return sorted(met, key=lambda country: (country.first is None, country.first.timestamp() if country.first else 0))


def country_name(code: str) -> str:
    """The English name of a two-letter code; the code itself when there is none."""
    name: str | list[str] | None = _names().get(code.upper())
    if isinstance(name, list):
        return name[0]
    return name or code


def country_rows(scene: Scene) -> list[dict[str, Any]]:
    """The countries as plain data for the page."""
    return [
        {
            "code": met.code,
            "name": met.name,
            "numeric": met.numeric,
            "first": to_millis(met.first) if met.first else None,
            "last": to_millis(met.last) if met.last else None,
            "events": met.events,
        }
        for met in countries_met(scene)
    ]


def _country(code: str, when: list[datetime], events: int) -> CountryMet:
    first, last = (min(when), max(when)) if when else (None, None)
    return CountryMet(code, country_name(code), _numbers().get(code.upper()), first, last, events)


@cache
def _numbers() -> dict[str, str]:
    return {codes[0]: codes[2] for codes in assets.vendor_json("i18n-iso-countries/codes.json")}


@cache
def _names() -> dict[str, Any]:
    names: dict[str, Any] = assets.vendor_json("i18n-iso-countries/langs/en.json")["countries"]
    return names
