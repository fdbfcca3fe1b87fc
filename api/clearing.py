"""Emptying a graph without ever leaving it half empty: what is begun is promised in a file, and finished after a crash.

A graph that lost some of its nodes and kept the markers of the batches that brought them would count as complete.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.port import Graph


def clear(graph: Graph, promise: Path) -> None:
    """Empty the graph. Where this is cut short, `finish_clearing` does the rest."""
    with _locked(promise, os.O_CREAT):
        _make_durable(promise.parent)
        graph.clear()
        promise.unlink(missing_ok=True)


def finish_clearing(graph: Graph, promise: Path) -> None:
    """Empty the graph where somebody began to and was stopped; waits for somebody who still does."""
    with suppress(FileNotFoundError), _locked(promise, 0):
        if promise.exists():
            graph.clear()
            promise.unlink(missing_ok=True)


@contextmanager
def _locked(file: Path, flags: int) -> Iterator[None]:
    handle = os.open(file, os.O_RDWR | flags, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
