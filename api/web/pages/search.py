"""Search: what do we know about this?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.signing_in import desk_of, needs
from api.usecases.search import MOST, SHOWN, search
from api.web.links import Link
from api.web.view import page

router = APIRouter()
LINKS = (Link("Search", "/search", Permission.TRACE, 10),)


@router.get("/search")
def find(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.TRACE))],
    q: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = SHOWN,
) -> Response:
    """The box, and the answers grouped by kind; a script brings them as somebody types."""
    answer = search(desk_of(request), who, q, limit)
    data = {"title": f"{answer.text} – Search" if answer.text else "Search", "answer": answer, "limit": limit}
    return page(request, "search.html", {**data, "most": MOST})
