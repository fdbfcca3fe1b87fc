"""Loads files that people sent."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from api.bootstrap import House, house
from api.settings import Settings
from api.show.loaded import loaded_json
from api.usecases.load import ask_of
from api.usecases.loading.asked import KIND as LOADS
from api.usecases.loading.asked import belongs, paths_of, wanted_of
from api.usecases.loading.incoming import forget
from api.usecases.search import catch_up
from tracer.errors import GraphHeldError
from tracer.records.access.values import Job

KIND = LOADS
_TELLS_EVERY_S = 0.5
_ASKS_AGAIN_S = 0.5

Tell = Callable[[dict[str, object]], None]


class Telling:
    """The progress of a load, told to the records now and then."""

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


def run(settings: Settings, job: Job, tell: Tell) -> dict[str, object]:
    """Load the files, one after another; what came of each, as the command says it."""
    wanted = wanted_of(job.asked)
    paths = paths_of(wanted)
    ask = ask_of(wanted.kind, wanted.identifier, None)
    results = []
    telling = Telling(tell, len(paths))
    try:
        with _house_when_free(settings, telling) as opened:
            begun = partial(belongs, opened.records, wanted.case)
            with opened.loader(telling, telling.tell, begun) as loader:
                for path in paths:
                    results += [loaded_json(result) for result in loader.load(path, ask)]
            telling.tell("All rows are in. They are being made searchable.")
            catch_up(opened)
    except SystemExit:
        # Stopped from outside: the job is taken up again, and must find its files where they were.
        raise
    except BaseException:
        _forget(paths)
        raise
    _forget(paths)
    return {"files": results}


@contextmanager
def _house_when_free(settings: Settings, telling: Telling) -> Iterator[House]:
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


def _forget(paths: list[Path]) -> None:
    for path in paths:
        forget(path)
