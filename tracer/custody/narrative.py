"""An exhibit's history as a person would tell it: who, what, when, where, why, the seal before and after.

Nothing is smoothed over: doubts stand at the event that raised them, with the explanation given or the words that none
was; a corrected event stands as it was written, with what was corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from tracer.custody.doubts import doubt_words
from tracer.custody.events import CustodyEvent, Entry, EventKind, ExhibitState, Flag, Status, reference_of
from tracer.custody.sentences import Names, moment, sentence_of
from tracer.custody.state import after

LATE = timedelta(minutes=30)
"""Recorded later than this after it happened, an event says when it was written down."""

WITHHELD, ERASED, NOT_YOURS = "withheld", "erased", "not shown to your role"
"""What stands in place of a text that the reader has not asked for, that nobody can see any more, or that others may
see."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the reader may see: whether private texts at all, and those there are, by event id and field.

    `not_theirs` are the fields that are there, for another role.
    """

    private: bool = False
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    not_theirs: frozenset[tuple[str, str]] = frozenset()

    def of(self, event: str, name: str) -> str:
        """The text, or why it is not shown."""
        known = self.texts.get((event, name))
        if known is not None:
            return known
        if (event, name) in self.not_theirs:
            return NOT_YOURS
        return ERASED if self.private else WITHHELD


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt as told: its code, what is doubtful, and the explanation (None: nobody has given one)."""

    code: str
    words: str
    explanation: str | None


