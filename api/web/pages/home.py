"""The start: one box to search in, and what somebody can do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.access import Actor
from api.signing_in import needs
from api.web.view import page

router = APIRouter()


@router.get("/")
def home(request: Request, who: Annotated[Actor, Depends(needs(None, None))]) -> Response:
    """What needs doing, and where to begin."""
    return page(request, "home.html", {"title": "Start", "who": who})
