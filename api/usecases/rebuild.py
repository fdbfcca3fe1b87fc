"""Make the graph anew from the records: on another engine, after a loss, or to show that it comes out the same."""

from __future__ import annotations

from collections.abc import Callable

from api.bootstrap import House
from api.clearing import clear
from tracer.ingest import Progress


def rebuild(house: House, progress: Progress, tell: Callable[[str], None]) -> int:
    """Clear the graph and project every source again; gives the number of sources."""
    clear(house.graph, house.settings.clearing)
    return catch_up(house, progress, tell)


def catch_up(house: House, progress: Progress, tell: Callable[[str], None]) -> int:
    """Project whatever is recorded and not shown; gives the number of sources looked at."""
    sources = house.records.sources()
    with house.loader(progress, tell) as loader:
        for source in sources:
            if source.kind != "tac":
                loader.replay(source)
    return len(sources)
