"""A story as the lines of a page: each with what it rests on, and long runs of pings folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.views import Event
from maps.style import kind_name
from maps.track import to_millis
from tracer.model import Basis

PINGS_SHOWN = 3
"""Of a longer run of observed, undoubted pings the first and last stand alone, and the rest are folded between them."""
FOLDED_SHOWN = 100
INTERNAL = frozenset({"id", "before", "after", "placeId", "event", "act", "number"})
"""Details that name things to the system and say nothing to a person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `key` names it to the map beside it; `millis` is its time (None where undated)."""

    event: Event
    key: str
    millis: int | None
    kind: str
    details: tuple[tuple[str, str], ...]


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


def lines_of(events: Sequence[Event]) -> list[Line | Fold]:
    """The lines of a story in its order."""
    return list(_folded(events))


def line_of(event: Event) -> Line:
    """One event as a line."""
    millis = to_millis(event.at) if event.at else None
    source = f"{event.source.id}:{event.source.row}" if event.source else ""
    kind = kind_name(event.kind)
    said = tuple(
        (name, str(value)) for name, value in event.details.items() if value not in (None, "") and name not in INTERNAL
    )
    return Line(event, f"{'' if millis is None else millis}|{kind}|{source}", millis, kind, said)


def _folded(events: Sequence[Event]) -> Iterator[Line | Fold]:
    run: list[Event] = []
    for event in (*events, None):
        if event is not None and _is_plain(event):
            run.append(event)
            continue
        yield from _run(run)
        run = []
        if event is not None:
            yield line_of(event)


def _is_plain(event: Event) -> bool:
    """Whether there is nothing to say of a line but where and when: a ping that was observed and is in no doubt."""
    return event.kind == "ping" and event.basis is Basis.OBSERVED and not event.doubts and event.at is not None


def _run(run: Sequence[Event]) -> Iterator[Line | Fold]:
    inner = run[1:-1]
    if len(run) <= PINGS_SHOWN or inner[0].at is None or inner[-1].at is None:
        yield from map(line_of, run)
        return
    yield line_of(run[0])
    yield Fold(tuple(map(line_of, inner[:FOLDED_SHOWN])), len(inner), inner[0].at, inner[-1].at)
    yield line_of(run[-1])
