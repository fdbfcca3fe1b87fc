"""ladybug, a Cypher engine inside the process: the default, which needs no server and works offline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import ladybug

from graph.batch import GraphBatch
from graph.batch_check import check_batch
from graph.engines._ladybug_beside import Beside
from graph.engines._ladybug_file import (
    UnreadableGraphError,
    connected,
    give_back_memory,
    keep_for_ever,
    open_file,
    pool_bytes,
    remove_file,
    run,
    run_for_rows,
)
from graph.engines._ladybug_moves import moves
from graph.engines._ladybug_readers import Readers
from graph.engines._ladybug_schema import declarations, removals
from graph.engines._turns import Turns
from graph.port import Answers, Graph, Question, Row
from graph.schema import MARKER
from graph.views import GraphStatus
from tracer.errors import GraphError

T = TypeVar("T")

_CHECKPOINT_ROWS = 300_000
"""Observations that may wait for a checkpoint: until then they are held in memory."""
_STATED = 3
"""As many observations take the memory of one node or relationship of a statement."""
_GROWS_BY = 32 << 20


class EmbeddedGraph(Graph):
    """A graph in one file, written by one process.

    Observations are durable after the next checkpoint, which comes by itself while loading and with `flush`; their
    batches' markers are stored only then. So a process that is killed loses nothing: what was not yet durable has no
    marker and is projected again. Until then `markers` and `write` of this object know the batches all the same.

    `read_only` opens an existing graph beside the process that writes it: what is asked then waits while that makes a
    checkpoint.
    """

    engine: ClassVar[str] = "embedded"
    commit_rows: ClassVar[int] = 100_000
    writers: ClassVar[int] = 1

    def __init__(self, path: Path, read_only: bool = False) -> None:
        self._path = path
        self._database: ladybug.Database | None = None
        self._failed: GraphError | None = None
        self._unsaved_rows = 0
        self._unsaved: dict[str, str] = {}
        self._turns = Turns()
        self._readers = Readers()
        # A transaction runs in a thread of its own, so that Ctrl-C never leaves one half done.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embedded-graph")
        self._beside = Beside(path) if read_only else None
        try:
            if self._beside is not None:
                self._beside.ask(lambda _: None)
            else:
                self._database = open_file(path, read_only=False)
        except UnreadableGraphError as error:
            self._failed = error

    @classmethod
    def make(cls, path: Path) -> None:
        """An empty graph where none is, whole or not at all: whoever finds the file finds its tables."""
        remove_file(path)  # what is left of one that was lost, or whose making was cut short
        making = path.with_name(f"{path.name}.making")
        with cls(making) as graph:
            graph.prepare()
        making.replace(path)
        remove_file(making)

    def prepare(self) -> None:
        """Declare the tables. A file that cannot be read is left alone: `clear` makes it anew, all else raises."""
        if not isinstance(self._failed, UnreadableGraphError):
            self._in_turn(self._declare)

    def write(self, batches: Sequence[GraphBatch]) -> None:
        """Apply the batches in one transaction; one call at a time writes, others wait their turn."""
        for batch in batches:
            check_batch(batch)
        self._in_turn(self._write, batches)

    def markers(self, source: str) -> frozenset[str]:
        """Markers of the source's batches that are in the graph as this process sees it."""
        stored = self.read(f"MATCH (m:{MARKER} {{source: $source}}) RETURN m.id AS id", {"source": source})
        unsaved = (marker for marker, of in list(self._unsaved.items()) if of == source)
        return frozenset((*(row["id"] for row in stored), *unsaved))

    def clear(self) -> None:
        """Drop every table and declare them anew; a file that cannot be read is replaced."""
        self._in_turn(self._clear)

    def flush(self) -> None:
        """Checkpoint: all that was written is durable when this returns."""
        self._in_turn(self._checkpoint)

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question, in a read transaction of its own."""
        return self.at_once(lambda answers: answers.read(question, parameters))

    def at_once(self, act: Callable[[Answers], T]) -> T:
        """What `act` makes of answers that are all of one read transaction."""
        return self._ask(lambda connection: act(_Transaction(connection)))

    def status(self) -> GraphStatus:
        """Counts and digest, in one read transaction."""
        from graph.engines._ladybug_status import digest_graph

        return self._ask(digest_graph).status(self.engine)

    def close(self) -> None:
        """Make durable what is not yet, and let go of the file."""
        if self._beside is not None:
            self._beside.close()
        if self._database is None:
            self._writer.shutdown(wait=True)
            return
        try:
            if self._unsaved and self._failed is None:
                self.flush()
        finally:
            self._writer.shutdown(wait=True)
            if self._failed is None:
                self._readers.let_go()
                moves(self._path)
                self._database.close()
                self._database = None

    def _ask(self, act: Callable[[ladybug.Connection], T]) -> T:
        """What `act` gives in one read transaction."""
        if self._failed is not None:
            raise self._failed
        if self._beside is not None:
            return self._beside.ask(act)
        with self._turns.together(), self._readers.lent(self._open) as connection:
            return _read_only(act, connection)

    def _open(self) -> ladybug.Database:
        if self._failed is not None:
            raise self._failed
        if self._database is None:
            raise GraphError("The embedded graph is closed.")
        return self._database

    def _in_turn(self, act: Any, *given: Any) -> None:
        if self._beside is not None:
            raise GraphError("The embedded graph was opened for reading only.")
        self._writer.submit(act, *given).result()

    def _declare(self) -> None:
        with connected(self._open()) as connection:
            for statement in declarations():
                run(connection, statement)

    def _clear(self) -> None:
        if isinstance(self._failed, UnreadableGraphError):
            remove_file(self._path)
            self._database, self._failed = open_file(self._path, read_only=False), None
        else:
            with self._turns.alone(), connected(self._open()) as connection:
                self._readers.let_go()
                for statement in removals():
                    run(connection, statement)
        self._unsaved, self._unsaved_rows = {}, 0
        self._declare()
        self._checkpoint()

    def _write(self, batches: Sequence[GraphBatch]) -> None:
        with connected(self._open()) as connection:
            wanted = self._absent(connection, batches)
            if wanted:
                self._transact(connection, wanted)
        if self._unsaved_rows >= _CHECKPOINT_ROWS:
            self._checkpoint()
        elif self._unsaved_rows:
            give_back_memory()

    def _absent(self, connection: ladybug.Connection, batches: Sequence[GraphBatch]) -> list[GraphBatch]:
        asked = {batch.marker: batch for batch in batches if batch.marker not in self._unsaved}
        stored = run(connection, f"MATCH (m:{MARKER}) WHERE m.id IN $ids RETURN m.id", {"ids": list(asked)})
        present = {marker for (marker,) in stored}
        return [batch for marker, batch in asked.items() if marker not in present]

    def _transact(self, connection: ladybug.Connection, batches: Sequence[GraphBatch]) -> None:
        """Everything that can fail comes before the first copy: ladybug cannot take a copy back."""
        from graph.engines._gather import observations
        from graph.engines._ladybug_write import copy_observations, new_among, write_markers, write_statements

        run(connection, "BEGIN TRANSACTION")
        try:
            for batch in batches:
                write_statements(connection, batch)
            new = [new_among(connection, seen) for seen in observations(batches)]
            write_markers(connection, {one.marker: one.source for one in batches if not one.observations})
        except BaseException:
            _roll_back(connection)
            raise
        try:
            for seen in new:
                if seen.table.num_rows:
                    copy_observations(connection, seen)
            run(connection, "COMMIT")
        except BaseException as error:
            raise self._give_up(error) from error
        self._unsaved_rows += sum(seen.table.num_rows for seen in new)
        self._unsaved_rows += _STATED * sum(len(batch.nodes) + len(batch.edges) for batch in batches)
        self._unsaved.update((one.marker, one.source) for one in batches if one.observations)

    def _give_up(self, error: BaseException) -> GraphError:
        """Rolling back a copy damages ladybug's memory, not the file: leave both as they are and use neither again."""
        keep_for_ever(self._open())
        what = error.what if isinstance(error, GraphError) else f"The embedded graph was interrupted ({error})."
        self._failed = GraphError(what, "Start again: what was not yet written is in the records and is taken up.")
        return self._failed

    def _checkpoint(self) -> None:
        """Nobody reads meanwhile: a question asked in several statements would find its pages moved."""
        from graph.engines._ladybug_write import write_markers

        give_back_memory()
        with self._turns.alone():
            self._readers.let_go()
            with connected(self._open()) as connection:
                try:
                    moves(self._path)
                    run(connection, "CHECKPOINT")
                except GraphError as error:
                    raise self._give_up(error) from error
                write_markers(connection, self._unsaved)
            self._unsaved, self._unsaved_rows = {}, 0
            self._grow()
        give_back_memory()

    def _grow(self) -> None:
        """Open the file again where it has outgrown the memory that ladybug was allowed."""
        database = self._open()
        if pool_bytes(self._path) > database.buffer_pool_size + _GROWS_BY:
            moves(self._path)
            database.close()
            self._database = None
            self._database = open_file(self._path, read_only=False)


class _Transaction:
    """Asks in a transaction that is open."""

    def __init__(self, connection: ladybug.Connection) -> None:
        self._connection = connection

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        text = question if isinstance(question, str) else question[EmbeddedGraph.engine]
        given = {name: _stored(value) for name, value in (parameters or {}).items()}
        return [*run_for_rows(self._connection, text, given)]


def _read_only(act: Callable[[ladybug.Connection], T], connection: ladybug.Connection) -> T:
    run(connection, "BEGIN TRANSACTION READ ONLY")
    answer = act(connection)
    run(connection, "COMMIT")
    return answer


def _roll_back(connection: ladybug.Connection) -> None:
    try:
        run(connection, "ROLLBACK")
    except GraphError:
        return  # A statement that fails has already ended its transaction.


def _stored(value: Any) -> Any:
    """A parameter as ladybug compares it: instants in UTC, without a zone."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    if isinstance(value, list | tuple):
        return [_stored(one) for one in value]
    if isinstance(value, dict):
        return {key: _stored(one) for key, one in value.items()}
    return value
