"""The exhibit list with the rows of form MG12: every exhibit of a seizure, who produces it and where it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tracer.custody.documents._errors import DocumentError
from tracer.custody.documents._input import ExhibitSheet, Imprint, RaidList
from tracer.custody.documents._parts import described, instant, references
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import counted, day

_LEFT: Mapping[str, str] = {"returned": "returned", "disposed": "disposed of"}


def exhibit_list(data: RaidList, imprint: Imprint) -> bytes:
    """The list as PDF/A, landscape. Raises DocumentError when there is nothing to list."""
    if not data.exhibits:
        raise DocumentError("There is no exhibit to list.", "Book at least one exhibit.")
    return pdf(
        "mg12",
        imprint,
        {
            "reference": references(data.exhibits),
            "seizure": data.seizure,
            "place": _usual(data.place, [sheet.place for sheet in data.exhibits]),
            "power": _usual(data.power, [sheet.power for sheet in data.exhibits]),
            "began": instant(data.began_at) if data.began_at else None,
            "reconciled": reconciled(data),
            "rows": [_row(sheet, data) for sheet in data.exhibits],
        },
    )


def reconciled(data: RaidList) -> str:
    """What was counted at the seizure against what is booked; parts of an exhibit are not counted again."""
    whole = sum(not sheet.within for sheet in data.exhibits)
    parts = len(data.exhibits) - whole
    booked = counted(whole, "exhibit", "exhibits")
    if parts:
        booked = f"{booked} and {counted(parts, 'part', 'parts')} of them"
    if data.counted is None:
        return f"{booked} booked; no count was recorded."
    if data.counted == whole:
        return f"Counted {data.counted}, booked {whole}: they agree. Listed: {booked}."
    missing = data.counted - whole
    says = f"{missing} counted but not booked" if missing > 0 else f"{-missing} booked but not counted"
    return f"Counted {data.counted}, booked {whole}: {says}. Listed: {booked}."


def _usual(usual: str, every: Sequence[str]) -> str:
    """What is so for all, or for those where nothing else is said."""
    return usual if all(one in ("", usual) for one in every) else f"{usual}, where nothing else is said below"


def _row(sheet: ExhibitSheet, of: RaidList) -> dict[str, Any]:
    return {
        "reference": sheet.reference,
        "what": described(sheet),
        "officer": sheet.officer or "not recorded",
        "found": "" if sheet.place == of.place else sheet.place or "place not recorded",
        "power": "" if sheet.power in ("", of.power) else sheet.power,
        "time": instant(sheet.seized_at, sheet.seized_note),
        "found_with": sheet.found_with,
        "seal": sheet.seal or "none",
        "now": _now(sheet),
        "holder": "" if sheet.left else sheet.holder,
    }


def _now(sheet: ExhibitSheet) -> str:
    """Where it is, or what became of it. Who took it back is named on their receipt, and not in a list."""
    if sheet.left == "on_loan":
        return f"on loan to {sheet.holder or 'nobody known'}, {day(sheet.left_at, sheet.left_note)}"
    if sheet.left:
        return f"{_LEFT[sheet.left]}, {day(sheet.left_at, sheet.left_note)}"
    return sheet.location or "not recorded"
