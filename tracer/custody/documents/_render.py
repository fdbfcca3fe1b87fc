"""From a template and data to PDF/A-2b, with every font inside and nothing fetched.

Templates are the `.typ` files of this folder. Data reaches them as JSON, so that text from outside is never markup. The
time of printing is the only time in the file: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

import typst

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import Imprint
from tracer.custody.documents._printable import printable
from tracer.custody.documents._words import utc, when

TEMPLATES = Path(__file__).parent


def pdf(template: str, imprint: Imprint, data: Mapping[str, Any]) -> bytes:
    """The document that `template` makes of `data` (dicts, lists, texts, numbers, `Verbatim`). Raises DocumentError."""
    filled = printable({**data, "imprint": _imprint(imprint)})
    try:
        return typst.compile(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            format="pdf",
            pdf_standards=["a-2b", "ua-1"],  # to be kept for years, and to be read aloud
            sys_inputs={"data": json.dumps(filled)},
            timestamp=imprint.printed_at.astimezone(UTC),
        )
    except typst.TypstError as error:
        raise DocumentError(f"The document could not be made: {error.message}", "Report this with its data.") from error


def _imprint(imprint: Imprint) -> dict[str, str]:
    return {
        "printed": f"{when(imprint.printed_at)} ({utc(imprint.printed_at)})",
        "by": imprint.printed_by,
        "force": imprint.force,
        "case": imprint.case,
        "notice": imprint.notice,
    }
