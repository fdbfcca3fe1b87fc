"""Work that goes on beside what a process answers, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import structlog

from api.logs import where

STOPS_WITHIN_S = 30
"""How long what is on its way may take to end once it was told to."""
_AGAIN_AFTER_S = 15.0


@contextmanager
def beside(name: str, serve: Callable[[threading.Event], None]) -> Iterator[None]:
    """Runs `serve` while the block lasts; at its end sets the event that `serve` was given, and waits for it.

    Where it ends by an error it is begun again: nobody would notice that nothing is sent or brought any more.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_kept_up, args=(name, serve, stop), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOPS_WITHIN_S)


def _kept_up(name: str, serve: Callable[[threading.Event], None], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            serve(stop)
            return
        except Exception as error:
            # The error may be that nothing can be written to the log.
            with suppress(Exception):
                structlog.get_logger(f"tracer.{name}").error(
                    "ended unforeseen, and begins again", kind=type(error).__qualname__, where=where(error)
                )
        stop.wait(_AGAIN_AFTER_S)
