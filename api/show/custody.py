"""Custody events and exhibits, as JSON or as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.usecases.custody.record import Recorded
from tracer.custody.events import Entry, EventKind, ExhibitState, Flag, reference_of
from tracer.custody.narrative import Narrative
from tracer.custody.sentences import Names
from tracer.times import iso


def recorded_json(done: Recorded) -> dict[str, object]:
    """What was recorded."""
    return {
        **entry_json(done.entry),
        "key": done.key,
        "state": state_json(done.state),
        "followedBy": [entry_json(entry) for entry in done.entries[1:]],
        "hints": list(done.hints),
    }


def entry_json(entry: Entry) -> dict[str, object]:
    """One entry: where it is in the ledger, and what raised doubts."""
    return {
        "exhibit": entry.event.exhibit,
        "reference": reference_of(entry.event.exhibit),
        "kind": str(entry.event.kind),
        "event": entry.id,
        "index": entry.index,
        "sequence": entry.sequence,
        "at": iso(entry.event.at) if entry.event.at else None,
        "atNote": entry.event.at_note,
        "recordedAt": iso(entry.recorded_at),
        "leafHash": entry.leaf_hash.hex(),
        "flags": [_flag_json(flag) for flag in entry.flags],
    }


def state_json(state: ExhibitState) -> dict[str, object]:
    """An exhibit as it stands."""
    return {
        "exhibit": state.exhibit,
        "reference": reference_of(state.exhibit),
        "seizure": state.seizure,
        "sequence": state.sequence,
        "status": str(state.status),
        "holder": state.holder,
        "awaiting": state.awaiting,
        "location": state.location,
        "seal": state.seal,
        "lastMoved": iso(state.last_moved) if state.last_moved else None,
        "lastAt": iso(state.last_at) if state.last_at else None,
        "due": iso(state.due) if state.due else None,
        "restricted": state.restricted,
        "authorisedBy": sorted(state.authorised_by),
        "parts": list(state.parts),
        "unexplained": [_flag_json(flag) for flag in state.unexplained],
    }


def recorded_lines(done: Recorded, told: Sequence[Narrative]) -> list[str]:
    """What was recorded, as the histories of the exhibits concerned tell it, and how the first stands after it."""
    by_index = {line.index: (one.reference, line) for one in told for line in one.lines}
    lines = []
    for entry in done.entries:
        reference, line = by_index[entry.index]
        lines.append(f"{reference} event {line.number}: {line.what}. (ledger entry {line.index})")
    lines.append(f"Now: {told[0].now}")
    return lines


def todo(done: Recorded, told: Narrative, names: Names) -> list[str]:
    """What somebody has to do next."""
    state, kind = done.state, done.entry.event.kind
    doubts = [doubt for line in told.lines if line.index == done.entry.index for doubt in line.doubts]
    lines = [*(f"! {hint}" for hint in done.hints), *(f"! {doubt.words}" for doubt in doubts)]
    if doubts:
        codes = " ".join(dict.fromkeys(doubt.code for doubt in doubts))
        said = f"{told.reference} {codes} --event {done.entry.sequence}"
        lines.append(f"  That has to be explained: tracer custody explain {said} --reason …")
    if state.awaiting is not None and kind in _HANDS_OVER:
        lines.append(f"{names.who(state.awaiting)} must accept it: {_accept(told.reference, state.awaiting)}")
    if kind is EventKind.AUTHORISE_DISPOSAL:
        lines.append(f"Another officer must carry it out: tracer custody dispose {told.reference} --by …")
    return lines


_HANDS_OVER = (EventKind.HAND_OVER, EventKind.LEND)


def _accept(reference: str, awaiting: str) -> str:
    kind, _, short = awaiting.partition(":")
    if kind == "officer":
        return f"tracer custody accept {reference} --by {short}"
    return f"tracer custody accept {reference} --for {awaiting} --by …"


def _flag_json(flag: Flag) -> Mapping[str, object]:
    return {"code": str(flag.code), "what": flag.what, "event": flag.event, "explainedBy": flag.explained_by}
