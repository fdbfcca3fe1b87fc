"""Custody events and exhibits, as JSON or as lines."""

from __future__ import annotations

from collections.abc import Mapping

from api.usecases.custody.record import Recorded
from tracer.custody.events import Entry, EventKind, ExhibitState, Flag, reference_of
from tracer.custody.narrative import standing
from tracer.custody.sentences import Names, sentence
from tracer.times import iso


def recorded_json(done: Recorded) -> dict[str, object]:
    """What was recorded."""
    return {
        **entry_json(done.entry),
        "key": done.key,
        "state": state_json(done.state),
        "followedBy": [entry_json(entry) for entry in done.entries[1:]],
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
        "parts": list(state.parts),
        "unexplained": [_flag_json(flag) for flag in state.unexplained],
    }


def recorded_lines(done: Recorded, names: Names) -> list[str]:
    """What was recorded, and how the exhibit stands after it."""
    reference = reference_of(done.entry.event.exhibit)
    said = _said(done.entry, names)
    lines = [f"{reference} event {done.entry.sequence}: {said}. (ledger entry {done.entry.index})"]
    lines += [f"{reference_of(e.event.exhibit)} event {e.sequence}: {_said(e, names)}." for e in done.entries[1:]]
    lines.append(f"Now: {standing(done.state, names)}")
    return lines


def todo(done: Recorded, names: Names) -> list[str]:
    """What somebody has to do next."""
    reference = reference_of(done.state.exhibit)
    lines = [f"! {names.in_words(flag.what)}" for entry in done.entries for flag in entry.flags]
    if lines:
        codes = " ".join(dict.fromkeys(flag.code for entry in done.entries for flag in entry.flags))
        lines.append(
            f"  It is recorded, and has to be explained: tracer custody explain {reference} {codes} --reason …"
        )
    if done.state.awaiting is not None and done.entry.event.kind in _HANDS_OVER:
        lines.append(f"{names.who(done.state.awaiting)} must accept it: {_accept(reference, done.state.awaiting)}")
    if done.entry.event.kind is EventKind.AUTHORISE_DISPOSAL:
        lines.append(f"Another officer must carry it out: tracer custody dispose {reference} --by …")
    return lines


_HANDS_OVER = (EventKind.HAND_OVER, EventKind.LEND)


def _accept(reference: str, awaiting: str) -> str:
    kind, _, short = awaiting.partition(":")
    if kind == "officer":
        return f"tracer custody accept {reference} --by {short}"
    return f"tracer custody accept {reference} --for {awaiting} --by …"


def _said(entry: Entry, names: Names) -> str:
    # How things stood before is not known here, so an acceptance is told by itself.
    before = ExhibitState(entry.event.exhibit, awaiting=entry.event.holder or entry.event.by)
    return sentence(entry.event, before, names)


def _flag_json(flag: Flag) -> Mapping[str, object]:
    return {"code": str(flag.code), "what": flag.what, "event": flag.event, "explainedBy": flag.explained_by}
