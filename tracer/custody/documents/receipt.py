"""The property receipt: what was taken or given back, signed by both, with a checkpoint that fixes the record."""

from __future__ import annotations

from typing import Any

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import ExhibitSheet, Imprint, ReceiptData
from tracer.custody.documents._parts import checkpoint, described, instant, references
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import counted

_TITLES = {"taken": "Receipt for property taken", "returned": "Receipt for property returned"}
_SENTENCES = {
    "taken": "The property listed below was taken from {given_by} and received by {given_to}.",
    "returned": "The property listed below was returned by {given_by} and received by {given_to}.",
}


def property_receipt(data: ReceiptData, imprint: Imprint) -> bytes:
    """The receipt as PDF/A. Raises DocumentError when nothing is on it, or its checkpoint is none."""
    if not data.exhibits:
        raise DocumentError("There is nothing to give a receipt for.", "Name at least one exhibit.")
    return pdf(
        "receipt",
        imprint,
        {
            "title": _TITLES[data.kind],
            "reference": references(data.exhibits),
            "sentence": _SENTENCES[data.kind].format(given_by=data.given_by, given_to=data.given_to),
            "given_by": data.given_by,
            "given_to": data.given_to,
            "time": instant(data.given_at),
            "place": data.place,
            "power": data.power,
            "count": counted(len(data.exhibits), "item", "items"),
            "rows": [_row(sheet) for sheet in data.exhibits],
            "checkpoint": checkpoint(data.checkpoint),
        },
    )


def _row(sheet: ExhibitSheet) -> dict[str, Any]:
    return {"reference": sheet.reference, "what": described(sheet), "seal": sheet.seal or "none"}
