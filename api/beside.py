"""Work that goes on beside what a process answers, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPS_WITHIN_S = 30
"""How long what is on its way may take to end once it was told to."""


@contextmanager
def beside(name: str, serve: Callable[[threading.Event], None]) -> Iterator[None]:
    """Runs `serve` while the block lasts; at its end sets the event that `serve` was given, and waits for it."""
    stop = threading.Event()
    thread = threading.Thread(target=serve, args=(stop,), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOPS_WITHIN_S)
