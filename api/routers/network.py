"""The network: counts before things, one step at a time, paths, measures, and what is shown as a file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.access import Actor, Permission
from api.graph_header import told_of_the_graph
from api.paging import Cursor
from api.routers.network_views import parts_of, picture_view
from api.schemas.network import (
    CountsView,
    ExpansionView,
    MeasureView,
    NetworkPathView,
    PathStepView,
    PictureView,
    Shown,
    ToMeasure,
    count_view,
    thing_view,
    tie_view,
)
from api.show.network import links_csv, things_csv
from api.signing_in import desk_of, needs
from api.usecases.network.measuring import measured
from api.usecases.network.picture import MOST_PER_KIND, PER_KIND, Period, Picture, among
from api.usecases.network.reach import booked_of, files_of, path_between, sight_of, subject_of
from graph.queries.expand import Asked, counts, expand
from graph.schema import LABEL_OF
from tracer.errors import NotFoundError, UsageError
from tracer.model import Basis
from tracer.records.audit import Act
from tracer.times import LONDON, require_order

router = APIRouter(prefix="/network", tags=["network"], dependencies=[Depends(told_of_the_graph)])
Traces = Annotated[Actor, Depends(needs(Permission.TRACE))]
Combines = Annotated[Actor, Depends(needs(Permission.TRACE, Act.COMBINED))]
Discloses = Annotated[Actor, Depends(needs(Permission.TRACE, Act.DISCLOSED))]
Text = Annotated[str, Query(max_length=500, description="An id, an identifier, a reference or a name.")]
Bases = Annotated[list[Basis] | None, Query(description="What statements may rest on; none given: anything.")]
Score = Annotated[float, Query(ge=0, le=1, description="What an inferred statement must score.")]
_FILES = {"things.csv": "text/csv", "links.csv": "text/csv", "network.json": "application/json"}


@router.get("/counts")
def count(request: Request, who: Traces, q: Text, basis: Bases = None, score: Score = 0.0) -> CountsView:
    """What is one step from a subject, counted by kind: ask this before bringing any of it in."""
    desk = desk_of(request)
    sight = sight_of(desk, who, basis or tuple(Basis), score)
    subject = subject_of(desk.graph, sight, q)
    items = [count_view(one) for one in counts(desk.graph, subject, sight.reach)]
    return CountsView(
        subject=thing_view(subject, booked_of(desk, [subject])), items=items, of=sum(one.things for one in items)
    )


@router.get("/expand")
def step(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Traces,
    q: Text,
    kind: Annotated[str, Query(max_length=40, description="Of what kind: Handset, Account …")],
    basis: Bases = None,
    score: Score = 0.0,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_PER_KIND)] = PER_KIND,
) -> ExpansionView:
    """The things of a kind that are one step from a subject, best evidence first."""
    if kind not in LABEL_OF:
        raise UsageError("There is no such kind of thing.", f"Ask for one of: {', '.join(LABEL_OF)}.")
    desk = desk_of(request)
    sight = sight_of(desk, who, basis or tuple(Basis), score)
    subject = subject_of(desk.graph, sight, q)
    found = expand(desk.graph, subject, Asked(kind, cursor, limit, sight.reach))
    after, booked, files = cursor + limit, booked_of(desk, found.things), files_of(desk, found.ties)
    return ExpansionView(
        things=[thing_view(one, booked) for one in found.things],
        ties=[tie_view(one, files) for one in found.ties],
        of=found.of,
        next=str(after) if after < found.of else None,
    )


@router.post("/links")
def links(request: Request, who: Combines, shown: Shown) -> PictureView:
    """What joins some things, and what is known of each that is open to who asks."""
    return picture_view(desk_of(request), _picture(request, who, shown))


@router.get("/path")
def path(
    request: Request,
    who: Traces,
    a: Text,
    b: Text,
    observed_only: Annotated[bool, Query(alias="observedOnly")] = False,
) -> NetworkPathView:
    """The best-evidenced path between two things, with all that is on it."""
    desk = desk_of(request)
    sight, found = path_between(desk, who, (a, b), observed_only)
    on_it = [found.start, *(step.to_id for step in found.steps)] if found.cost is not None else []
    picture = among(desk.graph, sight, on_it)
    steps = [PathStepView(start=s.from_id, type=s.type, direction=s.direction, end=s.to_id) for s in found.steps]
    return NetworkPathView(
        **parts_of(desk, picture),
        steps=steps,
        cost=found.cost,
        given_up=found.given_up,
    )


@router.post("/measure")
def measure(request: Request, who: Combines, shown: ToMeasure) -> MeasureView:
    """How much each thing matters among those that are shown."""
    desk = desk_of(request)
    sight = sight_of(desk, who, shown.bases, shown.score)
    picture = among(desk.graph, sight, shown.ids, _period(shown))
    if picture is None:
        raise NotFoundError("Nothing of this is open to you.", "Bring something in first.")
    return MeasureView.model_validate(measured(desk.graph, sight.reach, picture.things, picture.ties, shown.by))


@router.post(
    "/export/{name}",
    response_class=StreamingResponse,
    responses={200: {"content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", "application/json")}}},
)
def export(
    request: Request, who: Discloses, name: Literal["things.csv", "links.csv", "network.json"], shown: Shown
) -> Response:
    """What is shown, as a file."""
    return file_of(request, name, _picture(request, who, shown))


@router.post("/image", status_code=204)
def image(request: Request, who: Discloses) -> None:
    """Notes that a picture of what is shown is taken away: the browser that draws it asks this first."""


def file_of(request: Request, name: str, picture: Picture | None) -> Response:
    """A picture as a file to keep."""
    if picture is None:
        raise NotFoundError("Nothing of this is open to you.", "Bring something in first.")
    answer: Response
    if name == "network.json":
        body = picture_view(desk_of(request), picture).model_dump_json(by_alias=True)
        answer = Response(body, media_type=_FILES[name])
    else:
        files = files_of(desk_of(request), picture.ties)
        lines = things_csv(picture.things) if name == "things.csv" else links_csv(picture.ties, picture.things, files)
        answer = StreamingResponse(lines, media_type=f"{_FILES[name]}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    told_of_the_graph(request, answer)
    return answer


def _picture(request: Request, who: Actor, shown: Shown) -> Picture | None:
    desk = desk_of(request)
    return among(desk.graph, sight_of(desk, who, shown.bases, shown.score), shown.ids, _period(shown))


def _period(shown: Shown) -> Period:
    since, until = (_aware(moment) for moment in (shown.since, shown.until))
    require_order(since, until)
    return Period(since, until)


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=LONDON) if moment is not None and moment.tzinfo is None else moment
