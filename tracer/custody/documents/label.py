"""Exhibit labels: one to a page of 100 x 62 mm for a label printer, or three by eight to an A4 sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.custody.documents._codes import Bars, bars, square
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import ExhibitSheet, Imprint
from tracer.custody.documents._parts import described
from tracer.custody.documents._printable import Verbatim
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import short, when

ROLL = (92.0, 130)
"""On a label of 100 x 62 mm: millimetres for the Code 128, characters for the words that say what the exhibit is."""
SHEET = (60.0, 52)
"""The same on a label of 70 x 37 mm."""
SHEET_LABELS = 24


def exhibit_labels(sheets: Sequence[ExhibitSheet], imprint: Imprint) -> bytes:
    """A PDF with a page of 100 x 62 mm for each exhibit. Raises DocumentError when there is none."""
    return pdf("label", imprint, {"labels": [_label(sheet, *ROLL) for sheet in _some(sheets)]})


def exhibit_label_sheet(sheets: Sequence[ExhibitSheet], imprint: Imprint, first: int = 1) -> bytes:
    """A4 pages of 3 x 8 labels of 70 x 37 mm; `first` (1 to 24) is the first label left on a sheet begun before.

    Raises DocumentError when there is no exhibit or no such label.
    """
    if not 1 <= first <= SHEET_LABELS:
        raise DocumentError(f"A sheet has labels 1 to {SHEET_LABELS}, not {first}.", "Say the first one that is left.")
    labels: list[Any] = [None] * (first - 1) + [_label(sheet, *SHEET) for sheet in _some(sheets)]
    return pdf("label_sheet", imprint, {"labels": labels})


def _some(sheets: Sequence[ExhibitSheet]) -> Sequence[ExhibitSheet]:
    if not sheets:
        raise DocumentError("There is no exhibit to print a label for.", "Name at least one exhibit.")
    return sheets


def _label(sheet: ExhibitSheet, widest_mm: float, words: int) -> dict[str, Any]:
    found = _fits(sheet, widest_mm)
    return {
        "reference": short(sheet.reference, 24),
        "seizure": short(sheet.seizure, 40),
        "what": short(described(sheet), words),
        "place": short(sheet.place, 60),
        "seal": short(sheet.seal, 30),
        "line": short(", ".join(filter(None, (when(sheet.seized_at, sheet.seized_note), _by(sheet)))), 80),
        "bars": found and {"svg": Verbatim(found.svg), "width": found.width_mm, "text": Verbatim(found.text)},
        "code": Verbatim(square(sheet.exhibit)),
    }


def _by(sheet: ExhibitSheet) -> str:
    """Who seized it; of a part, in what it was seized, and who took it out of that."""
    if not sheet.within:
        return sheet.officer
    return f"in {sheet.within}; taken out by {sheet.officer}" if sheet.officer else f"in {sheet.within}"


def _fits(sheet: ExhibitSheet, widest_mm: float) -> Bars | None:
    """The id where it fits, otherwise the bare reference; the QR code always carries the id."""
    return bars(sheet.exhibit, widest_mm) or bars(sheet.reference, widest_mm)
