"""Seizures: the exhibit, the search it came from, where it was found, who had it, and which handset it is."""

from __future__ import annotations

from graph.found_at import whole_of
from graph.ids import exhibit_id, seizure_id
from graph.projections._accounts import place, sender
from graph.projections._drawing import Drawing
from graph.standing import booking_of

KIND = "seizures"


def project(drawing: Drawing) -> None:
    """The place is known by its name or id, else by its address. Of a booking taken back only the search is left.

    A search has every place that a row of it says; an exhibit has that of its own row alone.
    """
    reference = drawing.need("seizure_ref")
    seizure = drawing.node(
        "Seizure",
        seizure_id(reference),
        reference=reference,
        at=drawing.time("at"),
        officer=drawing.text("officer"),
        power=drawing.text("power"),
    )
    where = drawing.text("place") or drawing.text("address") or _spot(drawing)
    told = {"address": drawing.text("address"), "lat": drawing.number("lat"), "lon": drawing.number("lon")}
    found_at = place(drawing, where, **told) if where else None
    if found_at:
        drawing.edge("TOOK_PLACE_AT", seizure, found_at)
    booking = booking_of(drawing.fact)
    if booking is not None:
        drawing.keys.append(booking.exhibit)
    whole = whole_of(drawing.fact)
    if whole is not None:
        drawing.keys.append(whole)
    if booking is None or not booking.taken_back:
        exhibit = _exhibit(drawing, reference)
        drawing.edge("SEIZED_IN", exhibit, seizure)
        if found_at:
            drawing.edge("FOUND_AT", exhibit, found_at)


def _exhibit(drawing: Drawing, reference: str) -> tuple[str, str]:
    exhibit = drawing.node(
        "Exhibit",
        exhibit_id(reference, drawing.need("exhibit_ref")),
        reference=drawing.text("exhibit_ref"),
        seal=drawing.text("seal"),
        make=drawing.text("make"),
        model=drawing.text("model"),
        colour=drawing.text("colour"),
        condition=drawing.text("condition"),
    )
    holder = drawing.text("found_with")
    if holder:
        drawing.edge("FOUND_WITH", exhibit, sender(drawing, "handler", holder))
    handset = drawing.handset()
    if handset:
        drawing.edge("IDENTIFIED_AS", exhibit, handset)
    return exhibit


def _spot(drawing: Drawing) -> str | None:
    """A place that has no name but its position, in degrees."""
    lat, lon = drawing.number("lat"), drawing.number("lon")
    return None if lat is None or lon is None else f"{lat:.5f}, {lon:.5f}"
