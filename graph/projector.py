"""Writes committed batches to a graph in the background, gathers small ones, and waits out an engine that goes away."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from graph.port import Graph
from graph.project import Step, graph_batch, keys_of
from tracer.errors import CancelledError, GraphUnavailableError
from tracer.model import Fact
from tracer.records.records import Records
from tracer.records.values import Committed, Source

T = TypeVar("T")

QUEUED = 6
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for an engine that cannot be reached (seconds), and whom to tell."""

    seconds: float
    tell: Callable[[str], None]


@dataclass(slots=True)
class Projector:
    """The graph's side of a load. One background thread writes, so that a batch that changes handsets comes in turn.

    Used as a context: a block that ends well or was cancelled has written all it took on, one that ends in an error
    stops after the step being written. An error of the engine is raised from the next call, and from every one after
    it. What was taken on and not written stays in the records and is projected when the load is run again.
    """

    graph: Graph
    records: Records
    patience: Patience
    _queue: queue.Queue[Step | None] = field(default_factory=lambda: queue.Queue(maxsize=QUEUED))
    _thread: threading.Thread | None = None
    _error: BaseException | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)
    _taken: dict[str, set[int]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, CancelledError):
            self.settle()
        else:
            self._stopped.set()
            self._end()

    def keys_of(self, fact: Fact) -> tuple[str, ...]:
        """What a fact must be found by again."""
        return keys_of(fact)

    def shown(self, source: Source) -> frozenset[int]:
        """Numbers of the source's batches that are in the graph, or are on their way to it."""
        markers = self._patiently(lambda: self.graph.markers(source.id))
        stored = (int(marker.rpartition(":")[2]) for marker in markers)
        return frozenset((*stored, *self._taken.get(source.id, ())))

    def put(self, source: Source, number: int, committed: Committed) -> None:
        """Take on a batch."""
        step = Step(
            f"{source.id}:{number}", source.id, source.recorded_at, committed.new_facts, committed.new_observations
        )
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, daemon=True, name="projector")
            self._thread.start()
        self._hand_over(step)
        self._taken.setdefault(source.id, set()).add(number)

    def settle(self) -> None:
        """Wait until all of it is written."""
        self._end()
        self._raise()
        self._patiently(self.graph.flush)

    def _hand_over(self, step: Step | None) -> None:
        """To the thread that writes, for as long as it does."""
        while True:
            self._raise()
            with contextlib.suppress(queue.Full):
                return self._queue.put(step, timeout=0.5)

    def _end(self) -> None:
        """Let the thread write what it has, unless it is to stop, and wait for its end."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._queue.put(None)
            thread.join()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        held: list[Step] = []
        waiting = 0
        while True:
            step = self._queue.get()
            if step is None:
                break
            if self._failed():
                continue
            held.append(step)
            waiting += step.observations.table.num_rows if step.observations is not None else 0
            if step.facts or waiting >= self.graph.commit_rows:
                self._write(held)
                held, waiting = [], 0
        self._write(held)

    def _failed(self) -> bool:
        return self._error is not None or self._stopped.is_set()

    def _write(self, steps: list[Step]) -> None:
        """A step with facts reads the graph, so whatever came before it must be there."""
        try:
            plain = [step for step in steps if not step.facts]
            if plain and not self._failed():
                batches = [graph_batch(step, self.graph, self.records.facts_mentioning) for step in plain]
                self._patiently(lambda: self.graph.write(batches))
            for step in steps:
                if step.facts and not self._failed():
                    self._patiently(partial(self._write_facts, step))
        except BaseException as error:  # raised again in the thread that loads
            self._error = error

    def _write_facts(self, step: Step) -> None:
        """In turn: two processes that change one handset must each see what the other did."""
        with self.records.turn():
            self.graph.write([graph_batch(step, self.graph, self.records.facts_mentioning)])

    def _patiently(self, act: Callable[[], T]) -> T:
        """Do it, trying again while the engine is away, up to the patience."""
        until = time.monotonic() + self.patience.seconds
        pause = FIRST_PAUSE_S
        while True:
            try:
                result = act()
            except GraphUnavailableError as error:
                if time.monotonic() + pause > until:
                    raise
                self.patience.tell(f"{error.what} Trying again in {pause:g} s; what was loaded so far is kept.")
                if self._stopped.wait(pause):
                    raise
                pause = min(pause * 2, LONGEST_PAUSE_S)
            else:
                return result
