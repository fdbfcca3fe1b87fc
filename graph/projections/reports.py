"""Theft reports: the report, the handset it concerns, and the opaque owner."""

from __future__ import annotations

from graph.ids import handset_id, report_id
from graph.projections._drawing import Drawing, reference_key

KIND = "reports"


def project(drawing: Drawing) -> None:
    """A report with no identifier still concerns a handset: one known by the report alone."""
    own_id = report_id(drawing.need("force"), drawing.need("reference"))
    drawing.keys.append(reference_key(drawing.need("reference")))
    report = drawing.node(
        "TheftReport",
        own_id,
        reference=drawing.text("reference"),
        force=drawing.text("force"),
        offence=drawing.text("offence"),
        occurredFrom=drawing.time("occurredFrom"),
        occurredTo=drawing.time("occurredTo"),
        reportedAt=drawing.time("reportedAt"),
        lat=drawing.number("lat"),
        lon=drawing.number("lon"),
        location=drawing.text("location"),
        colour=drawing.text("colour"),
        storage=drawing.text("storage"),
        insurer=drawing.text("insurer"),
    )
    handset = drawing.handset()
    if not drawing.fact.phones:
        make, model = drawing.text("make"), drawing.text("model")
        handset = drawing.node("Handset", handset_id(own_id), make=make, model=model)
    if handset is None:
        return
    drawing.edge("CONCERNS", report, handset)
    owner = drawing.text("owner")
    if owner:
        drawing.edge("OWNS", drawing.node("Owner", owner), handset)
