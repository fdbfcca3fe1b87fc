"""Keeps account of what a load brings to the graph, so that others can tell what is on its way from what never came."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from api.beside import beside
from graph.projector import Projector
from tracer.errors import RecordsError
from tracer.model import Fact
from tracer.records.graph_way import BEATS, NOT_SHOWN, GraphWay
from tracer.records.records import Records
from tracer.records.values import Committed, Source, State


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """A projection to a graph that says of each source when it sets out. Implements `tracer.ingest.Projection`."""

    projector: Projector
    way: GraphWay
    graph: str
    records: Records
    _sources: set[str] = field(default_factory=set)

    def keys_of(self, fact: Fact) -> tuple[str, ...]:
        """What a fact must be found by again."""
        return self.projector.keys_of(fact)

    def shown(self, source: Source) -> frozenset[int]:
        """Numbers of the source's batches that the graph has or has taken on, or that it is never given."""
        # What was loaded in full and is brought again was lost, and is missed until it is there.
        if source.state is not State.DONE and source.id not in self._sources:
            self.way.brings(self.graph, (source.id,))
            self._sources.add(source.id)
        if source.kind == NOT_SHOWN:
            return frozenset(self.records.committed_batches(source.id))
        return self.projector.shown(source)

    def put(self, source: Source, number: int, committed: Committed) -> None:
        """Take on a batch."""
        if source.kind != NOT_SHOWN:
            self.projector.put(source, number, committed)

    def beats(self, stop: threading.Event) -> None:
        """Says again and again that it is still there, until told to stop."""
        while not stop.wait(BEATS.total_seconds()):
            # A database that is away for a while has been told often enough before.
            with suppress(RecordsError):
                if self._sources:
                    self.way.brings(self.graph, tuple(self._sources))

    def ends(self) -> None:
        """Says that nothing is on its way any more. Where that cannot be said, it is told from the silence."""
        with suppress(RecordsError):
            if self._sources:
                self.way.ended(self.graph, tuple(self._sources))


@contextmanager
def on_its_way(projector: Projector, records: Records, graph: str) -> Iterator[OnItsWay]:
    """Such a projection to the graph of this name. When the block ends all has arrived; if it fails, some may not."""
    projection = OnItsWay(projector, records.part(GraphWay), graph, records)
    try:
        with beside("on-its-way", projection.beats), projector:
            yield projection
    finally:
        projection.ends()
