"""Places, and the country each is in."""

from __future__ import annotations

from graph.ids import country_id, place_id
from graph.projections._drawing import Drawing

KIND = "places"


def project(drawing: Drawing) -> None:
    """What a list of places says of one stands above what other rows let slip."""
    place = drawing.node(
        "Place",
        place_id(drawing.need("place_id")),
        kind=drawing.text("kind"),
        name=drawing.text("name"),
        address=drawing.text("address"),
        lat=drawing.number("lat"),
        lon=drawing.number("lon"),
        radiusM=drawing.number("radius_m"),
    )
    country = drawing.text("country")
    if country:
        drawing.edge("IN_COUNTRY", place, ("Country", country_id(country)))
