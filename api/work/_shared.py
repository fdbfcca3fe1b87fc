"""What kinds of long work share: telling how far they are, and waiting for the graph."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from api.bootstrap import House, house
from api.settings import Settings
from tracer.errors import GraphHeldError

_TELLS_EVERY_S = 0.5
_ASKS_AGAIN_S = 0.5

Tell = Callable[[dict[str, object]], None]


class Telling:
    """The progress of work, told to the records now and then."""

    def __init__(self, tell: Tell, files: int) -> None:
        self._tell = tell
        self._state: dict[str, Any] = {"files": files, "file": "", "number": 0, "size": 0, "done": 0, "rows": 0}
        self._told = 0.0

    def file(self, name: str, size: int) -> None:
        """A file of so many bytes is begun."""
        self._state |= {"file": name, "number": self._state["number"] + 1, "size": size, "done": 0, "rows": 0}
        self._say()

    def moved(self, done: int, rows: int) -> None:
        """So many bytes of it are read, and so many more rows dealt with."""
        self._state |= {"done": done, "rows": self._state["rows"] + rows}
        if time.monotonic() - self._told > _TELLS_EVERY_S:
            self._say()

    def tell(self, text: str) -> None:
        """A message for whoever watches."""
        self._state["message"] = text
        self._say()

    def _say(self) -> None:
        self._told = time.monotonic()
        self._tell(dict(self._state))


@contextmanager
def house_when_free(settings: Settings, telling: Telling) -> Iterator[House]:
    """The installation, once another process that loads into its graph has let go of it."""
    with ExitStack() as opened:
        while True:
            try:
                found = opened.enter_context(house(settings))
                break
            except GraphHeldError:
                telling.tell("Another load is under way. This one begins when that has ended.")
                time.sleep(_ASKS_AGAIN_S)
        yield found
