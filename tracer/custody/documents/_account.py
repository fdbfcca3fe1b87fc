"""A chain as the continuity statement tells it: a row for every moment and event, the breaks, the doubts, the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracer.custody.documents._input import ChainLine, Flag
from tracer.custody.documents._moments import Moment, gaps, total
from tracer.custody.documents._words import counted, length, when

NOBODY = "nobody recorded"
UNEXPLAINED = "No explanation has been recorded."
_SAYS = {
    "held": "one holder is recorded",
    "handed": "it had been handed over, and whom it was handed to accepted it later",
    "not accepted": "it had been handed over, and whom it was handed to did not accept it",
    "unaccounted": "nobody is recorded as holding it",
    "dispute": "records disagree about who held it or where",
    "uncertain": "the time of a change of holder is not known",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the schedule: a moment, with the events that began it, or an event that has no length of its own."""

    number: int
    start: datetime | None
    note: str
    until: datetime | None
    length: str
    holder: str
    location: str
    seal: str
    what: str
    kind: str
    lines: tuple[int, ...]


def rows(lines: Sequence[ChainLine], found: Sequence[Moment]) -> tuple[Row, ...]:
    """Every moment in order of time and every line exactly once; lines without a time follow the line before them."""
    begins = {moment.start: moment for moment in found}
    alone = [at for at, line in enumerate(lines) if line.at not in begins]
    made = [_moment_row(lines, moment) for moment in found] + [_event_row(lines[at], at) for at in alone]
    ordered = sorted(made, key=lambda row: _place(lines, row))
    return tuple(replace(row, number=number) for number, row in enumerate(ordered, 1))


def _place(lines: Sequence[ChainLine], row: Row) -> tuple[datetime, int, int]:
    """A row without a time stands after the last dated line before it, or first of all."""
    first = row.lines[0] if row.lines else -1
    if row.start is not None:
        return row.start, 0, first
    before = [line.at for line in lines[:first] if line.at is not None]
    dated = [line.at for line in lines if line.at is not None]
    anchor = before[-1] if before else min(dated, default=datetime.min)
    return anchor, 1 if before else -1, first


def _moment_row(lines: Sequence[ChainLine], moment: Moment) -> Row:
    began = tuple(at for at, line in enumerate(lines) if line.at == moment.start)
    note = "; ".join(dict.fromkeys(lines[at].at_note for at in began if lines[at].at_note))
    return Row(
        number=0,
        start=moment.start,
        note=note,
        until=moment.until,
        length=length(moment.length),
        holder=_either(lines[at].holder for at in moment.lines) or NOBODY,
        location=_either(lines[at].location for at in moment.lines),
        seal=_either(lines[at].seal for at in moment.lines[-1:]),
        what=" ".join(_sentence(lines[at].what) for at in began) or _SAYS[moment.kind].capitalize() + ".",
        kind=moment.kind,
        lines=began,
    )


def _event_row(line: ChainLine, at: int) -> Row:
    what = _sentence(line.what)
    holder = line.holder or NOBODY
    return Row(0, line.at, line.at_note, None, "", holder, line.location, line.seal, what, "event", (at,))


def _either(texts: Iterable[str]) -> str:
    return " or ".join(dict.fromkeys(text for text in texts if text))


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?" else f"{text}."


def breaks(lines: Sequence[ChainLine], found: Sequence[Moment], reference: str) -> tuple[dict[str, str], ...]:
    """Each moment that is neither held nor on its way to whoever accepted it, in words, with what was said of it.

    Before them, what happened at a time that nobody knows before the first moment; after them, gaps without length.
    """
    broken = [moment for moment in found if moment.kind not in ("held", "handed")]
    told = [
        {"kind": moment.kind, "words": _break_words(lines, moment, reference), "explained": _explained(lines, moment)}
        for moment in broken
    ]
    said = {flag for moment in broken for flag in gaps(lines, moment.until, moment.lines)}
    rest = (
        {"kind": "dispute", "words": f"At {when(line.at, line.at_note)}: {flag.words}", "explained": _explanation(flag)}
        for line in lines
        for flag in line.gaps
        if flag not in said
    )
    return (*_beginning(lines, found, reference), *told, *rest)


