"""An exhibit's history, as JSON."""

from __future__ import annotations

from api.show.custody import state_json
from tracer.custody.narrative import Narrative, Telling
from tracer.times import iso


def history_json(told: Narrative) -> dict[str, object]:
    """The object `tracer custody history --json` prints."""
    return {
        "exhibit": told.exhibit,
        "reference": told.reference,
        "now": told.now,
        "withheld": told.withheld,
        "state": state_json(told.state),
        "events": [_event(line) for line in told.lines],
    }


def _event(line: Telling) -> dict[str, object]:
    return {
        "number": line.number,
        "index": line.index,
        "event": line.event,
        "kind": str(line.kind),
        "at": iso(line.at) if line.at else None,
        "when": line.when,
        "what": line.what,
        "where": line.where,
        "why": line.why,
        "seal": line.seal,
        "written": line.written,
        "private": dict(line.private),
        "attachments": list(line.attachments),
        "doubts": [{"code": d.code, "what": d.words, "explanation": d.explanation} for d in line.doubts],
        "corrected": list(line.corrected),
    }
