"""Answers to investigators' questions: immutable, engine-free, and each with its basis and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracer.model import Basis, JsonValue, SourceRow


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for or against an inferred statement; `weight` is positive for, negative against."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Event:
    """One thing in a handset's story.

    `kind` is one of theft, ping, sighting, listing, held, consignment, part, fraud, seizure, custody (from the ledger),
    gap, jump, stay, clone.
    Times are UTC; None means undated, never a guess. `until` ends a period. Coordinates are WGS 84 degrees,
    `accuracy_m` metres (None is unknown, not zero). `doubts` marks what is wrong with it (an impossible jump, a clone);
    a doubted event is still shown. `notes` say how it is to be read (an assumed time zone).
    """

    kind: str
    at: datetime | None
    basis: Basis
    source: SourceRow | None
    summary: str
    until: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    accuracy_m: float | None = None
    place: str | None = None
    country: str | None = None
    identifier: str | None = None
    grade: str | None = None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    details: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What happened, and how it is to be read where that needs saying."""
        return ". ".join((self.summary, *self.notes))


@dataclass(frozen=True, slots=True)
class KnownIdentifier:
    """An identifier of the handset; `contested` says why it may belong to another phone as well."""

    id: str
    kind: str
    contested: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One statement by which a handler is met in the story: how, and what that rests on."""

    id: str
    name: str
    how: str
    basis: Basis
    source: SourceRow | None
    grade: str | None = None
    score: float | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place met in the story. `radius_m` is how wide it is, in metres."""

    id: str
    kind: str
    name: str
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    country: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A theft report: reference and force verbatim, and what was taken when and where (UTC, WGS 84)."""

    id: str
    reference: str
    force: str
    offence: str | None
    occurred_from: datetime | None
    occurred_to: datetime | None
    reported_at: datetime | None
    lat: float | None
    lon: float | None
    location: str | None
    owner_id: str | None
    source: SourceRow | None


@dataclass(frozen=True, slots=True)
class ExhibitView:
    """A seized item that is this handset: its reference, seal, where and when it was seized.

    `standing` is what became of it, as `returned 30 Nov 2026`; empty while it is held, or where no ledger has it.
    `withdrawn` says that it was booked by mistake.
    """

    id: str
    reference: str
    seal: str | None
    seizure: str
    seized_at: datetime | None
    place: str | None
    source: SourceRow | None
    standing: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Everything known of one handset, or of one identifier that no row yet places in a handset (`handset` is None).

    `handlers` has one for each statement by which one is met, those of a handler together.
    `events` are in time order, undated ones last. `shown_of` counts, by event kind, how many there are where a limit
    left some out; it is empty when everything is shown.
    """

    subject: str
    handset: str | None
    make: str | None
    model: str | None
    identifiers: tuple[KnownIdentifier, ...]
    reports: tuple[Report, ...]
    exhibits: tuple[ExhibitView, ...]
    handlers: tuple[Person, ...]
    places: tuple[PlaceView, ...]
    countries: tuple[str, ...]
    events: tuple[Event, ...]
    shown_of: Mapping[str, int] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    """Other handsets the subject also names (a contested identifier, a reference with two phones)."""


@dataclass(frozen=True, slots=True)
class GraphStatus:
    """What the graph holds: counts by label and by relationship type, and the digest of all it says."""

    engine: str
    nodes: Mapping[str, int]
    relationships: Mapping[str, int]
    digest: str
