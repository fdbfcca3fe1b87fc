"""Parts that several documents print: a time, an exhibit's details, the checkpoint."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from tracer.custody.documents._codes import square
from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import ExhibitSheet, PrintedCheckpoint
from tracer.custody.documents._printable import Verbatim
from tracer.custody.documents._words import counted, short, utc, when

_PROVES = (
    "A bundle of the exhibit's records, which the force gives on request, can be checked against it with the"
    " program tracer-verify: its ledger must hold at least {entries} and have this root hash at that size. That shows"
    " that nothing recorded up to now was changed afterwards. It does not show that what was recorded was true."
)


def instant(at: datetime | None, note: str = "") -> dict[str, str]:
    """A time for `instant` of the templates: in London for the eye, in UTC for the record."""
    return {"local": when(at, note), "utc": utc(at)}


def described(sheet: ExhibitSheet) -> str:
    """What the exhibit is, with what tells it from another of its kind."""
    numbers = [f"IMEI {imei}" for imei in sheet.imeis] + ([f"serial {sheet.serial}"] if sheet.serial else [])
    within = [f"part of {sheet.within}"] if sheet.within else []
    return "; ".join(part for part in (sheet.description, sheet.condition, *numbers, *within) if part)


def checkpoint(point: PrintedCheckpoint) -> dict[str, Any]:
    """The checkpoint with a QR code of its three lines. Raises DocumentError when it is not one."""
    if point.size < 0 or not _is_hash(point.root):
        raise DocumentError("The checkpoint to print has no size and root hash.", "Make a checkpoint first.")
    return {
        "origin": point.origin,
        "size": str(point.size),
        "root": Verbatim(point.root),
        "signers": ", ".join(point.signers),
        "code": Verbatim(square(f"{point.origin}\n{point.size}\n{point.root}\n")),
        "words": _PROVES.format(entries=counted(point.size, "entry", "entries")),
    }


def references(sheets: tuple[ExhibitSheet, ...]) -> str:
    """What stands on each page: the one reference, or the first and last with their number."""
    if len(sheets) == 1:
        return short(sheets[0].reference, 50)
    return f"{short(sheets[0].reference, 20)} to {short(sheets[-1].reference, 20)} ({len(sheets)} exhibits)"


def _is_hash(root: str) -> bool:
    try:
        return len(base64.b64decode(root, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
