"""Tells whoever asks the pages or the API where the graph may lack something."""

from __future__ import annotations

from fastapi import Request, Response

from api.signing_in import desk_of
from api.wholeness import DO, not_whole
from tracer.errors import RecordsError

HEADER = "Tracer-Graph"


def not_whole_here(request: Request) -> str | None:
    """Why an answer to this request may lack something, as a sentence; None where nobody can tell."""
    desk = desk_of(request)
    try:
        return not_whole(desk.settings, desk.records)
    except RecordsError:
        return None


def told_of_the_graph(request: Request, response: Response) -> None:
    """A dependency of what shows the graph to programs: a header says where it is not whole."""
    if why := not_whole_here(request):
        response.headers[HEADER] = f"{why} {DO}"
