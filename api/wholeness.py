"""Whether the graph shows all that is recorded, or is being made anew and may lack anything.

Asked of a graph that is half made, every question has an answer, and the answer may be that nothing is known. What
decides something must not rest on that; what only shows something says so beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.settings import Settings
from tracer.errors import GraphNotWholeError
from tracer.records.graph_mark import GraphMark, set_at
from tracer.records.records import Records
from tracer.times import LONDON

DO = (
    "Wait for that to end. Where nobody makes it any more, bring it up to date: an administrator can under "
    "Administration, or `tracer graph migrate`."
)


def not_whole(settings: Settings, records: Records) -> str | None:
    """Why an answer of the graph may lack something, as a sentence; None where the graph is whole."""
    mark = records.part(GraphMark).standing(settings.graph_name)
    if mark is None:
        return None
    since = f"{set_at(mark).astimezone(LONDON):%-d %b %Y %H:%M}"
    return f"The graph is being made anew since {since}, or was left half made: it may lack what is recorded."


@contextmanager
def whole_graph(settings: Settings, records: Records) -> Iterator[None]:
    """For questions whose answer decides something. Raises `GraphNotWholeError` where it may have lacked something."""
    _require(settings, records)
    yield
    # It may have been emptied before the question, and after the first look.
    _require(settings, records)


def _require(settings: Settings, records: Records) -> None:
    if why := not_whole(settings, records):
        raise GraphNotWholeError(why, DO)
