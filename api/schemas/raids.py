"""Raids: what is said to open one, what a scan sends and is answered, and how a raid stands."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas._wire import Said, Wire

Line = Annotated[str, Field(max_length=2_000)]
Short = Annotated[str, Field(max_length=300)]


class NewRaidSaid(Said):
    """What is said of a raid before the first scan."""

    seizure: Annotated[str, Field(min_length=1, max_length=100, description="The reference of the seizure.")]
    place: Annotated[str, Field(min_length=1, max_length=300, description="A place's name or id.")]
    power: Annotated[str, Field(min_length=1, max_length=300, description="The legal power.")]
    expected: Annotated[int, Field(ge=0, le=999_999, description="How many things were counted.")]
    address: Short = ""
    case: Annotated[str | None, Field(description="The case it belongs to.")] = None
    new_place: Annotated[bool, Field(description="The place is a new one, though known ones are written like it.")] = (
        False
    )


class ScanSaid(Said):
    """A scan, or what is said of an exhibit.

    `identifier` is the candidate that was picked; `about` the reference of the exhibit that is meant, or `after` the
    Idempotency-Key of the scan that booked it; `waitedS` for how many seconds it waited on the tablet.
    """

    act: Literal[
        "scan", "pick", "serial", "describe", "another", "also", "seal", "undo", "part", "condition", "colour", "count",
        "finish", "resume",
    ]  # fmt: skip
    text: Line = ""
    identifier: Annotated[str, Field(max_length=200)] = ""
    about: Annotated[str, Field(max_length=200)] = ""
    after: Annotated[str, Field(max_length=100)] = ""
    found_with: Short = ""
    waited_s: Annotated[float, Field(ge=0, le=1_209_600)] = 0


class ReportTold(Wire):
    """A theft report of what was scanned."""

    reference: str
    force: str
    offence: str | None
    at: datetime | None


class CandidateTold(Wire):
    """What a misread text may have been."""

    identifier: str
    slip: str


class ScanAnswered(Wire):
    """The answer to a scan: a headline with a sign, what was done, and how many are booked of how many.

    `text` is what was scanned: a candidate is picked by sending it again with `identifier`.
    """

    text: str
    word: str
    sign: str
    did: Literal["booked", "told", "refused", "finished"]
    reference: str | None
    details: list[str]
    identifiers: list[str] = Field(default_factory=list)
    reports: list[ReportTold] = Field(default_factory=list)
    candidates: list[CandidateTold] = Field(default_factory=list)
    expected: int
    booked: int


class RaidItemTold(Wire):
    """An exhibit of a raid, and what still has to be looked at."""

    exhibit: str
    reference: str
    by: str
    at: datetime | None
    word: str
    sign: str
    identifiers: list[str]
    model: str
    seal: str | None
    part_of: str | None
    problems: list[str]


class RaidTold(Wire):
    """A raid as it was opened."""

    seizure: str
    reference: str
    place: str
    address: str
    power: str
    expected: int
    opened_at: datetime | None
    finished_at: datetime | None


class RaidOpened(RaidTold):
    """A raid that was opened or joined; `newPlace` is whether nothing told of its place before it was opened."""

    new_place: bool


class RaidStanding(RaidTold):
    """A raid with what is booked, problems first. `items` are `of` exhibits, those taken out of others among them.

    `inGraph` of them are in the graph as they stand; the others follow within minutes of the last scan.
    """

    cases: list[str]
    booked: int
    unsealed: int
    by_officer: dict[str, int]
    in_graph: int
    items: list[RaidItemTold]
    next: str | None
    of: int


class RaidList(Wire):
    """Raids, the newest first."""

    items: list[RaidTold]
    next: str | None
    of: int
