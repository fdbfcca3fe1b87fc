"""Tells whoever asks the pages or the API where the graph may lack something."""

from __future__ import annotations

import time
from dataclasses import dataclass

from fastapi import Request, Response

from api.desk import Desk
from api.signing_in import desk_of
from api.wholeness import DO, lacking, marked
from tracer.errors import GraphError, RecordsError

HEADER = "Tracer-Graph"
_KEPT_S, _AWAY_S = 5.0, 60.0
"""How long what is lacking is remembered, and for how long a graph is not asked again that was away: every page asks,
and those that show nothing of the graph shall not wait for it."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found lacking, and until when (monotonic seconds) that is said again."""

    why: str | None
    until: float


def not_whole_here(request: Request) -> str | None:
    """Why an answer to this request may lack something, as a sentence; None where nobody can tell."""
    desk = desk_of(request)
    try:
        return marked(desk.settings, desk.records) or _lacking(desk)
    except RecordsError:
        return None


def _lacking(desk: Desk) -> str | None:
    before: _Looked | None = desk.kept.get(_Looked.__name__)
    if before is not None and time.monotonic() < before.until:
        return before.why
    try:
        now = _Looked(lacking(desk.settings, desk.records, desk.graph), time.monotonic() + _KEPT_S)
    except GraphError:
        now = _Looked(None, time.monotonic() + _AWAY_S)
    desk.kept[_Looked.__name__] = now
    return now.why


def said_beside(request: Request) -> str:
    """What a map or a document made of the graph says beside what it shows: that the case is fictional, and what may
    lack; empty where there is nothing to say.
    """
    return " ".join(filter(None, (request.app.state.notice.text(), not_whole_here(request))))


def told_of_the_graph(request: Request, response: Response) -> None:
    """A dependency of what shows the graph to programs: a header says where it is not whole.

    What gives a response of its own calls this with it, since the headers of a dependency's are then left out.
    """
    if why := not_whole_here(request):
        response.headers[HEADER] = f"{why} {DO}"
