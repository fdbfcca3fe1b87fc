"""The continuity statement (form MG11) as a draft: every moment of one exhibit, its breaks and doubts in plain words.

It is drawn from the ledger for a witness to read, correct and sign; it says of itself that it is a draft.
"""

from __future__ import annotations

from typing import Any

from tracer.custody.documents._account import Row, account, breaks, doubts, rows
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import ContinuityData, ExhibitSheet, Imprint
from tracer.custody.documents._moments import moments
from tracer.custody.documents._parts import checkpoint, described, instant
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import counted, short, when


def continuity_statement(data: ContinuityData, imprint: Imprint) -> bytes:
    """The draft as PDF/A. Raises DocumentError when the exhibit has no event."""
    if not data.lines:
        raise DocumentError(f"Nothing is recorded of {data.exhibit.reference}.", "Record how it was seized first.")
    found = moments(data.lines, data.until)
    table = rows(data.lines, found)
    return pdf(
        "mg11",
        imprint,
        {
            "reference": short(data.exhibit.reference, 50),
            "what": described(data.exhibit),
            "seizure": data.exhibit.seizure,
            "statement_of": data.statement_of,
            "occupation": data.occupation,
            "until": instant(data.until),
            "events": counted(len(data.lines), "event", "events"),
            "origin": _origin(data.exhibit),
            "account": account(found, data.exhibit.reference),
            "breaks": breaks(data.lines, found, data.exhibit.reference),
            "doubts": doubts(data.lines, table),
            "rows": [_row(row) for row in table],
            "checkpoint": checkpoint(data.checkpoint) if data.checkpoint else None,
        },
    )


def _origin(sheet: ExhibitSheet) -> str:
    """Where a part came from; nothing for what was seized by itself."""
    if not sheet.within:
        return ""
    return (
        f"{sheet.reference} was taken out of {sheet.within}. What it was in was seized"
        f" {when(sheet.seized_at, sheet.seized_note)}; until it was taken out, it was where {sheet.within} was, and the"
        f" continuity of that is in the record of {sheet.within}."
    )


def _row(row: Row) -> dict[str, Any]:
    return {
        "number": str(row.number),
        "start": instant(row.start, row.note),
        "until": instant(row.until) if row.until else None,
        "length": row.length,
        "holder": row.holder,
        "location": row.location,
        "seal": row.seal,
        "what": row.what,
        "kind": row.kind,
    }
