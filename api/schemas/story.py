"""A story on the wire, in the shape of `tracer follow --json`. What does not apply to an event is left out of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict


class SourceView(BaseModel):
    """The row that something rests on."""

    model_config = ConfigDict(frozen=True)
    id: str
    row: int


class ReasonView(BaseModel):
    """A reason for (positive) or against (negative) something inferred."""

    text: str
    weight: float


class EventView(BaseModel):
    """One thing that happened; `at` is null where no time is known."""

    at: str | None
    kind: str
    basis: str
    source: SourceView | None
    summary: str
    until: str | None = None
    lat: float | None = None
    lon: float | None = None
    accuracyM: float | None = None  # noqa: N815 - the name on the wire
    place: str | None = None
    country: str | None = None
    identifier: str | None = None
    grade: str | None = None
    score: float | None = None
    reasons: list[ReasonView] = []
    doubts: list[str] = []
    notes: list[str] = []
    details: dict[str, Any] = {}


class HandsetView(BaseModel):
    """One physical phone."""

    id: str
    make: str | None
    model: str | None


class IdentifierView(BaseModel):
    """An identifier; `contested` says why it may belong to another phone as well."""

    id: str
    kind: str
    contested: str | None


class OwnerView(BaseModel):
    """Whether an owner is known, and the opaque id."""

    known: bool
    id: str | None


class LeftOutView(BaseModel):
    """How many lines were left out because they belong to cases that are not open to who asks, and which cases."""

    lines: int
    cases: list[str]


class StoryView(BaseModel):
    """Everything known of one handset that is open to who asks."""

    subject: str
    handset: HandsetView | None
    others: list[str]
    identifiers: list[IdentifierView]
    report: dict[str, Any] | None
    reports: list[dict[str, Any]]
    owner: OwnerView
    exhibits: list[dict[str, Any]]
    handlers: list[dict[str, Any]]
    places: list[dict[str, Any]]
    countries: list[str]
    events: list[EventView]
    shownOf: dict[str, int]  # noqa: N815 - the name on the wire
    leftOut: LeftOutView  # noqa: N815


class StayList(BaseModel):
    """Where a handset rested."""

    items: list[EventView]
    next: str | None = None
    of: int
    leftOut: LeftOutView  # noqa: N815 - the name on the wire


class PointView(BaseModel):
    """A position in WGS 84, longitude first."""

    type: str = "Point"
    coordinates: list[float]


class FeatureView(BaseModel):
    """One event as a GeoJSON feature; `geometry` is null where no place is known."""

    type: str = "Feature"
    geometry: PointView | None
    properties: dict[str, Any]


class FeaturesView(BaseModel):
    """A story as GeoJSON (RFC 7946)."""

    type: str = "FeatureCollection"
    features: list[FeatureView]
