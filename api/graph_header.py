"""Tells whoever asks the pages or the API where the graph may lack something."""

from __future__ import annotations

import time
from dataclasses import dataclass

from fastapi import Request, Response

from api.desk import Desk
from api.in_time import InTime
from api.signing_in import desk_of
from api.wholeness import DO, GRAPH_TROUBLE, lacking, marked
from tracer.errors import RecordsError

HEADER = "Tracer-Graph"
_KEPT_S = 5.0
_WAITS_S = 0.5
"""How long what is lacking is remembered, and how long it is waited for: every page asks, and those that show nothing
of the graph shall not wait for it."""


@dataclass(slots=True)
class _Looked:
    """What was last found lacking, and until when (monotonic seconds) that is said again."""

    asked: InTime
    why: str | None = None
    until: float = 0.0


def not_whole_here(request: Request) -> str | None:
    """Why an answer to this request may lack something, as a sentence; None where nobody can tell."""
    desk = desk_of(request)
    try:
        return marked(desk.settings, desk.records) or _lacking(desk)
    except RecordsError:
        return None


def _lacking(desk: Desk) -> str | None:
    looked: _Looked = desk.kept.setdefault(_Looked.__name__, _Looked(InTime()))
    if time.monotonic() >= looked.until:
        try:
            looked.why = looked.asked.ask(lambda: lacking(desk.settings, desk.records, desk.graph), _WAITS_S)
        except GRAPH_TROUBLE:
            looked.why = None
        looked.until = time.monotonic() + _KEPT_S
    return looked.why


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
