"""Consignments: what was sent, by whom, from where to where, with which handset in it."""

from __future__ import annotations

from graph.ids import consignment_id, country_id
from graph.projections._accounts import place, sender
from graph.projections._drawing import Drawing

KIND = "consignments"


def project(drawing: Drawing) -> None:
    """Each row adds what it says to the one consignment of its waybill."""
    consignment = drawing.node(
        "Consignment",
        consignment_id(drawing.need("waybill")),
        waybill=drawing.text("waybill"),
        carrier=drawing.text("carrier"),
        sentAt=drawing.time("sent_at"),
        declared=drawing.text("declared"),
    )
    for relation, to_where, to_country in (
        ("SENT_FROM", "from_place", "from_country"),
        ("SENT_TO", "to_place", "to_country"),
    ):
        where, state = drawing.text(to_where), drawing.text(to_country)
        if where:
            drawing.edge(relation, consignment, place(drawing, where))
        if state:
            drawing.edge(relation, consignment, ("Country", country_id(state)))
    who, kind = drawing.text("sender_id"), drawing.text("sender_kind")
    if who and kind:
        drawing.edge("SENT", sender(drawing, kind, who), consignment, at=drawing.time("sent_at"))
    handset = drawing.handset()
    if handset:
        drawing.edge("CARRIED", consignment, handset)
