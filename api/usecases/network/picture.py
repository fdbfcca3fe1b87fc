"""A part of the network: a subject, what was brought in around it, and what joins all that is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from api.usecases.network.reach import Sight, is_open
from graph.port import Graph
from graph.queries.expand import Asked, Count, Tie, counts, links_between, nearest
from graph.queries.things import Thing, things
from tracer.errors import UsageError

BULK = frozenset({"Ping", "Sighting", "Country"})
"""Brought in only when asked for: observations are many, and a country is near everything."""
PER_KIND = 12
MOST_PER_KIND = 500
MOST_THINGS = 2_000
"""How many things a picture holds: more is no picture any more."""
MOST_OPENED = 20


@dataclass(frozen=True, slots=True)
class Period:
    """From when till when; None is open. What has no date is always within."""

    since: datetime | None = None
    until: datetime | None = None

    def has(self, begins: datetime | None, ends: datetime | None = None) -> bool:
        """Whether something that was then, or from then till then, touches the period."""
        first, last = begins or ends, ends or begins
        late = self.until is not None and first is not None and first > self.until
        early = self.since is not None and last is not None and last < self.since
        return not late and not early


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to draw: which kinds (none given: all but the bulk), how many of each, and what else was opened."""

    kinds: frozenset[str] = frozenset()
    per_kind: int = PER_KIND
    opened: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)

    def brings_in(self, label: str) -> bool:
        """Whether things of a label are brought in."""
        return label in self.kinds if self.kinds else label not in BULK


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown around a subject. `near` counts all that is a step from it, `of` what could be shown."""

    subject: Thing
    near: tuple[Count, ...]
    things: tuple[Thing, ...]
    ties: tuple[Tie, ...]
    of: int


def draw(graph: Graph, sight: Sight, subject: Thing, wanted: Wanted, also: Iterable[str] = ()) -> Picture:
    """The subject with its nearest, what was opened with theirs, and `also` some things, by id, that join them."""
    shown = {subject.id: subject}
    near = counts(graph, subject, sight.reach)
    of = 1
    for one in [subject, *_opened(graph, sight, wanted.opened)]:
        shown.setdefault(one.id, one)
        for count in near if one is subject else counts(graph, one, sight.reach):
            of += count.things
            if wanted.brings_in(count.label) and len(shown) < MOST_THINGS:
                asked = Asked(count.label, limit=wanted.per_kind, reach=sight.reach)
                shown |= {found.id: found for found in nearest(graph, one, asked)[0] if found.id not in shown}
    shown |= things(graph, [one for one in also if one not in shown])
    kept, ties = within(subject, shown.values(), links_between(graph, shown.values(), sight.reach), wanted.period)
    return Picture(subject, near, kept, ties, max(of, len(kept)))


def among(graph: Graph, sight: Sight, ids: Iterable[str], period: Period | None = None) -> Picture | None:
    """A picture of just these things, without those that are closed; None where none is left."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST_THINGS:
        raise UsageError(f"A picture holds at most {MOST_THINGS:,} things.", "Leave some out.")
    found = things(graph, wanted)
    ties = links_between(graph, found.values(), sight.reach)
    tied = {end for tie in ties for end in (tie.link.start, tie.link.end)}
    seen = [found[one] for one in wanted if one in found and (one in tied or is_open(graph, found[one], sight))]
    if not seen:
        return None
    if period is not None:
        kept, ties = within(None, seen, ties, period)
        return Picture(seen[0], (), kept, ties, len(wanted))
    return Picture(seen[0], (), tuple(seen), ties, len(wanted))


def within(
    subject: Thing | None, some: Iterable[Thing], ties: Iterable[Tie], period: Period
) -> tuple[tuple[Thing, ...], tuple[Tie, ...]]:
    """What touches a period: a thing by its own date, a tie by its own or else by those of its ends."""
    kept = {one.id: one for one in some if one is subject or period.has(one.at)}
    joined = tuple(
        tie
        for tie in ties
        if tie.link.start in kept and tie.link.end in kept and period.has(tie.at, tie.until or tie.at)
    )
    return tuple(kept.values()), joined


def _opened(graph: Graph, sight: Sight, ids: tuple[str, ...]) -> list[Thing]:
    found = things(graph, ids[:MOST_OPENED])
    return [found[one] for one in ids if one in found and is_open(graph, found[one], sight)]
