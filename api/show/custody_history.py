"""An exhibit's history, as JSON or as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from api.show.custody import state_json
from tracer.custody.narrative import WITHHELD, Narrative, Telling
from tracer.times import iso

_PRIVATE = {"found_with": "found with", "stock_take": "stock-take", "files": "files", "despite_block": "despite block"}


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


def history_lines(told: Narrative) -> Iterator[str]:
    """A heading, a paragraph for each event, how things stand, and what is not shown."""
    yield f"Exhibit {told.reference} ({told.exhibit})"
    for line in told.lines:
        yield ""
        yield f"{line.number:>3}. {line.when}: {line.what}."
        yield from (f"     {detail}" for detail in _details(line))
    yield ""
    yield f"Now: {told.now}"
    if told.withheld:
        yield "Some texts are withheld: to see them, give --private with --by and --purpose."


def _details(line: Telling) -> Iterator[str]:
    if line.where:
        yield f"at: {line.where}"
    if line.seal:
        yield f"seal: {line.seal.removeprefix('seal ')}"
    if line.why:
        yield f"why: {line.why}"
    hidden = [_PRIVATE.get(name, name) for name, text in line.private.items() if text == WITHHELD]
    yield from (f"{_PRIVATE.get(name, name)}: {text}" for name, text in line.private.items() if text != WITHHELD)
    if hidden:
        yield f"withheld: {', '.join(hidden)}"
    yield from (f"file: {kept}" for kept in line.attachments)
    for doubt in line.doubts:
        yield f"! {doubt.words}"
        yield f"  {doubt.explanation}" if doubt.explanation else "  Nobody has explained this."
    yield from (f"→ {correction}" for correction in line.corrected)
    if line.written:
        yield f"({line.written})"


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
