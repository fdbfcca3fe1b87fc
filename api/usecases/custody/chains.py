"""The chain of an exhibit for its papers: every event in the words of then, and the possession that began with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from api.usecases.custody.dossier import Dossier, corrections, put_right
from tracer.custody.documents._input import ChainLine, Flag
from tracer.custody.events import Entry, EventKind, ExhibitState
from tracer.custody.events import Flag as Doubt
from tracer.custody.seized import seized_by
from tracer.custody.sentences import sentence_of
from tracer.custody.state import after


def chain(one: Dossier) -> tuple[ChainLine, ...]:
    """Every event in the words of then, with the possession that began with it as it is known by now to have been."""
    lines: list[ChainLine] = []
    said = rightly = ExhibitState(one.state.exhibit)
    waits, since = one.state.awaiting, one.state.set_by.get("holder")
    asked = False
    for entry in one.entries:
        before, said = said, after(said, entry)
        right = put_right(one, entry)
        # A correction stands where what it corrects does.
        if entry.event.kind is not EventKind.CORRECT:
            rightly = after(rightly, right)
        asked = asked or entry.id == since
        # Whoever is said by a correction to have it is asked to accept it, and has not from then on.
        awaiting = waits if asked and rightly.holder == waits else rightly.awaiting
        lines.append(_line(one, right, before, replace(rightly, awaiting=awaiting)))
    return tuple(lines)


def _line(one: Dossier, right: Entry, before: ExhibitState, state: ExhibitState) -> ChainLine:
    by_id = {each.id: each for each in one.entries}
    entry, names = by_id[right.id], one.names
    later = corrections(one, entry)
    event = entry.event
    reason = one.text(entry, "reason")
    words = sentence_of(entry, before, names, by_id.get(event.corrects or event.doubted or ""))
    # The time of a correction is the right time of the other event; it was itself made when it was recorded.
    correcting = event.kind is EventKind.CORRECT
    notes = ["" if correcting else right.event.at_note or ""]
    notes += [f"corrected at event {each.sequence}" for each in later]
    return ChainLine(
        at=entry.recorded_at.replace(microsecond=0) if correcting else right.event.at,
        until=None,
        holder=names.who(state.holder) if state.holder else "",
        location=names.place(state.location) if state.location else "",
        what=f"{words}: {reason}" if reason else words,
        seal=state.seal or "",
        flags=_flags(one, {entry.id}),
        at_note="; ".join(filter(None, notes)),
        by=names.who(seized_by(event)),
        awaiting=names.who(state.awaiting) if state.awaiting else "",
        about_record=event.kind in (EventKind.CORRECT, EventKind.EXPLAIN),
        put_right=_flags(one, {each.id for each in later}),
    )


def _flags(one: Dossier, events: Collection[str]) -> tuple[Flag, ...]:
    by_id = {each.id: each for each in one.entries}
    return tuple(_flag(one, flag, by_id) for flag in one.state.flags if flag.event in events)


def _flag(one: Dossier, flag: Doubt, by_id: Mapping[str, Entry]) -> Flag:
    words = one.names.in_words(flag.what)
    explained = by_id.get(flag.explained_by or "")
    if explained is None:
        return Flag(flag.code, words)
    who = one.names.who(explained.event.by)
    return Flag(flag.code, words, one.sight.of(explained.id, "reason"), who, explained.event.at)
