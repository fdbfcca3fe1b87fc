"""The network: who matters here, and what joins them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.access import Actor, Permission
from api.desk import Desk
from api.problems import status_of
from api.routers.network import file_of
from api.routers.network_views import picture_view, told_view
from api.schemas.network import PathStepView, count_view, page_of, thing_view
from api.schemas.network_views import DrawnPicture, ViewFull, line_of
from api.signing_in import desk_of, needs
from api.usecases.network.measuring import Measured, measured
from api.usecases.network.picture import MOST_PER_KIND, PER_KIND, Period, Picture, Wanted, among, draw
from api.usecases.network.ranking import ranking
from api.usecases.network.reach import Sight, booked_of, files_of, open_path, sight_of, subject_of
from api.usecases.network.views import seen_view, views_for
from api.usecases.search import href_of
from api.web.forms import day as day_of
from api.web.links import Link
from api.web.network_steps import ToldStep, told_steps
from api.web.network_words import KINDS, RELATIONS, counted
from api.web.view import page
from graph.analytics.rank import measures
from graph.queries.path import PathAnswer, Step
from tracer.errors import NotFoundError, UsageError
from tracer.model import Basis
from tracer.records.audit import Act
from tracer.times import LONDON, require_order

router = APIRouter()
LINKS = (Link("Network", "/network", Permission.TRACE, 30),)
_FILES = Literal["things.csv", "links.csv", "network.json"]


class Looking(BaseModel):
    """What the address of the page asks for, so that it can be sent to a colleague and works without scripts."""

    model_config = ConfigDict(frozen=True)
    q: Annotated[str, Field(max_length=500)] = ""
    view: Annotated[str, Field(max_length=80)] = ""
    kind: Annotated[list[str], Field(max_length=20)] = []
    per: Annotated[int, Field(ge=1, le=MOST_PER_KIND)] = PER_KIND
    open: Annotated[list[str], Field(max_length=20)] = []
    to: Annotated[str, Field(max_length=500)] = ""
    basis: Annotated[list[Basis], Field(max_length=3)] = []
    score: Annotated[str, Field(max_length=40)] = ""
    since: Annotated[str, Field(max_length=40)] = ""
    until: Annotated[str, Field(max_length=40)] = ""
    by: Annotated[str, Field(max_length=40)] = ""

    def least(self) -> float:
        """The least score of what is inferred. Raises `UsageError` for what is no number from 0 to 1."""
        try:
            score = float(self.score or 0)
        except ValueError:
            score = -1.0
        if not 0 <= score <= 1:
            raise UsageError(f"{self.score!r} is no score.", "Give a number from 0 to 1.")
        return score

    def wanted(self) -> Wanted:
        """What to draw. Raises `UsageError` for a day that is none, and where From is after To."""
        period = self.period()
        require_order(period.since, period.until)
        return Wanted(frozenset(self.kind), self.per, tuple(self.open), period)

    def period(self) -> Period:
        """From the start of one day to the end of another, in London."""
        return Period(_moment(self.since, time.min), _moment(self.until, time.max))

    def address(self, **more: object) -> str:
        """The same again, with something more or otherwise."""
        return urlencode({**self.model_dump(mode="json", exclude_defaults=True), **more}, doseq=True)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What of an address cannot be done, each told beside its field."""

    subject: NotFoundError | None = None
    end: NotFoundError | None = None
    days: UsageError | None = None
    score: UsageError | None = None

    def status(self) -> int:
        """Of the answer that tells it."""
        found = [one for one in (self.subject, self.end, self.days, self.score) if one is not None]
        return status_of(found[0]) if found else 200


