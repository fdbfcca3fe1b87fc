"""Seizures: the exhibit, the search it came from, where that was, who had it, and which handset it is."""

from __future__ import annotations

from graph.ids import exhibit_id, seizure_id
from graph.projections._accounts import place, sender
from graph.projections._drawing import Drawing
from graph.standing import booking_of

KIND = "seizures"


def project(drawing: Drawing) -> None:
    """The place is known by its name or id, else by its address. Of a booking taken back only the search is left."""
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
    if where:
        told = {"address": drawing.text("address"), "lat": drawing.number("lat"), "lon": drawing.number("lon")}
        drawing.edge("TOOK_PLACE_AT", seizure, place(drawing, where, **told))
    booking = booking_of(drawing.fact)
    if booking is not None:
        drawing.keys.append(booking.exhibit)
    if booking is None or not booking.taken_back:
        _exhibit(drawing, reference, seizure)


def _exhibit(drawing: Drawing, reference: str, seizure: tuple[str, str]) -> None:
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
    drawing.edge("SEIZED_IN", exhibit, seizure)
    holder = drawing.text("found_with")
    if holder:
        drawing.edge("FOUND_WITH", exhibit, sender(drawing, "handler", holder))
    handset = drawing.handset()
    if handset:
        drawing.edge("IDENTIFIED_AS", exhibit, handset)


def _spot(drawing: Drawing) -> str | None:
    """A place that has no name but its position, in degrees."""
    lat, lon = drawing.number("lat"), drawing.number("lon")
    return None if lat is None or lon is None else f"{lat:.5f}, {lon:.5f}"
