"""The start: one box to search in, and what needs somebody today."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.access import Actor
from api.signing_in import desk_of, needs
from api.usecases.recent import recent_searches
from api.web.matters import matters_for
from api.web.view import page

router = APIRouter()


@router.get("/")
def home(request: Request, who: Annotated[Actor, Depends(needs(None, None))]) -> Response:
    """Where to begin."""
    desk = desk_of(request)
    data = {"title": "Start", "who": who, "matters": matters_for(desk, who), "recent": recent_searches(desk, who)}
    return page(request, "home.html", data)
