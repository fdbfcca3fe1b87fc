"""Where exhibits are, and what a stock-take found, as JSON or as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from api.show.custody import state_json
from api.usecases.custody.stores import Taken
from tracer.custody.events import ExhibitState, reference_of
from tracer.custody.narrative import standing
from tracer.custody.sentences import Names


def where_lines(states: Iterable[ExhibitState], names: Names) -> Iterator[str]:
    """One line for each exhibit: where it is, who holds it, its seal."""
    for state in states:
        yield f"{reference_of(state.exhibit)} ({state.seizure or 'no seizure'}): {standing(state, names)}"


def taken_json(taken: Taken) -> dict[str, object]:
    """The object `tracer custody stock-take --json` prints."""
    result = taken.result
    return {
        "store": result.store,
        "agrees": result.agrees,
        "found": [state.exhibit for state in result.found],
        "missing": [state_json(state) for state in result.missing],
        "unexpected": [state_json(state) for state in result.unexpected],
        "unknown": list(result.unknown),
        "ambiguous": [
            {"text": scan.text, "exhibits": [state_json(state) for state in scan.several]} for scan in result.ambiguous
        ],
        "repeated": result.repeated,
        "report": {"sha256": taken.report.sha256, "size": taken.report.size},
        "recorded": [entry.index for entry in taken.entries],
        "notRecorded": [state.exhibit for state in taken.not_recorded],
    }


def taken_lines(taken: Taken, names: Names) -> Iterator[str]:
    """The counts, then everything that does not agree and what to do about it."""
    result = taken.result
    counts = f"{len(result.found)} found, {len(result.missing)} missing, {len(result.unexpected)} unexpected"
    unknown = f", {len(result.unknown)} scans unknown" if result.unknown else ""
    ambiguous = f", {len(result.ambiguous)} scans ambiguous" if result.ambiguous else ""
    yield f"{names.place(result.store)}: {counts}{unknown}{ambiguous}."
    yield from (f"  missing     {line}" for line in where_lines(result.missing, names))
    yield from (f"  unexpected  {line}" for line in where_lines(result.unexpected, names))
    yield from (f"  unknown     {text}" for text in result.unknown)
    for scan in result.ambiguous:
        yield f"  ambiguous   {scan.text}: {len(scan.several)} exhibits are that. Scan the seal or the label."
        yield from (f"              {state.exhibit}: {standing(state, names)}" for state in scan.several)
    if result.repeated:
        yield f"  {result.repeated} scanned more than once"
    if taken.not_recorded:
        yield f"  {len(taken.not_recorded)} had left custody: only a correction can be recorded of them"
    yield f"Recorded with {len(taken.entries)} exhibits; the report is kept as {taken.report.sha256}."
