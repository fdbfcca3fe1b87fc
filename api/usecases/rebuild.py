"""Make the graph anew from the records: on another engine, after a loss, or to show that it comes out the same."""

from __future__ import annotations

from collections.abc import Callable

from api.bootstrap import House
from api.clearing import clear
from tracer.ingest import Progress
from tracer.records.graph_mark import GraphMark


def rebuild(house: House, progress: Progress, tell: Callable[[str], None]) -> int:
    """Clear the graph and project every source again; gives the number of sources.

    From before the clearing until all is projected, however often that is taken up again, the graph is marked as not
    whole.
    """
    marks, graph = house.records.part(GraphMark), house.settings.graph_name
    marks.set(graph)
    clear(house.graph, house.settings.clearing)
    # Whoever brings the graph up to date beside this, and began before it was empty, must not remove the mark.
    marks.set(graph)
    return catch_up(house, progress, tell)


def catch_up(house: House, progress: Progress, tell: Callable[[str], None]) -> int:
    """Project whatever is recorded and not shown; gives the number of sources looked at. The graph is whole then."""
    marks, graph = house.records.part(GraphMark), house.settings.graph_name
    mark = marks.standing(graph)
    sources = house.records.sources()
    with house.loader(progress, tell) as loader:
        for source in sources:
            loader.replay(source)
    if mark is not None:
        marks.remove(graph, mark)
    return len(sources)
