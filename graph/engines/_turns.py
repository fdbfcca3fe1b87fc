"""Whose turn it is: many may read at once, and one may be alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Turns:
    """Readers together, or one alone. Who wants to be alone waits for those who read; who comes later waits for it."""

    _changed: threading.Condition = field(default_factory=threading.Condition)
    _readers: int = 0
    _alone: bool = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Beside any number of others who read. A thread that has this must not ask for it again."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone)
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """With nobody else. Only ever asked for by one thread."""
        with self._changed:
            self._alone = True
            self._changed.wait_for(lambda: not self._readers)
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()
