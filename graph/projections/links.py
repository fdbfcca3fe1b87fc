"""Links: a person's statement that two things belong together. Asserted, with its grade."""

from __future__ import annotations

from graph.ids import consignment_id
from graph.projections._accounts import account_named, place, sender
from graph.projections._drawing import Drawing, Rank, shown
from tracer.model import Basis

KIND = "links"


def project(drawing: Drawing) -> None:
    """One relationship between the two."""
    start = sender(drawing, drawing.need("from_kind"), drawing.need("from_id"), drawing.text("from_name"))
    end = _end(drawing)
    if end is None:
        return
    drawing.edge(
        drawing.need("relation"),
        start,
        end,
        Basis.ASSERTED,
        at=drawing.time("at"),
        until=drawing.time("until"),
        note=drawing.text("note"),
        grade=drawing.text("grade"),
    )


def _end(drawing: Drawing) -> tuple[str, str] | None:
    kind, text = drawing.need("to_kind"), drawing.need("to_id")
    if kind == "handset":
        return drawing.handset()
    if kind == "identifier":
        return "Identifier", text
    if kind == "place":
        return place(drawing, text, name=drawing.text("to_name"))
    if kind == "consignment":
        return drawing.node("Consignment", consignment_id(text), Rank.NAMED, waybill=shown(text, "consignment"))
    if kind == "account":
        return account_named(drawing, text)
    return sender(drawing, "handler", text, drawing.text("to_name"))