def _beginning(lines: Sequence[ChainLine], found: Sequence[Moment], reference: str) -> Iterator[dict[str, str]]:
    first = next((line for line in lines if not line.about_record), None)
    if first is None or first.at is not None:
        return
    note = f" ({first.at_note})" if first.at_note else ""
    before = f"nothing before {when(found[0].start)} can be" if found else "no moment can be"
    words = f"It is not known when {reference} came to {first.holder or NOBODY}{note}: {before} accounted for."
    yield {"kind": "uncertain", "words": words, "explained": ""}


def _break_words(lines: Sequence[ChainLine], moment: Moment, reference: str) -> str:
    span = f"From {when(moment.start)} to {when(moment.until)} ({length(moment.length)})"
    who = _either(f"{lines[at].holder} at {lines[at].location or 'a place not recorded'}" for at in moment.lines)
    if moment.kind == "unaccounted":
        return f"{span} nobody is recorded as holding {reference}."
    doubtful = [_sentence(flag.words) for flag in gaps(lines, moment.until, moment.lines)]
    if moment.kind == "dispute" and doubtful:
        return " ".join([f"{span} {reference} is recorded with {who}, and that is in doubt.", *doubtful])
    if moment.kind == "dispute":
        return f"{span} more than one record speaks for {reference}: {who}."
    if moment.kind == "not accepted":
        to = _either(lines[at].awaiting for at in moment.lines)
        return f"{span} {reference} had been handed to {to}, who did not accept it."
    return f"{span} {reference} was with one of these, and the time of the change is not known: {who}."


def _explained(lines: Sequence[ChainLine], moment: Moment) -> str:
    """What was said of a break: by a flag on the event that ends it or on one that belongs to it."""
    ending = [line for line in lines if line.at == moment.until] + [lines[at] for at in moment.lines]
    if moment.kind == "unaccounted":
        flags = [flag for line in ending for flag in line.gaps]
    elif moment.kind == "not accepted":
        flags = [flag for line in ending for flag in line.flags if flag.code == "not_accepted"]
    else:
        flags = [*gaps(lines, moment.until, moment.lines)]
    given = [_explanation(flag) for flag in flags]
    return " ".join(given) or (UNEXPLAINED if moment.kind in ("unaccounted", "not accepted") else "")


def doubts(lines: Sequence[ChainLine], table: Sequence[Row]) -> tuple[dict[str, str], ...]:
    """Every flag with the number of its row, explained or not."""
    return tuple(
        {"row": str(row.number), "words": _sentence(flag.words), "explained": _explanation(flag)}
        for row in table
        for at in row.lines
        for flag in lines[at].flags
    )


def _explanation(flag: Flag) -> str:
    if not flag.explanation:
        return UNEXPLAINED
    by = f" by {flag.explained_by}" if flag.explained_by else ""
    at = f" on {when(flag.explained_at)}" if flag.explained_at else ""
    return f"Explained{by}{at}: {_sentence(flag.explanation)}"


def account(found: Sequence[Moment], reference: str) -> dict[str, Any]:
    """The sum of the moments by kind; the parts add up to the whole."""
    if not found:
        return {"whole": f"No event of {reference} has a time: no moment of it can be accounted for.", "parts": []}
    start, end = found[0].start, found[-1].until
    whole = f"From {when(start)} to {when(end)}: {length(end - start)} in all, in which"
    kinds = [(kind, [moment for moment in found if moment.kind == kind]) for kind in _SAYS]
    parts = [
        f"for {length(total(found, some[0].kind))} ({counted(len(some), 'period', 'periods')}) {_SAYS[kind]}"
        for kind, some in kinds
        if some
    ]
    return {"whole": whole, "parts": parts}
