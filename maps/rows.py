"""Events as plain data for the page's table and details."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from graph.views import Event, Story
from maps.encode import cut
from maps.scene import Numbered
from maps.style import kind_name
from maps.track import to_millis

_MAX_DETAILS = 24
_INTERNAL = {"id", "before", "after"}
"""Details that name things to the system and say nothing to a person."""


def row_of(numbered: Numbered) -> dict[str, Any]:
    """One event; what is absent or empty is left out."""
    event = numbered.event
    said = {
        "kind": kind_name(event.kind),
        "t": _millis(event.at),
        "until": _millis(event.until),
        "basis": event.basis.value,
        "source": [event.source.id, event.source.row] if event.source else None,
        "summary": cut(event.told),
        "place": cut(event.place),
        "country": event.country,
        "accuracy": _finite(event.accuracy_m),
        "at": list(numbered.point) if numbered.point else None,
        "byPlace": numbered.by_place,
        "identifier": cut(event.identifier),
        "grade": event.grade,
        "score": _finite(event.score),
        "reasons": [[cut(reason.text), _finite(reason.weight)] for reason in event.reasons],
        "doubts": [cut(doubt) for doubt in event.doubts],
        "details": _details(event),
    }
    return {key: value for key, value in said.items() if value not in (None, [], False)}


def identifiers_of(story: Story) -> list[dict[str, Any]]:
    """The handset's identifiers, with why any of them is contested."""
    return [{"id": known.id, "contested": cut(known.contested)} for known in story.identifiers]


def _millis(when: datetime | None) -> int | None:
    return to_millis(when) if when else None


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _details(event: Event) -> list[list[str | None]]:
    items = [(key, value) for key, value in event.details.items() if value is not None and key not in _INTERNAL]
    return [[cut(key), cut(str(value))] for key, value in items[:_MAX_DETAILS]]
