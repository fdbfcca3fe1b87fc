"""Loaded files and refused rows, for those who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from api.access import Actor, Belongs, Permission, decide, require
from api.desk import Desk
from tracer.records.graph_way import GraphWay
from tracer.records.records import Records
from tracer.records.values import Source, State, StoredRefusal


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A file, with the cases it belongs to. `stopped`: a part of it is in, and nobody is loading the rest."""

    source: Source
    cases: frozenset[str]
    stopped: bool = False

    @property
    def state(self) -> str:
        """How far its loading has come."""
        return "stopped" if self.stopped else self.source.state.value


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused rows of some files; of which there are `of`. `masked`: what is personal of owners is not for who asks."""

    records: Records
    files: tuple[Source, ...]
    of: int
    masked: bool = True

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the files."""
        return tuple(one.id for one in self.files)

    @property
    def source_id(self) -> str:
        """The one file they are of."""
        return self.sources[0] if len(self.sources) == 1 else "all"

    def every(self) -> Iterator[StoredRefusal]:
        """All of them, in bounded memory."""
        for source in self.sources:
            yield from self.records.refusals(source)

    def page(self, start: int, limit: int) -> list[StoredRefusal]:
        """Some of them."""
        return list(islice(self.every(), start, start + limit))


def seen_sources(desk: Desk, who: Actor) -> list[SeenSource]:
    """The files that are open to somebody, the newest first."""
    every = desk.records.sources()
    cases = desk.cases.of_sources([source.id for source in every])
    coming = desk.records.part(GraphWay).on_way(desk.settings.graph_name)
    seen = [
        SeenSource(
            source,
            cases.get(source.id, frozenset()),
            stopped=source.state is State.LOADING and source.id not in coming,
        )
        for source in reversed(every)
    ]
    force = desk.settings.force
    return [one for one in seen if decide(who, Permission.LOAD, Belongs(one.cases), force).allowed]


def rejected_rows(desk: Desk, who: Actor, source: str | None) -> Rejected:
    """Refused rows of one file, or of all that are open. Raises `NotFoundError` and `ForbiddenError`."""
    if source is not None:
        found = desk.records.source(source)
        cases = desk.cases.of_sources([found.id]).get(found.id, frozenset())
        require(who, Permission.LOAD, Belongs(cases), desk.settings.force)
        theirs = who.sees_owners or desk.jobs.loaded(who.person.id, found.id)
        return Rejected(desk.records, (found,), desk.records.refusal_count(found.id), masked=not theirs)
    seen = [one.source for one in seen_sources(desk, who) if one.source.rejected]
    return Rejected(desk.records, tuple(seen), sum(one.rejected for one in seen))
