"""From a template and data to PDF/A-2b, with every font inside and nothing fetched.

Templates are the `.typ` files of this folder. Data reaches them as JSON, so that text from outside is never markup. The
time of printing is the only time in the file: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import Imprint
from tracer.custody.documents._printable import Care, printable
from tracer.custody.documents._words import short, utc, when

TEMPLATES = Path(__file__).parent

_NOT_DRAWN = "could not be displayed"


def pdf(template: str, imprint: Imprint, data: Mapping[str, Any]) -> bytes:
    """The document that `template` makes of `data` (dicts, lists, texts, numbers, `Verbatim`). Raises DocumentError."""
    whole = {**data, "imprint": _imprint(imprint)}
    for care in Care:
        try:
            return _compiled(template, json.dumps(printable(whole, care)), imprint.printed_at)
        except typst.TypstError as error:
            if _NOT_DRAWN not in error.message or care == Care.ALL:
                words = f"The document could not be made: {error.message}"
                raise DocumentError(words, "Report this with its data.") from error
    raise DocumentError("The document could not be made.", "Report this with its data.")


def _compiled(template: str, data: str, printed_at: datetime) -> bytes:
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        format="pdf",
        pdf_standards=["a-2b", "ua-1"],  # to be kept for years, and to be read aloud
        sys_inputs={"data": data},
        timestamp=printed_at.astimezone(UTC),
    )


def _imprint(imprint: Imprint) -> dict[str, str]:
    return {
        "printed": f"{when(imprint.printed_at)} ({utc(imprint.printed_at)})",
        "by": short(imprint.printed_by, 40),
        "force": short(imprint.force, 50),
        "case": short(imprint.case, 50),
        "notice": short(imprint.notice, 300),
    }