class Drawing(BaseModel):
    """All that was worked out for the page."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)
    picture: Picture
    measured: Measured | None = None
    steps: tuple[PathStepView, ...] | None = None
    told: tuple[ToldStep, ...] = ()
    view: ViewFull | None = None


Asks = Annotated[Looking, Query()]


@router.get("/network")
def network(request: Request, who: Annotated[Actor, Depends(needs(Permission.TRACE))], looking: Asks) -> Response:
    """The subject and its nearest, counted by kind; as a picture where scripts run, and as a table in any case."""
    desk = desk_of(request)
    days = {"since": _shown(looking.since), "until": _shown(looking.until)}
    given, looking, drawing, wrong = looking, *_as_far_as_it_goes(desk, who, looking)
    kept = views_for(desk, who)
    data = {
        "title": f"{drawing.picture.subject.name} – Network" if drawing else "Network",
        "looking": looking,
        "given": given,
        "days": days,
        "wrong": wrong,
        "drawing": drawing,
        "names": {one.id: one.name for one in drawing.picture.things} if drawing else {},
        "files": files_of(desk, drawing.picture.ties) if drawing else {},
        "page_of": partial(page_of, booked=booked_of(desk, drawing.picture.things) if drawing else frozenset()),
        "kinds": KINDS,
        "relations": RELATIONS,
        "counted": counted,
        "measures": sorted(measures()),
        "ranking": None if drawing else ranking(desk, who, looking.by),
        "href": href_of,
        "views": [line_of(one, who.person.id) for one in kept],
        "cases": [case for case in desk.cases.every() if case.id in who.cases],
        "may_keep": who.may(Permission.ANNOTATE),
        "data": _data(desk, looking, drawing),
    }
    return page(request, "network.html", data, wrong.status())


@router.get("/network/export/{name}")
def export(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.TRACE, Act.DISCLOSED))],
    name: _FILES,
    looking: Asks,
) -> Response:
    """What the page shows, as a file; this is how it goes without scripts."""
    drawing = _drawing(desk_of(request), who, looking)
    return file_of(request, name, drawing.picture if drawing else None)


def _as_far_as_it_goes(desk: Desk, who: Actor, looking: Looking) -> tuple[Looking, Drawing | None, Wrong]:
    """What can be drawn of what was asked for, without what is wrong with it, and what that is."""
    if looking.view or not looking.q.strip():
        return looking, _drawing(desk, who, looking), Wrong()
    wrong = Wrong(days=_refused(looking.wanted), score=_refused(looking.least))
    left_out = {**({"since": "", "until": ""} if wrong.days else {}), **({"score": ""} if wrong.score else {})}
    looking = looking.model_copy(update=left_out)
    try:
        return looking, _drawing(desk, who, looking), wrong
    except NotFoundError as error:
        without = looking.model_copy(update={"to": ""})
        try:
            return without, _drawing(desk, who, without), replace(wrong, end=error)
        except NotFoundError as unknown:
            return looking, None, replace(wrong, subject=unknown)


def _refused(read: Callable[[], object]) -> UsageError | None:
    """What is wrong with a part of what was asked for."""
    try:
        read()
    except UsageError as error:
        return error
    return None


def _drawing(desk: Desk, who: Actor, looking: Looking) -> Drawing | None:
    if looking.view:
        return _of_view(desk, who, looking.view)
    if not looking.q.strip():
        return None
    sight = sight_of(desk, who, looking.basis or tuple(Basis), looking.least())
    subject = subject_of(desk.graph, sight, looking.q)
    path = _path(desk, who, sight, (subject.id, looking.to)) if looking.to.strip() else None
    on_it = (path.end, *(one.to_id for one in path.steps)) if path else ()
    picture = draw(desk.graph, sight, subject, looking.wanted(), on_it)
    drawing = Drawing(picture=picture, measured=_measured(desk, sight, picture, looking.by))
    return _with_path(desk, drawing, path.steps) if path else drawing


def _path(desk: Desk, who: Actor, sight: Sight, ends: tuple[str, str]) -> PathAnswer:
    end = subject_of(desk.graph, sight, ends[1]).id
    return open_path(desk, who, sight, (ends[0], end), frozenset(sight.reach.bases) == {Basis.OBSERVED})


def _with_path(desk: Desk, drawing: Drawing, steps: tuple[Step, ...]) -> Drawing:
    """The drawing with the path: for the script that marks it, and as the list tells it."""
    views = tuple(
        PathStepView(start=one.from_id, type=one.type, direction=one.direction, end=one.to_id) for one in steps
    )
    told = told_steps(
        steps, drawing.picture.ties, desk.records.file_names({one.source.id for one in steps if one.source})
    )
    return drawing.model_copy(update={"steps": views, "told": told})


def _of_view(desk: Desk, who: Actor, view_id: str) -> Drawing:
    """A kept view: what it shows when its filters are applied to what is known today."""
    kept = seen_view(desk, who, view_id)
    drawn = DrawnPicture.model_validate(kept.drawn.picture)
    filters = drawn.filters
    sight = sight_of(desk, who, filters.bases, filters.score)
    period = Looking(since=filters.since, until=filters.until).period()
    found = among(desk.graph, sight, [one.id for one in drawn.spots if not one.hidden], period)
    if found is None:
        raise NotFoundError("Nothing of this view is open to you.", "Ask whoever keeps it.")
    things = tuple(one for one in found.things if one.label not in filters.without)
    shown = {one.id for one in things}
    ties = tuple(tie for tie in found.ties if {tie.link.start, tie.link.end} <= shown)
    subject = next((one for one in things if one.id == drawn.subject), found.subject)
    picture = replace(found, subject=subject, things=things, ties=ties)
    told = told_view(desk, who, kept)
    return Drawing(picture=picture, measured=_measured(desk, sight, picture, filters.by), view=told)


def _measured(desk: Desk, sight: Sight, picture: Picture, by: str) -> Measured | None:
    return measured(desk.graph, sight.reach, picture.things, picture.ties, by) if by else None


def _data(desk: Desk, looking: Looking, drawing: Drawing | None) -> dict[str, object]:
    """What the page's script begins with."""
    words = {"kinds": KINDS, "relations": RELATIONS, "perKind": looking.per}
    if drawing is None:
        return words
    subject = drawing.picture.subject
    shown = drawing.view.today if drawing.view else picture_view(desk, drawing.picture)
    told = {
        "picture": shown.model_dump(mode="json", by_alias=True),
        "subject": thing_view(subject, booked_of(desk, [subject])).model_dump(mode="json", by_alias=True),
        "near": [count_view(one).model_dump(mode="json", by_alias=True) for one in drawing.picture.near],
        "measured": {"by": drawing.measured.by, "values": dict(drawing.measured.values)} if drawing.measured else None,
        "path": [one.model_dump(mode="json", by_alias=True) for one in drawing.steps or ()],
        "filters": looking.model_dump(mode="json", include={"basis", "since", "until", "by"})
        | {"score": looking.least()},
        "view": drawing.view.model_dump(mode="json", by_alias=True, exclude={"today"}) if drawing.view else None,
    }
    return {**words, **told}


def _moment(text: str, at: time) -> datetime | None:
    day = day_of(text)
    return None if day is None else datetime.combine(day, at, LONDON)


def _shown(text: str) -> str:
    """A day for the field that takes days only; a browser would tell the console of anything else."""
    try:
        return str(day_of(text) or "")
    except UsageError:
        return ""
