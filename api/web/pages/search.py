"""Search: what do we know about this?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.signing_in import desk_of, needs
from api.usecases.recent import clear_searches, keep_search, recent_searches
from api.usecases.search import MOST, SHOWN, search
from api.web.forms import then
from api.web.links import Link
from api.web.matters import matters_for
from api.web.view import page

router = APIRouter()
Searches = Annotated[Actor, Depends(needs(Permission.TRACE, None))]
LINKS = (Link("Search", "/search", Permission.TRACE, 10),)


@router.get("/search")
def find(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.TRACE))],
    q: Annotated[str, Query(max_length=500)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = SHOWN,
) -> Response:
    """The box, and the answers grouped by kind; a script brings them as somebody types."""
    desk = desk_of(request)
    answer = search(desk, who, q, limit)
    data = {"title": f"{answer.text} – Search" if answer.text else "Search", "answer": answer, "limit": limit}
    if answer.text:
        keep_search(desk, who, answer.text)
    else:
        data |= {"recent": recent_searches(desk, who), "matters": matters_for(desk, who)}
    return page(request, "search.html", {**data, "most": MOST})


@router.post("/search/recent", status_code=204)
def used(request: Request, who: Searches, q: Annotated[str, Form(max_length=500)]) -> None:
    """Somebody opened what a search brought while they typed."""
    keep_search(desk_of(request), who, q)


@router.post("/search/recent/clear")
def clear(request: Request, who: Searches) -> Response:
    """Forget what they searched for."""
    clear_searches(desk_of(request), who)
    return then("/search")
