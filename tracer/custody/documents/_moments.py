"""Every moment of an exhibit's time, each with what the chain says about it: pure, and complete by construction.

The time from the first dated event to the end is cut wherever a possession begins or ends. Each piece is *held* (one
record says by whom), *unaccounted* (none does), in *dispute* (records disagree, or the event that ends it was done by
somebody to whom nothing says that it came), or *uncertain* (an event without a time lies in it, so that it is not known
when the one holder gave way to the other). What was handed over is *handed* until whom it went to accepted it, and *not
accepted* where they never did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from tracer.custody.documents._input import ChainLine, Flag

Kind = Literal["held", "handed", "not accepted", "unaccounted", "dispute", "uncertain"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time and the lines (by index) that speak for it."""

    start: datetime
    until: datetime
    kind: Kind
    lines: tuple[int, ...] = ()

    @property
    def length(self) -> timedelta:
        """How long it lasted."""
        return self.until - self.start


@dataclass(frozen=True, slots=True)
class _Claim:
    start: datetime
    until: datetime
    lines: tuple[int, ...]
    certain: bool


def moments(lines: Sequence[ChainLine], end: datetime) -> tuple[Moment, ...]:
    """The moments from the first dated line to `end`, in order, each beginning where the last ended."""
    claims = [claim for at in range(len(lines)) if (claim := _claim(lines, at, end)) is not None]
    if not claims:
        return ()
    first = min(claim.start for claim in claims)
    cuts = {at for claim in claims for at in (claim.start, claim.until)} | {end}
    pieces = [_piece(lines, claims, *cut) for cut in pairwise(sorted(at for at in cuts if first <= at <= end))]
    return _joined(pieces)


def total(found: Sequence[Moment], kind: Kind) -> timedelta:
    """How much of the time is of one kind."""
    return sum((moment.length for moment in found if moment.kind == kind), timedelta())


def _claim(lines: Sequence[ChainLine], at: int, end: datetime) -> _Claim | None:
    start = lines[at].at
    if start is None or lines[at].about_record:
        return None
    until = lines[at].until
    if until is not None:
        return _Claim(start, until, (at,), certain=True)
    follows = [index for index in range(at + 1, len(lines)) if _not_before(lines[index], start)]
    successor = follows[0] if follows else len(lines)
    between = tuple(index for index in range(at + 1, successor) if _undated(lines[index]))
    ends = lines[successor].at if follows else end
    return _Claim(start, ends or end, (at, *between), certain=not between)


def _undated(line: ChainLine) -> bool:
    return line.at is None and not line.about_record


def _not_before(line: ChainLine, start: datetime) -> bool:
    return line.at is not None and line.at >= start and not line.about_record


def _piece(lines: Sequence[ChainLine], claims: Sequence[_Claim], start: datetime, until: datetime) -> Moment:
    here = [claim for claim in claims if claim.start <= start and until <= claim.until]
    speak = tuple(sorted({index for claim in here for index in claim.lines}))
    known = [index for index in speak if lines[index].holder]
    if not known:
        return Moment(start, until, "unaccounted", speak)
    if not all(claim.certain for claim in here):
        return Moment(start, until, "uncertain", speak)
    says = {(lines[index].holder, lines[index].location) for index in speak}
    if len(says) > 1 or gaps(lines, until, speak):
        return Moment(start, until, "dispute", speak)
    if not any(lines[index].awaiting for index in speak):
        return Moment(start, until, "held", speak)
    return Moment(start, until, "handed" if _accepted(lines, speak[-1]) else "not accepted", speak)


def gaps(lines: Sequence[ChainLine], until: datetime, speak: Sequence[int]) -> tuple[Flag, ...]:
    """The doubts about how it came from hand to hand in a piece, or to whoever had it at its end."""
    here = [line for line in lines if line.at == until]
    here += [lines[index] for index in speak if _in_doubt_after(lines, index)]
    return tuple(dict.fromkeys(flag for line in here for flag in line.gaps))


def _in_doubt_after(lines: Sequence[ChainLine], index: int) -> bool:
    """Whether what is doubtful at an event is so after it: it leaves the thing with another than had it then."""
    line = lines[index]
    before = next((each for each in reversed(lines[:index]) if not each.about_record), None)
    unchanged = before is not None and before.holder == line.holder != line.by
    return bool(line.put_right) or unchanged


def _accepted(lines: Sequence[ChainLine], index: int) -> bool:
    """Whether what was handed over with a line was accepted in the end by whom it was handed to."""
    later = (line for line in lines[index + 1 :] if not line.about_record)
    ended = next((line for line in later if line.awaiting != lines[index].awaiting), None)
    never = ended is None or any(flag.code == "not_accepted" for flag in ended.flags)
    return not never and ended is not None and ended.holder == lines[index].awaiting


def _joined(pieces: Sequence[Moment]) -> tuple[Moment, ...]:
    joined: list[Moment] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.kind == piece.kind and last.lines == piece.lines:
            joined[-1] = Moment(last.start, piece.until, last.kind, last.lines)
        else:
            joined.append(piece)
    return tuple(joined)
