"""The story of one handset on paper: every line with its basis and its source, and the files it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracer.custody.documents._input import Imprint
from tracer.custody.documents._parts import instant
from tracer.custody.documents._render import pdf
from tracer.custody.documents._words import counted, short, when


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One line: `basis` in words with its grade or score, `more` the reasons and how it is to be read."""

    at: datetime | None
    until: datetime | None
    kind: str
    what: str
    basis: str
    source: str
    doubts: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A file that lines stand on."""

    name: str
    kind: str
    sha256: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True)
class StorySheet:
    """A handset's story as it is open to whoever prints it; `left_out` says what is not."""

    title: str
    subject: str
    sentence: str
    identifiers: tuple[str, ...]
    reports: tuple[str, ...]
    exhibits: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]
    lines: tuple[StoryLine, ...]
    files: tuple[StoryFile, ...]
    left_out: str = ""
    of: int = 0
    """How many lines there are where not all are printed; 0 where all are."""


def story_document(sheet: StorySheet, imprint: Imprint) -> bytes:
    """The story as PDF/A."""
    printed = counted(len(sheet.lines), "line", "lines")
    return pdf(
        "story",
        imprint,
        {
            "title": sheet.title,
            "reference": short(sheet.subject, 50),
            "sentence": sheet.sentence,
            "identifiers": "; ".join(sheet.identifiers) or "none",
            "reports": "; ".join(sheet.reports) or "none loaded",
            "exhibits": "; ".join(sheet.exhibits) or "none",
            "people": "; ".join(sheet.people) or "none known",
            "places": "; ".join(sheet.places) or "none known",
            "left_out": sheet.left_out,
            "count": f"{printed} of {sheet.of}" if sheet.of else printed,
            "rows": [_row(line) for line in sheet.lines],
            "files": [
                {"name": one.name, "kind": one.kind, "sha256": one.sha256, "loaded": when(one.loaded_at)}
                for one in sheet.files
            ],
        },
    )


def _row(line: StoryLine) -> dict[str, Any]:
    return {
        "time": instant(line.at),
        "until": instant(line.until) if line.until else {"local": "", "utc": ""},
        "kind": line.kind,
        "what": line.what,
        "basis": line.basis,
        "source": line.source,
        "doubts": list(line.doubts),
        "more": list(line.more),
    }
