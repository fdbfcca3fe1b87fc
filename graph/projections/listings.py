"""Listings: the accounts that posted it, and the handset or part it offers."""

from __future__ import annotations

from graph.ids import account_id, listing_id, part_id
from graph.projections._accounts import account
from graph.projections._drawing import Drawing

KIND = "listings"


def project(drawing: Drawing) -> None:
    """Seller, phone number and e-mail address are each an account that posted it."""
    platform = drawing.need("platform")
    listing = drawing.node(
        "Listing",
        listing_id(platform, drawing.need("listing_id")),
        platform=platform,
        listingId=drawing.text("listing_id"),
        title=drawing.text("title"),
        description=drawing.text("description"),
        price=drawing.text("price"),
        currency=drawing.text("currency"),
        postedAt=drawing.time("posted_at"),
        location=drawing.text("location"),
        lat=drawing.number("lat"),
        lon=drawing.number("lon"),
        url=drawing.text("url"),
    )
    for where, name in ((platform, "seller"), ("phone", "phone"), ("email", "email")):
        value = drawing.text(name)
        if value:
            drawing.edge("POSTED", account(drawing, account_id(where, value), value), listing)
    handset = drawing.handset()
    if handset:
        drawing.edge("OFFERS", listing, handset)
    kind, serial = drawing.text("part_kind"), drawing.text("part_serial")
    if kind and serial:
        part = drawing.node("Part", part_id(kind, serial), kind=kind.casefold(), serial=serial)
        drawing.edge("OFFERS", listing, part)
