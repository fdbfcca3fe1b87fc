"""The port to a graph engine: batches of facts go in, investigators' questions are answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, ClassVar, Protocol, Self, TypeVar

from graph.batch import GraphBatch
from graph.views import GraphStatus

T = TypeVar("T")
Row = Mapping[str, Any]
Question = str | Mapping[str, str]
"""Cypher that both engines accept, or one text for each engine's name where they do not."""


class Answers(Protocol):
    """What answers questions: a graph, or one state of it."""

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question."""


class Graph(ABC):
    """A graph that facts are written to and questions are asked of.

    Surprises worth knowing: writes are idempotent and may come in any order; instants are returned as aware UTC
    datetimes whatever the engine stores; a question asked while a batch is being written sees all of what it states or
    none, but may see some of its observations before the rest.
    """

    engine: ClassVar[str]
    commit_rows: ClassVar[int]
    """How many observations the engine likes in one commit; the projector gathers batches up to about this."""
    writers: ClassVar[int]
    """How many batches may be written at once."""

    @abstractmethod
    def prepare(self) -> None:
        """Declare the schema. Safe to repeat. Raises `GraphUnavailableError`, `GraphHeldError`."""

    @abstractmethod
    def write(self, batches: Sequence[GraphBatch]) -> None:
        """Apply the batches in one transaction; where all is observations, perhaps in several.

        A batch whose marker is there is skipped. An engine that puts off making a write durable puts off storing its
        marker too: after a crash, a batch whose marker is there is there. Raises `GraphError`, before anything is
        written, for a batch that says what the schema does not declare, and `GraphUnavailableError` when the engine
        cannot be reached; then nothing of the call is in the graph, or all of it where only the answer was lost, or
        some of the observations of batches whose markers are not there: to write them again completes them.
        """

    @abstractmethod
    def markers(self, source: str) -> frozenset[str]:
        """Markers of the batches of a source that are in the graph."""

    @abstractmethod
    def clear(self) -> None:
        """Remove everything, markers too; the schema stays."""

    @abstractmethod
    def flush(self) -> None:
        """End of a load: whatever the engine puts off (a checkpoint) is done now."""

    @abstractmethod
    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question from `graph.queries`, in the dialect both engines accept. Always a read transaction.

        The only callers are the modules of `graph.queries` and `graph.analytics`.
        """

    def at_once(self, act: Callable[[Answers], T]) -> T:
        """What `act` makes of the answers to several questions: of one state of the graph where the engine can.

        It may be called anew where the graph was written meanwhile, so it does nothing but ask, and that only of what
        it is given.
        """
        return act(self)

    @abstractmethod
    def status(self) -> GraphStatus:
        """Counts and digest of all the graph says."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the engine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
