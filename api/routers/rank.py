"""The network: who and what matters, and how two things are tied."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.access import Actor, Permission
from api.graph_header import told_of_the_graph
from api.paging import Cursor
from api.schemas.story import SourceView
from api.show.path import path_json
from api.show.ranking import ranked_json
from api.signing_in import desk_of, needs
from api.usecases.network.reach import path_between
from api.usecases.seen import seen_rank

router = APIRouter(tags=["network"], dependencies=[Depends(told_of_the_graph)])
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
End = Annotated[str, Query(min_length=1, max_length=300, description="An id, or anything that follow takes.")]


class HandledView(BaseModel):
    """A stolen handset that was handled, and what that rests on."""

    id: str
    basis: str


class RankedView(BaseModel):
    """One handler or shop; equals share a rank."""

    id: str
    name: str
    rank: int
    measures: dict[str, float]
    observedShare: float | None  # noqa: N815 - the name on the wire
    handsets: list[HandledView]


class RankedList(BaseModel):
    """The most important first."""

    items: list[RankedView]
    next: str | None
    of: int


class EndView(BaseModel):
    """One end of a step."""

    id: str
    name: str


class StepView(BaseModel):
    """One relationship of a path, in the direction it is stated."""

    model_config = ConfigDict(populate_by_name=True)
    from_: EndView = Field(alias="from")
    type: str
    direction: str
    to: EndView
    basis: str
    grade: str | None
    score: float | None
    source: SourceView | None


class SupernodeView(BaseModel):
    """A thing of which only some links were looked at."""

    id: str
    shown: int
    of: int


class PathView(BaseModel):
    """The best-evidenced path; no steps where none was found."""

    model_config = ConfigDict(populate_by_name=True)
    from_: str = Field(alias="from")
    to: str
    steps: list[StepView]
    cost: float | None
    lookedAt: dict[str, int]  # noqa: N815 - the name on the wire
    shownOf: list[SupernodeView]  # noqa: N815
    givenUp: bool  # noqa: N815


@router.get("/rank/{what}")
def rank(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Traces,
    what: Literal["handlers", "shops"],
    by: Annotated[str, Query(max_length=40, description="handled, degree or betweenness")] = "handled",
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 20,
) -> RankedList:
    """Handlers or shops, ranked on what is open to who asks."""
    found = seen_rank(desk_of(request), who, what, by)
    after = cursor + limit
    items = [RankedView.model_validate(ranked_json(one)) for one in found[cursor:after]]
    return RankedList(items=items, next=str(after) if after < len(found) else None, of=len(found))


@router.get("/path")
def path(request: Request, who: Traces, a: End, b: End, observed_only: bool = False) -> PathView:
    """The best-evidenced path between two things, over what is open to who asks."""
    _, found = path_between(desk_of(request), who, (a, b), observed_only)
    return PathView.model_validate(path_json(found))
