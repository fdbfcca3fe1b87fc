"""Parts: the component, the handset it came from, and what it was found in."""

from __future__ import annotations

from graph.ids import exhibit_id, listing_id, part_id
from graph.projections._drawing import Drawing

KIND = "parts"


def project(drawing: Drawing) -> None:
    """A part that was found in a handset other than the one it came from says that phones were broken up."""
    kind, serial = drawing.need("part_kind"), drawing.need("part_serial")
    part = drawing.node("Part", part_id(kind, serial), kind=kind, serial=serial)
    came_from = drawing.text("came_from")
    origin = drawing.handset(0) if came_from else None
    if origin:
        drawing.edge("CAME_FROM", part, origin, at=drawing.time("at"))
    where = _found_in(drawing, 1 if came_from else 0)
    if where:
        drawing.edge("FOUND_IN", part, where, at=drawing.time("at"))


def _found_in(drawing: Drawing, place: int) -> tuple[str, str] | None:
    kind = drawing.text("found_in_kind")
    if kind is None:
        return None
    if kind == "handset":
        return drawing.handset(place)
    first, _, second = drawing.need("found_in_id").partition("/")
    return ("Exhibit", exhibit_id(first, second)) if kind == "exhibit" else ("Listing", listing_id(first, second))
