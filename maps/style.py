"""How maps look: the few colours, the marks of each basis, and the limits that keep a map light."""

from __future__ import annotations

from collections.abc import Mapping

from tracer.model import Basis

COLOURS: Mapping[str, str] = {
    "text": "#0b0c0c",
    "quiet": "#505a5f",
    "line": "#b1b4b6",
    "panel": "#f3f2f1",
    "accent": "#1d70b8",
    "warning": "#b10e1e",
    "focus": "#ffdd00",
    "sea": "#e4ebf0",
    "land": "#f7f6f3",
    "border": "#b9bec1",
    "met": "#e9e2d0",
    "grid": "#d5dade",
}
"""One accent; `warning` only ever stands beside a word or a sign that says the same."""

TIME_RAMP = ("#74a9d8", "#00213f")
"""The colours of the earliest and the latest ping; between them they are mixed."""

BASIS_MARKS: Mapping[Basis, str] = {Basis.OBSERVED: "●", Basis.ASSERTED: "◆", Basis.INFERRED: "○"}

KIND_NAMES: Mapping[str, str] = {
    "theft": "Theft",
    "ping": "Ping",
    "sighting": "Sighting",
    "listing": "Listing",
    "held": "Held",
    "link": "Link",
    "consignment": "Consignment",
    "part": "Part",
    "fraud": "Fraud",
    "seizure": "Seizure",
    "gap": "Gap",
    "jump": "Impossible jump",
    "stay": "Stay",
    "clone": "Clone",
    "note": "Note",
    "custody": "Custody",
}

MAX_PINGS = 12_000
"""How many pings one map draws; of a longer track those that shape it are kept."""

MAX_EVENTS_PER_KIND = 1_000
MAX_TEXT = 300
"""Characters of any one text from outside; a longer one is cut with an ellipsis."""

MAX_LINES = 400
"""Gap or jump lines drawn; the longest are kept."""

QUIET_SECONDS = 3_600
"""A silence longer than this is drawn as a gap, whether or not the story has an event for it."""

TILE_BUDGET_BYTES = 2_000_000


def css_variables() -> str:
    """The colours as CSS custom properties."""
    return ":root{" + "".join(f"--{name}:{value};" for name, value in COLOURS.items()) + "}"


def kind_name(kind: str) -> str:
    """What a person calls a kind of event."""
    return KIND_NAMES.get(kind, kind.replace("_", " ").capitalize())
