"""The embedded graph's file: opening it, running a statement, and ladybug's errors in words a user can act on."""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ladybug

from graph.engines._ladybug_moves import moves
from tracer.errors import GraphError, GraphHeldError

if TYPE_CHECKING:
    import pyarrow as pa

_POOL_LEAST = 512 << 20
_POOL_BESIDE = 256 << 20
_POOL_SHARE = 0.3
_POOL_TO_ASK = 1 << 30
_C = ctypes.CDLL(None) if sys.platform == "linux" else None
_TIMELESS = frozenset(("STRING", "DOUBLE", "INT64", "BOOL"))
"""Types of columns whose values are taken as they come: nearly all there are, and looking at each takes long."""
_NOT_DECLARED = re.compile(r"Binder exception: Table \w+ does not exist")
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _MMAP_BYTES = -8, -3, 128 << 10


class UnreadableGraphError(GraphError):
    """The file is damaged or another version wrote it: only clearing helps."""


class EarlierGraphError(GraphError):
    """The file was made before something was declared that is asked for now."""


class UnfinishedGraphError(GraphError):
    """A checkpoint is not finished, by a process that still runs or by one that was killed."""


def open_file(path: Path, read_only: bool) -> ladybug.Database:
    """Open the graph, or make it. Raises `GraphHeldError`, `UnreadableGraphError`, `GraphError`."""
    pool = max(pool_bytes(path), _POOL_TO_ASK) if read_only else pool_bytes(path)
    try:
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
            moves(path)
            _keep_memory_whole()
        # Checkpoints are called for by the engine: one at each commit costs more the larger the graph is.
        return ladybug.Database(path, read_only=read_only, auto_checkpoint=False, buffer_pool_size=pool)
    except (RuntimeError, OSError, IndexError) as error:
        raise _said(str(error), path) from error


def pool_bytes(path: Path) -> int:
    """How much memory ladybug needs to write a graph of this size.

    A copy takes room for 131,072 rows of every column of every table it touches, whatever it copies: 256 MB do not do
    for pings and sightings with their relationships in one transaction. A checkpoint rewrites the relationships of
    131,072 identifiers together: some 55 bytes for a ping that takes 180 in the file.
    """
    size = path.stat().st_size if path.exists() else 0
    return max(_POOL_LEAST, _POOL_BESIDE + int(size * _POOL_SHARE))


def remove_file(path: Path) -> None:
    """Take the graph's files away: what is in them can be made again from the records."""
    for one in (path, *path.parent.glob(f"{path.name}.*")):
        one.unlink(missing_ok=True)


def give_back_memory() -> None:
    """Return to the system what a commit or checkpoint freed: glibc keeps it, half a gigabyte of it in a long load."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    trim = getattr(_C, "malloc_trim", None)
    if trim is not None:
        trim(0)


def _keep_memory_whole() -> None:
    """Let glibc keep one heap, and give what is large a place of its own, so that what is freed can go back."""
    choose = getattr(_C, "mallopt", None)
    if choose is not None:
        choose(_M_ARENA_MAX, 1)
        choose(_M_MMAP_THRESHOLD, _MMAP_BYTES)


def keep_for_ever(database: ladybug.Database) -> None:
    """Never let Python free the database, not even at the end: freeing one whose memory is damaged ends the process."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(database))


@contextmanager
def connected(database: ladybug.Database) -> Iterator[ladybug.Connection]:
    """A connection for one piece of work.

    A trap: a connection keeps every statement it has run together with the tables given to it, and running such a
    statement twice ends the process. So connections are short-lived and cost a millisecond.
    """
    connection = ladybug.Connection(database)
    try:
        yield connection
    finally:
        connection.close()


def run(connection: ladybug.Connection, text: str, parameters: Mapping[str, Any] | None = None) -> list[list[Any]]:
    """Rows of one statement. Raises `GraphError`."""
    result = _executed(connection, text, parameters)
    try:
        rows: list[list[Any]] = result.get_all()
    finally:
        result.close()
    return rows


def run_for_table(connection: ladybug.Connection, text: str, parameters: Mapping[str, Any] | None = None) -> pa.Table:
    """Rows of one statement as a table. Raises `GraphError`."""
    result = _executed(connection, text, parameters)
    try:
        return result.get_as_arrow(-1)
    finally:
        result.close()


def run_for_rows(connection: ladybug.Connection, text: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Rows of one statement by the names of their columns, values as both engines give them. Raises `GraphError`."""
    result = _executed(connection, text, parameters)
    try:
        count = result.get_num_tuples()
        if not count:
            return []  # As most questions of a story are answered: what its columns are takes as long as asking.
        names, types = result.get_column_names(), result.get_column_data_types()
        # To ask for each row whether there is one, as `get_all` does, takes as long as the row.
        rows: list[list[Any]] = [result.get_next() for _ in range(count)]
    finally:
        result.close()
    for at in (at for at, kind in enumerate(types) if kind not in _TIMELESS):
        for row in rows:
            row[at] = _in_utc(row[at])
    return [dict(zip(names, row, strict=False)) for row in rows]


def _in_utc(value: Any) -> Any:
    """A value that may be or hold a time: ladybug gives times without their zone."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return [_in_utc(one) for one in value]
    if isinstance(value, dict):
        return {key: _in_utc(one) for key, one in value.items()}
    return value


def _executed(connection: ladybug.Connection, text: str, parameters: Mapping[str, Any] | None) -> Any:
    try:
        return connection.execute(text, dict(parameters or {}))
    except RuntimeError as error:
        if _NOT_DECLARED.search(str(error)):
            raise EarlierGraphError(
                f"The graph was made by an earlier version of this program ({_first_line(str(error))}).",
                "Run `tracer graph migrate`.",
            ) from error
        raise GraphError(f"The embedded graph refused: {_first_line(str(error))}.") from error


def _said(message: str, path: Path) -> GraphError:
    if "lock" in message.lower():
        holder = re.search(r"PID\D*(\d+)", message)
        who = f"process {holder[1]}" if holder else "another process"
        return GraphHeldError(
            f"The graph {path} is held by {who}.", "End that process, or ask the `tracer serve` that holds it."
        )
    if "recovery is pending" in message or ("past the end of the file" in message and ".wal" in message):
        # The second: whoever writes it began its log anew between a look at the log's size and reading it.
        return UnfinishedGraphError(f"The graph {path} is being written.", "Ask again when that has finished.")
    if "version" in message.lower() or "corrupt" in message.lower() or "not a valid" in message.lower():
        return UnreadableGraphError(
            f"The graph {path} was written by another version or is damaged: {_first_line(message)}.",
            "Run `tracer graph rebuild`: everything in it is in the records.",
        )
    return GraphError(f"The graph {path} cannot be opened: {_first_line(message)}.", "Check the path and its rights.")


def _first_line(message: str) -> str:
    return (message.strip().splitlines() or ["unknown error"])[0].rstrip(".")[:300]
