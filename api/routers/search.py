"""One box for everything that is known."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict

from api.access import Actor, Permission
from api.graph_header import told_of_the_graph
from api.schemas.story import LeftOutView
from api.show.left_out import left_out_told
from api.signing_in import desk_of, needs
from api.usecases.search import MOST, SHOWN, Answer, search

router = APIRouter(tags=["search"], dependencies=[Depends(told_of_the_graph)])
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]


class HitView(BaseModel):
    """One thing that answers, and the page that tells of it."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    kind: str
    id: str
    title: str
    told: str
    href: str


class GroupView(BaseModel):
    """The answers of one kind: `hits` of `of`; with `more`, there are more than that."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    kind: str
    name: str
    hits: list[HitView]
    of: int
    more: bool


class NearView(BaseModel):
    """A known IMEI that the text may be a slip of, with the slip."""

    model_config = ConfigDict(frozen=True)
    id: str
    slip: str


class SearchView(BaseModel):
    """All that a text is, or is a part of."""

    model_config = ConfigDict(frozen=True)
    q: str
    of: int
    groups: list[GroupView]
    near: list[NearView]
    leftOut: LeftOutView  # noqa: N815 - the name on the wire


@router.get("/search")
def search_for(
    request: Request,
    who: Traces,
    q: Annotated[str, Query(max_length=200, description="An identifier or a part of it, a name, a reference, words.")],
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many of each kind to show.")] = SHOWN,
) -> SearchView:
    """Everything open to who asks that a text is, or is a part of, grouped by kind."""
    return search_view(search(desk_of(request), who, q, limit))


def search_view(answer: Answer) -> SearchView:
    """The answer on the wire."""
    return SearchView(
        q=answer.text,
        of=answer.of,
        groups=[GroupView.model_validate(group) for group in answer.groups],
        near=[NearView(id=one, slip=slip) for one, slip in answer.near],
        leftOut=left_out_told(answer.left_out),
    )
