"""The product's own load, in process: the very path of `tracer load`, with nothing left out."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from api.bootstrap import House, house
from api.settings import Neo4jSettings, read_settings
from api.usecases.load import load_into
from benchmarks._figures import tell
from tracer.reading import Ask


class Silent:
    """Progress that nobody watches."""

    def file(self, name: str, size: int) -> None:
        """A file is begun."""

    def moved(self, done: int, rows: int) -> None:
        """Rows were read."""

    def tell(self, text: str) -> None:
        """It waits for something: that belongs in no figure, so it is shown."""
        tell(text)


@contextmanager
def opened(home: Path, server: Neo4jSettings | None, read_only: bool = False) -> Iterator[House]:
    """An installation in a folder, with records on SQLite, on the embedded engine or on a server."""
    settings = read_settings({"TRACER_HOME": str(home)})
    with house(replace(settings, neo4j=server), read_only) as found:
        yield found


def load_files(found: House, files: Sequence[Path], expected_rows: int) -> float:
    """Load files and give the seconds it took, until all of it is in the records and in the graph.

    Raises `RuntimeError` where not every row was loaded: a figure for less work would be worth nothing.
    """
    begun = time.perf_counter()
    results = list(load_into(lambda: nullcontext(found), files, Ask(), Silent()))
    seconds = time.perf_counter() - begun
    loaded = sum(result.loaded for result in results)
    if loaded != expected_rows:
        raise RuntimeError(f"{loaded} of {expected_rows} rows were loaded: {results}")
    return seconds
