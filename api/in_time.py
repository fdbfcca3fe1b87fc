"""Asks what may not answer, without keeping anybody waiting longer than they can be asked to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from tracer.errors import GraphUnavailableError

T = TypeVar("T")


class InTime:
    """Questions to one graph. While one that took too long still waits for its answer, no other is asked.

    A server behind a broken network neither answers nor refuses: its driver gives up after minutes.
    """

    def __init__(self) -> None:
        self._late: Future[Any] | None = None

    def ask(self, act: Callable[[], T], seconds: float) -> T:
        """What `act` gives. Raises what it raises, and `GraphUnavailableError` where that takes longer."""
        late = self._late
        if late is not None and not late.done():
            raise _silent()
        asked: Future[T] = Future()
        # A thread that nobody waits for at the end, as they would for one of a pool.
        threading.Thread(target=_answer, args=(asked, act), daemon=True, name="in-time").start()
        try:
            return asked.result(seconds)
        except TimeoutError:
            if asked.done():
                return asked.result()
            self._late = asked
            raise _silent() from None


def _answer(asked: Future[T], act: Callable[[], T]) -> None:
    try:
        answer = act()
    except BaseException as error:
        asked.set_exception(error)
    else:
        asked.set_result(answer)


def _silent() -> GraphUnavailableError:
    return GraphUnavailableError("The graph does not answer.", "See that it runs; nothing recorded is lost.")
