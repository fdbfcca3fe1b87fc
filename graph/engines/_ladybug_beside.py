"""Reading an embedded graph beside the process that writes it.

ladybug lets a reader in but does not tell it that a checkpoint has moved pages under it: it goes on and finds half a
batch. So an answer counts only where the file is afterwards what it was when it was opened; otherwise the file is
opened and the question asked again.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import ladybug

from graph.engines._ladybug_file import EarlierGraphError, UnfinishedGraphError, connected, open_file, run
from graph.engines._ladybug_moves import last_move
from graph.engines._ladybug_readers import Readers
from graph.engines._ladybug_schema import declarations
from tracer.errors import GraphError, GraphHeldError

T = TypeVar("T")

_PATIENCE_S = 60.0
_PAUSE_S = 0.05
_HEADER_BYTES = 4096
"""The page that every checkpoint writes anew: also that of a process which was killed before it said so."""


class Beside:
    """A graph opened for reading only. One question at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._shadow = path.with_name(f"{path.name}.shadow")
        self._database: ladybug.Database | None = None
        self._readers = Readers()
        self._state: bytes | None = None
        self._turn = threading.Lock()

    def ask(self, act: Callable[[ladybug.Connection], T]) -> T:
        """What `act` gives for one state of the graph.

        Raises `GraphHeldError` where the file is written again and again for a minute, `UnreadableGraphError`, and
        `GraphError` for a question that is refused.
        """
        until = time.monotonic() + _PATIENCE_S
        with self._turn:
            while True:
                try:
                    answer = self._asked(act)
                except GraphHeldError:
                    self.close()
                    if time.monotonic() > until:
                        raise
                    time.sleep(_PAUSE_S)
                else:
                    return answer

    def close(self) -> None:
        """Let go of the file."""
        self._readers.let_go()
        if self._database is not None:
            self._database.close()
            self._database = None

    def _asked(self, act: Callable[[ladybug.Connection], T]) -> T:
        try:
            return self._asked_once(act)
        except EarlierGraphError as error:
            self.close()
            self._declare(error)
            return self._asked_once(act)

    def _declare(self, error: EarlierGraphError) -> None:
        """Declare what the file was made without, as whoever opens it for writing does."""
        try:
            database = open_file(self._path, read_only=False)
        except GraphError:
            raise error from None
        try:
            with connected(database) as connection:
                for statement in (*declarations(), "CHECKPOINT"):
                    run(connection, statement)
        finally:
            database.close()

    def _asked_once(self, act: Callable[[ladybug.Connection], T]) -> T:
        database = self._opened()
        try:
            with self._readers.lent(lambda: database) as connection:
                answer = act(connection)
        except Exception:
            # What was read of pages that moved may be no text at all: only an error of a file at rest is one.
            self._confirm()
            raise
        self._confirm()
        return answer

    def _opened(self) -> ladybug.Database:
        if self._database is None:
            self._state = self._found()
            try:
                self._database = open_file(self._path, read_only=True)
            except UnfinishedGraphError:
                # Nobody writes it: a process was killed in a checkpoint. Whoever opens it for writing finishes that.
                open_file(self._path, read_only=False).close()
                self._database = open_file(self._path, read_only=True)
                self._state = self._found()
        return self._database

    def _confirm(self) -> None:
        now = self._found()
        if now is None or now != self._state:
            raise GraphHeldError(
                f"The graph {self._path} is being written by another process.", "Ask again when it has finished."
            )

    def _found(self) -> bytes | None:
        """What tells one checkpoint from the next; None while one is being made."""
        if self._shadow.exists():
            return None
        try:
            return last_move(self._path) + _header_of(self._path)
        except FileNotFoundError:
            return None


def _header_of(path: Path) -> bytes:
    """By the system's own calls: it is read after every question, and a file object makes twice as many."""
    handle = os.open(path, os.O_RDONLY)
    try:
        return os.read(handle, _HEADER_BYTES)
    finally:
        os.close(handle)
