"""Connections for questions to an embedded graph, kept from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import ladybug

_MOST_IDLE = 4
"""Connections kept for the next question: one with the plans of a story's questions takes nine megabytes."""
_MOST_ASKED = 1_000
"""Transactions after which a connection is let go: it keeps the plan of every text it was ever asked."""


@dataclass(slots=True)
class _Reader:
    connection: ladybug.Connection
    asked: int = 0


@dataclass(slots=True)
class Readers:
    """Connections kept from one question to the next, with their plans: making both anew takes twice as long as asking.

    Each serves one question at a time. No table may be given to one, for which see `connected`.
    """

    _idle: list[_Reader] = field(default_factory=list)

    @contextmanager
    def lent(self, database: Callable[[], ladybug.Database]) -> Iterator[ladybug.Connection]:
        """One that nobody else has. It is not kept where what it was asked fails: its transaction may still be open."""
        of = database()
        try:
            reader = self._idle.pop()
        except IndexError:
            # One thread: waking others for each question takes longer than they save.
            reader = _Reader(ladybug.Connection(of, num_threads=1))
        try:
            yield reader.connection
        except BaseException:
            reader.connection.close()
            raise
        reader.asked += 1
        if reader.asked < _MOST_ASKED and len(self._idle) < _MOST_IDLE:
            self._idle.append(reader)
        else:
            reader.connection.close()

    def let_go(self) -> None:
        """Close what is kept: plans must not outlive the tables they are for. Nobody may be asking meanwhile."""
        while self._idle:
            self._idle.pop().connection.close()
