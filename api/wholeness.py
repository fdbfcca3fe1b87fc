"""Whether the graph shows all that is recorded, or is lost, left behind or being made anew and may lack anything.

Asked of such a graph, every question has an answer, and the answer may be that nothing is known. What decides something
must not rest on that; what only shows something says so beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings
from graph.port import Graph
from graph.queries.arrived import batches_shown
from tracer.errors import ConfigurationError, GraphError, GraphNotWholeError
from tracer.records.graph_mark import GraphMark, set_at
from tracer.records.graph_way import GraphWay
from tracer.records.records import Records
from tracer.times import LONDON

GRAPH_TROUBLE = (GraphError, ConfigurationError)
"""What asking a graph may raise: a server that refuses the password is a setting that is wrong."""
DO = (
    "Where somebody is making it, wait for that to end. Otherwise bring it up to date: an administrator can under "
    "Administration, or `tracer graph migrate`."
)


def not_whole(settings: Settings, records: Records, graph: Graph) -> str | None:
    """Why an answer of the graph may lack something, as a sentence; None where the graph is whole.

    What is just being loaded is not missed. Raises `GraphError` where the graph cannot be asked.
    """
    return marked(settings, records) or lacking(settings, records, graph)


def marked(settings: Settings, records: Records) -> str | None:
    """Why a graph that is being made anew may lack something; None where it is not."""
    mark = records.part(GraphMark).standing(settings.graph_name)
    if mark is None:
        return None
    since = f"{set_at(mark).astimezone(LONDON):%-d %b %Y %H:%M}"
    return f"The graph is being made anew since {since}, or was left half made: it may lack what is recorded."


def lacking(settings: Settings, records: Records, graph: Graph) -> str | None:
    """Why a graph may lack something: it was lost or never made, or a load died on its way. None where it does not.

    Raises `GraphError` where the graph cannot be asked.
    """
    # In this order: a source that arrives meanwhile is then not missed.
    due = records.part(GraphWay).due(settings.graph_name)
    shown = batches_shown(graph)
    missed = sum(max(0, count - shown.get(source, 0)) for source, count in due.items())
    if not missed:
        return None
    every = sum(due.values())
    much = "nothing" if missed == every else "not all"
    return f"The graph has {much} of what was loaded: {missed:,} of {every:,} recorded batches are not in it."


@contextmanager
def whole_graph(settings: Settings, records: Records, graph: Graph) -> Iterator[None]:
    """For questions whose answer decides something. Raises `GraphNotWholeError` where it may have lacked something."""
    _require(not_whole(settings, records, graph))
    yield
    # It may have been emptied before the question, and after the first look.
    _require(marked(settings, records))


def _require(why: str | None) -> None:
    if why:
        raise GraphNotWholeError(why, DO)