@dataclass(frozen=True, slots=True)
class Telling:
    """One event as told.

    `at` is when it was done: of a correction, when it was recorded. `why` is the reason given (or that it is withheld
    or erased), `private` the other such texts. `seal` says what became of the seal, where anything did. `corrected`
    are the corrections made to it later.
    """

    number: int
    index: int
    event: str
    kind: EventKind
    at: datetime | None
    when: str
    what: str
    where: str | None
    why: str | None
    seal: str | None
    written: str | None
    private: Mapping[str, str]
    attachments: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    corrected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The whole history of one exhibit, in the order of the ledger, and how things stand now."""

    exhibit: str
    reference: str
    now: str
    state: ExhibitState
    lines: tuple[Telling, ...]

    @property
    def withheld(self) -> bool:
        """Whether something private is not shown."""
        return any(WITHHELD in (line.why, *line.private.values()) for line in self.lines)


def narrate(entries: Sequence[Entry], names: Names, sight: Sight | None = None) -> Narrative:
    """The history that these entries of one exhibit are, for a reader who may see what `sight` says."""
    seen = sight or Sight()
    by_id = {entry.id: entry for entry in entries}
    exhibit = entries[0].event.exhibit
    states = [ExhibitState(exhibit)]
    for entry in entries:
        states.append(after(states[-1], entry))
    around = _Around(by_id, states[-1].flags, names, seen)
    lines = tuple(_told(entry, step, around) for entry, step in zip(entries, pairwise(states), strict=True))
    return Narrative(exhibit, reference_of(exhibit), standing(states[-1], names), states[-1], lines)


@dataclass(frozen=True, slots=True)
class _Around:
    """What an event is told among."""

    by_id: Mapping[str, Entry]
    flags: tuple[Flag, ...]
    names: Names
    sight: Sight


def _told(entry: Entry, states: tuple[ExhibitState, ExhibitState], around: _Around) -> Telling:
    event, names = entry.event, around.names
    before, then = states
    private = {name: around.sight.of(entry.id, name) for name in sorted(entry.commitments)}
    corrects = around.by_id.get(event.corrects or event.doubted or "")
    return Telling(
        number=entry.sequence,
        index=entry.index,
        event=entry.id,
        kind=event.kind,
        at=entry.recorded_at if event.kind is EventKind.CORRECT else event.at,
        when=_when(entry),
        what=sentence_of(entry, before, names, corrects),
        where=names.place(then.location) if then.location is not None else None,
        why=private.pop("reason", None),
        seal=_seal(event, before.seal, then.seal),
        written=_written(entry),
        private=private,
        attachments=tuple(f"{kept.type}, {kept.size:,} bytes, SHA-256 {kept.sha256}" for kept in event.attachments),
        doubts=tuple(_doubt(flag, around) for flag in around.flags if flag.event == entry.id),
        corrected=tuple(_correction(later, around) for later in around.by_id.values() if _is_of(later, entry)),
    )


def standing(state: ExhibitState, names: Names) -> str:
    """How things stand, in a sentence or two."""
    if state.sequence == 0:
        return "It was never booked."
    parts = [_held(state, names)]
    if state.awaiting is not None:
        parts.append(f"{names.who(state.awaiting)} has not accepted it yet.")
    if state.restricted:
        parts.append("It is restricted: it is needed as evidence.")
    if state.authorised and not state.closed:
        parts.append(f"Its disposal is authorised by {' and '.join(map(names.who, sorted(state.authorised_by)))}.")
    if not state.closed:
        parts.append(f"Seal {state.seal}." if state.seal else "It is not sealed.")
    last_move = next((each for each in reversed(state.times) if each.moves), None)
    if last_move is not None and last_move.at is None:
        parts.append("When it was last moved is not known.")
    elif state.last_moved is not None:
        parts.append(f"Last moved {moment(state.last_moved)}.")
    if state.unexplained:
        doubted = dict.fromkeys(doubt_words(flag.code) for flag in state.unexplained)
        parts.append(f"Doubts not explained: {', '.join(doubted)}.")
    return " ".join(parts)


def _held(state: ExhibitState, names: Names) -> str:
    holder = names.who(state.holder) if state.holder else "nobody known"
    if state.keeper is not None:
        holder += f", in the hands of {names.who(state.keeper)}"
    if state.status is Status.RETURNED:
        return f"Returned to {holder}."
    if state.status is Status.DISPOSED:
        return "Disposed of."
    if state.status is Status.WITHDRAWN:
        return "Withdrawn: the booking was taken back."
    where = f" at {names.place(state.location)}" if state.location and state.location != state.holder else ""
    if state.status is Status.ON_LOAN:
        due = f", due back {moment(state.due)}" if state.due else ""
        return f"On loan to {holder}{where}{due}."
    return f"Held by {holder}{where}."


def _when(entry: Entry) -> str:
    event = entry.event
    if event.kind is EventKind.CORRECT:
        # The time it states is the right time of the other event.
        return moment(entry.recorded_at)
    note = f" ({event.at_note})" if event.at_note else ""
    return f"{moment(event.at) if event.at else 'time not known'}{note}"


def _written(entry: Entry) -> str | None:
    at = entry.event.at
    late = entry.event.kind is not EventKind.CORRECT and (at is None or entry.recorded_at - at > LATE)
    return f"written down {moment(entry.recorded_at)}" if late else None


def _seal(event: CustodyEvent, before: str | None, then: str | None) -> str | None:
    if before == then:
        found = event.seal_before
        return None if found is None else f"seal {found} found"
    return f"seal {before or 'none'} before, {then or 'none'} after"


def _doubt(flag: Flag, around: _Around) -> Doubt:
    explained = around.by_id.get(flag.explained_by or "")
    words = around.names.in_words(flag.what)
    if explained is None:
        return Doubt(flag.code, words, None)
    who, text = around.names.who(explained.event.by), around.sight.of(explained.id, "reason")
    explanation = f"{who} explained at {explained.sequence}, {_when(explained)}: {text}"
    return Doubt(flag.code, words, explanation)


def _is_of(later: Entry, entry: Entry) -> bool:
    return later.event.kind is EventKind.CORRECT and later.event.corrects == entry.id


def _correction(later: Entry, around: _Around) -> str:
    before = ExhibitState(later.event.exhibit)
    words = sentence_of(later, before, around.names, around.by_id[later.event.corrects or ""])
    return f"corrected at {later.sequence}: {words}"
