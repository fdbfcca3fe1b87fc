"""An exhibit's history in lines, as a person reads it: on a terminal, and in a bundle."""

from __future__ import annotations

from collections.abc import Iterator

from tracer.custody.narrative import WITHHELD, Narrative, Telling

_PRIVATE = {"found_with": "found with", "stock_take": "stock-take", "files": "files", "despite_block": "despite block"}


def history_lines(told: Narrative) -> Iterator[str]:
    """A heading, a paragraph for each event with its doubts, and how things stand."""
    yield f"Exhibit {told.reference} ({told.exhibit})"
    for line in told.lines:
        yield ""
        yield f"{line.number:>3}. {line.when}: {line.what}."
        yield from (f"     {detail}" for detail in _details(line))
    yield ""
    yield f"Now: {told.now}"


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
