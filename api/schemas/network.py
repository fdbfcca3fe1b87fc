"""The network on the wire: things, what ties them, counts, measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import Field

from api.addresses import exhibit_page
from api.schemas._wire import Said, Wire
from api.usecases.network.picture import MOST_THINGS, Picture
from graph.queries.expand import Count, Tie
from graph.queries.things import Thing
from tracer.model import Basis

NodeId = Annotated[str, Field(min_length=1, max_length=500)]
Ids = Annotated[list[NodeId], Field(max_length=MOST_THINGS)]
Finite = Annotated[float, Field(allow_inf_nan=False, ge=-1e7, le=1e7)]
_PAGES = {"Handset": "/handset?q=", "Identifier": "/handset?q=", "Handler": "/handler?id=", "Place": "/shop?id="}


class ThingView(Wire):
    """One thing. `href` is its page, where it has one; `at` when it was, where it has a date."""

    id: str
    kind: str
    name: str
    at: datetime | None
    details: dict[str, str | int | float | bool | None]
    href: str | None


class TieSourceView(Wire):
    """The row that a statement comes from; `file` is the name of its file, where it has one."""

    id: str
    row: int
    file: str | None


class TieReasonView(Wire):
    """A reason for an inferred statement, or against it where its weight is negative."""

    text: str
    weight: float


class TieView(Wire):
    """A statement that joins two things, in the direction it is made."""

    id: str
    type: str
    start: str
    end: str
    basis: Basis
    grade: str | None
    score: float | None
    source: TieSourceView | None
    at: datetime | None
    until: datetime | None
    note: str | None
    reasons: list[TieReasonView]


class CountView(Wire):
    """How many different things of a kind are one step away, by how many statements."""

    kind: str
    things: int
    links: int


class CountsView(Wire):
    """A subject, and what is one step from it."""

    subject: ThingView
    items: list[CountView]
    of: int


class PictureView(Wire):
    """Things and what joins them: these, of so many."""

    things: list[ThingView]
    ties: list[TieView]
    of: int


class ExpansionView(PictureView):
    """A page of the things of one kind that are one step from a subject."""

    next: str | None


class PathStepView(Wire):
    """One step of a path; `direction` is `out` where the statement is made that way."""

    start: str
    type: str
    direction: str
    end: str


class NetworkPathView(PictureView):
    """The best-evidenced path, its things and what joins them; no steps where none was found."""

    steps: list[PathStepView]
    cost: float | None
    given_up: bool


class MeasureView(Wire):
    """A measure of each thing that was sent, on these alone."""

    by: str
    method: str
    values: dict[str, float]


class Shown(Said):
    """The things that are shown, and which statements between them."""

    ids: Ids
    bases: list[Basis] = Field(default_factory=lambda: list(Basis), max_length=3)
    score: Annotated[float, Field(ge=0, le=1)] = 0.0
    since: datetime | None = None
    until: datetime | None = None


class ToMeasure(Shown):
    """What is shown, and the measure."""

    by: Annotated[str, Field(max_length=40)]


def thing_view(one: Thing, booked: Collection[str]) -> ThingView:
    """A thing on the wire; `booked` are the exhibits that the ledger has, of those that are shown."""
    href = page_of(one, booked)
    return ThingView(id=one.id, kind=one.label, name=one.name, at=one.at, details=dict(one.details), href=href)


def page_of(one: Thing, booked: Collection[str]) -> str | None:
    """The page that tells of a thing."""
    if one.label == "Exhibit":
        return exhibit_page(one.id, booked)
    return f"{_PAGES[one.label]}{quote(one.id, safe='')}" if one.label in _PAGES else None


def tie_view(one: Tie, files: Mapping[str, str]) -> TieView:
    """A statement on the wire; `files` are the names of the sources."""
    link = one.link
    row = link.source
    return TieView(
        id=one.id,
        type=link.type,
        start=link.start,
        end=link.end,
        basis=link.basis,
        grade=link.grade,
        score=link.score,
        source=TieSourceView(id=row.id, row=row.row, file=files.get(row.id)) if row else None,
        at=one.at,
        until=one.until,
        note=one.note,
        reasons=[TieReasonView(text=reason.text, weight=reason.weight) for reason in one.reasons],
    )


def count_view(one: Count) -> CountView:
    """A count on the wire."""
    return CountView(kind=one.label, things=one.things, links=one.links)


def picture_parts(picture: Picture | None, booked: Collection[str], files: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a picture that every answer with one has."""
    if picture is None:
        return {"things": [], "ties": [], "of": 0}
    return {
        "things": [thing_view(one, booked) for one in picture.things],
        "ties": [tie_view(one, files) for one in picture.ties],
        "of": picture.of,
    }
