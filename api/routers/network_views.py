"""Views of the network that people keep and share."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from api.access import Actor, Permission
from api.desk import Desk
from api.graph_header import told_of_the_graph
from api.paging import Cursor
from api.repeats import Asking, Key, once
from api.schemas.network import PictureView, picture_parts
from api.schemas.network_views import DrawnPicture, ToKeep, ViewFull, ViewLine, ViewList, line_of
from api.signing_in import desk_of, needs
from api.usecases.network.picture import Picture, among
from api.usecases.network.reach import booked_of, files_of, sight_of
from api.usecases.network.views import change_view, erase_view, keep_view, seen_view, tag, views_for
from tracer.errors import NotFoundError
from tracer.records.access.views import View
from tracer.records.audit import Act

router = APIRouter(prefix="/network/views", tags=["network"], dependencies=[Depends(told_of_the_graph)])
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
Annotates = Annotated[Actor, Depends(needs(Permission.ANNOTATE))]


@router.get("")
def views(
    request: Request,
    who: Traces,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ViewList:
    """The views that are mine or shared with me, the newest first."""
    found = views_for(desk_of(request), who)
    after = cursor + limit
    items = [ViewLine.model_validate(line_of(one, who.person.id)) for one in found[cursor:after]]
    return ViewList(items=items, next=str(after) if after < len(found) else None, of=len(found))


@router.post("", status_code=201)
def keep(
    request: Request,
    response: Response,
    who: Annotates,
    wanted: ToKeep,
    key: Key = None,
) -> ViewFull:
    """Keep a view. The same key again gives the same view."""
    desk = desk_of(request)
    made, _ = once(desk, Asking(who, "keep view", wanted, key), lambda: keep_view(desk, who, wanted.drawn()).id)
    response.headers["Location"] = f"/api/v1/network/views/{made}"
    return _told(desk, who, seen_view(desk, who, made), response)


@router.get("/{view_id}")
def view(request: Request, response: Response, who: Traces, view_id: str) -> ViewFull:
    """A view as it was left, with what is known of its things today."""
    desk = desk_of(request)
    return _told(desk, who, seen_view(desk, who, view_id), response)


@router.put("/{view_id}")
def change(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request,
    response: Response,
    who: Annotates,
    view_id: str,
    wanted: ToKeep,
    if_match: Annotated[str, Header(max_length=40, description="The ETag of the view as you saw it.")],
) -> ViewFull:
    """Keep a view of mine anew."""
    desk = desk_of(request)
    return _told(desk, who, change_view(desk, who, view_id, wanted.drawn(), if_match), response)


@router.delete("/{view_id}", status_code=204)
def erase(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.ANNOTATE, Act.ERASED))],
    view_id: str,
) -> None:
    """Erase a view of mine."""
    erase_view(desk_of(request), who, view_id)


def _open_part(picture: DrawnPicture, shown: Collection[str]) -> DrawnPicture:
    """A shared picture without the things that are closed to whoever looks: an id may be somebody's IMEI.

    Raises `NotFoundError` where nothing of it is open to them.
    """
    spots = [one for one in picture.spots if one.id in shown]
    if not spots:
        raise NotFoundError("Nothing of this view is open to you.", "Ask whoever keeps it.")
    subject = picture.subject if picture.subject in shown else spots[0].id
    return picture.model_copy(update={"spots": spots, "subject": subject})


def _told(desk: Desk, who: Actor, view: View, response: Response) -> ViewFull:
    response.headers["ETag"] = tag(view)
    return told_view(desk, who, view)


def picture_view(desk: Desk, picture: Picture | None) -> PictureView:
    """A picture on the wire, with the page of each thing in it."""
    return PictureView(**parts_of(desk, picture))


def parts_of(desk: Desk, picture: Picture | None) -> dict[str, Any]:
    """The fields of a picture that every answer with one has."""
    things, ties = (picture.things, picture.ties) if picture else ((), ())
    return picture_parts(picture, booked_of(desk, things), files_of(desk, ties))


def told_view(desk: Desk, who: Actor, view: View) -> ViewFull:
    """A view with what is known today of those of its things that are open. Raises `NotFoundError` as `_open_part`."""
    picture = DrawnPicture.model_validate(view.drawn.picture)
    today = picture_view(desk, among(desk.graph, sight_of(desk, who), [one.id for one in picture.spots]))
    if view.owner != who.person.id:
        picture = _open_part(picture, {one.id for one in today.things})
    return ViewFull(**line_of(view, who.person.id), notes=view.drawn.notes, picture=picture, today=today)
