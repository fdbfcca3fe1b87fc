"""Seal labels: the seal's number as Code 128, and the exhibit that it closes as QR; 100 x 62 mm, one to a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tracer.custody.documents._codes import bars, square
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import Imprint, SealSheet
from tracer.custody.documents._parts import instant
from tracer.custody.documents._printable import Verbatim
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import short

BARS_MM = 92.0
"""Room for the Code 128."""


def seal_labels(seals: Sequence[SealSheet], imprint: Imprint) -> bytes:
    """A PDF with a page of 100 x 62 mm for each seal. Raises DocumentError when there is none."""
    if not seals:
        raise DocumentError("There is no seal to print a label for.", "Name at least one seal.")
    return pdf("seal_label", imprint, {"labels": [_label(seal) for seal in seals]})


def _label(seal: SealSheet) -> dict[str, Any]:
    found = bars(seal.seal, BARS_MM)
    return {
        "seal": short(seal.seal, 30),
        "reference": short(seal.reference, 24),
        "seizure": short(seal.seizure, 40),
        "by": short(seal.sealed_by, 40),
        "time": instant(seal.sealed_at, short(seal.sealed_note, 40)),
        "replaces": short(seal.replaces, 30),
        "bars": found and {"svg": Verbatim(found.svg), "width": found.width_mm, "text": Verbatim(found.text)},
        "code": Verbatim(square(seal.exhibit)),
    }
