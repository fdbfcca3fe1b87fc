"""Fraud events: the handset whose theft it followed, and the account that was paid."""

from __future__ import annotations

from graph.ids import fraud_id
from graph.projections._accounts import account_named
from graph.projections._drawing import Drawing, reference_key

KIND = "fraud"


def project(drawing: Drawing) -> None:
    """Without an IMEI the theft is found by its crime reference, where just one handset answers to it."""
    event = drawing.node(
        "FraudEvent",
        fraud_id(drawing.fact.id),
        at=drawing.time("at"),
        kind=drawing.text("fraud_kind"),
        institution=drawing.text("institution"),
        amount=drawing.text("amount"),
        currency=drawing.text("currency"),
    )
    handset = drawing.handset()
    reference = drawing.text("reference")
    if reference and not drawing.fact.phones:
        drawing.keys.append(reference_key(reference))
        if len(drawing.related) == 1:
            handset = ("Handset", next(iter(drawing.related)))
    if handset:
        drawing.edge("FOLLOWED_THEFT_OF", event, handset)
    paid_to = drawing.text("paid_to")
    if paid_to:
        drawing.edge("PAID_TO", event, account_named(drawing, paid_to))
