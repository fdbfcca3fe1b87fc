"""A story as the lines of a page: each with what it rests on, and long runs of pings folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.views import Event, Reason
from maps.style import kind_name
from maps.track import to_millis
from tracer.model import Basis

PINGS_SHOWN = 3
"""Of a longer run of observed, undoubted pings the first and last stand alone, and the rest are folded between them."""
FOLDED_SHOWN = 100
LINES_SHOWN = 1_000
"""On one page. What a page can be worked with, however many pings of a phone stand in doubt and are folded nowhere."""
SAID_SHOWN = 20
"""Of the reasons and of the doubts of one line: a clone has a reason for each two pings that cannot be of one phone."""
INTERNAL = frozenset({"id", "before", "after", "placeId", "event", "act", "number"})
"""Details that name things to the system and say nothing to a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` names it to the map beside it; `millis` is its time (None where undated).

    `reasons` and `doubts` are the first of those that the event has.
    """

    event: Event
    key: str
    millis: int | None
    kind: str
    details: tuple[tuple[str, str], ...]
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of pings that is folded: those that are shown when it is opened, and of how many."""

    lines: tuple[Line, ...]
    of: int
    since: datetime
    until: datetime

    @property
    def span(self) -> tuple[int, int]:
        """From when to when, in milliseconds, for the map to find it by."""
        return to_millis(self.since), to_millis(self.until)


@dataclass(frozen=True, slots=True)
class Lines:
    """Some of the lines of a story in its order: from the number `first`, counted from 1, of `of`. A fold is one."""

    shown: tuple[Line | Fold, ...]
    first: int
    of: int

    @property
    def last(self) -> int:
        """The number of the last that is shown."""
        return self.first + len(self.shown) - 1


def lines_of(events: Sequence[Event], first: int = 1, most: int = LINES_SHOWN) -> Lines:
    """At most so many lines of a story, from a number on; where there are fewer, the last of them."""
    every = list(_folded(events))
    start = max(0, min(first, len(every)) - 1)
    shown = every[start : start + most]
    return Lines(tuple(line_of(one) if isinstance(one, Event) else _fold(one) for one in shown), start + 1, len(every))


def line_of(event: Event) -> Line:
    """One event as a line."""
    millis = to_millis(event.at) if event.at else None
    source = f"{event.source.id}:{event.source.row}" if event.source else ""
    kind = kind_name(event.kind)
    said = tuple(
        (name, str(value)) for name, value in event.details.items() if value not in (None, "") and name not in INTERNAL
    )
    key = f"{'' if millis is None else millis}|{kind}|{source}"
    return Line(event, key, millis, kind, said, event.reasons[:SAID_SHOWN], event.doubts[:SAID_SHOWN])


def _folded(events: Sequence[Event]) -> Iterator[Event | list[Event]]:
    """The events, with the inner part of each long run of plain pings as one."""
    run: list[Event] = []
    for event in (*events, None):
        if event is not None and _is_plain(event):
            run.append(event)
            continue
        yield from run if len(run) <= PINGS_SHOWN else (run[0], run[1:-1], run[-1])
        run = []
        if event is not None:
            yield event


def _is_plain(event: Event) -> bool:
    """Whether there is nothing to say of a line but where and when: a ping that was observed and is in no doubt."""
    return event.kind == "ping" and event.basis is Basis.OBSERVED and not event.doubts and event.at is not None


def _fold(run: Sequence[Event]) -> Fold:
    times = [event.at for event in (run[0], run[-1]) if event.at]
    return Fold(tuple(map(line_of, run[:FOLDED_SHOWN])), len(run), times[0], times[-1])
