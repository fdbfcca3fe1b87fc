"""A shop or a handler: is it enough to act, and what would it change?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.access import Actor, Permission
from api.graph_header import said_beside
from api.signing_in import desk_of, needs
from api.usecases.dealer import as_story, dealer
from api.usecases.dealer_worth import change_of, hours_of, takes_long
from api.usecases.search import href_of
from api.web.view import page
from maps.page import MapOptions, render
from maps.policy import policy_of
from tracer.records.audit import Act
from tracer.trace.hours import DAYS

router = APIRouter()
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
Id = Annotated[str, Query(max_length=300)]
SHOWN = 100
Limit = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/handler")
def handler(request: Request, who: Traces, id: Id = "", limit: Limit = SHOWN, change: bool = False) -> Response:
    """A handler by id: what it rests on, its handsets, people and listings, and what would change without it."""
    return _page(request, who, id, limit, change)


@router.get("/shop")
def shop(request: Request, who: Traces, id: Id = "", limit: Limit = SHOWN, change: bool = False) -> Response:
    """A shop or another place by id."""
    return _page(request, who, id, limit, change)


@router.get("/dealer/map")
def drawn(request: Request, who: Traces, id: Id) -> Response:
    """Where it is and where it offered things, as a map that runs no script and no style but its own."""
    desk = desk_of(request)
    story = as_story(desk, who, dealer(desk, who, id))
    document = render(story, MapOptions(street_map=desk.settings.street_map, notice=said_beside(request)))
    answer = HTMLResponse(document.encode("utf-8", "replace"))
    answer.headers["Content-Security-Policy"] = f"{policy_of(document)}; frame-ancestors 'self'"
    return answer


@router.get("/dealer/packet.pdf")
def printed(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.TRACE, Act.DISCLOSED))], id: Id
) -> Response:
    """All of it as a document."""
    from api.usecases.dealer_papers import packet_pdf

    desk = desk_of(request)
    made = packet_pdf(desk, who, dealer(desk, who, id), said_beside(request))
    name = 'inline; filename="packet.pdf"'
    return Response(made, media_type="application/pdf", headers={"Content-Disposition": name})


def _page(request: Request, who: Actor, id_: str, limit: int, change: bool) -> Response:
    if not id_.strip():
        return page(request, "handset_none.html", {"title": "Shop or handler"})
    desk = desk_of(request)
    found = dealer(desk, who, id_)
    data = {
        "title": found.name,
        "dealer": found,
        "left_out": found.left_out,
        "href": href_of,
        "limit": limit,
        "shown": found.around.handsets[:limit],
        "at": hours_of(desk, who, found),
        "change": change_of(desk, who, found) if change or not takes_long(desk) else None,
        "days": DAYS,
    }
    return page(request, "dealer.html", data)
