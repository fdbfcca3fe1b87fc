"""Exhibits: how they stand, their history, and what is said to record something of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas._wire import Said, Wire
from api.schemas.story import LeftOutView

Text = Annotated[str | None, Field(max_length=2_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Seal = Annotated[str | None, Field(max_length=100)]
Read = Annotated[str | None, Field(max_length=200)]


class FlagTold(Wire):
    """A doubt, the event that raised it, and the one that explained it."""

    code: str
    what: str
    event: str
    explained_by: str | None


class ExhibitTold(Wire):
    """An exhibit as it stands. `sequence` is its ETag: the number of its last event.

    `authorised_by` are the officers whose leave to dispose of it stands.
    """

    exhibit: str
    reference: str
    seizure: str | None
    sequence: int
    status: str
    holder: str | None
    awaiting: str | None
    location: str | None
    seal: str | None
    last_moved: datetime | None
    last_at: datetime | None
    due: datetime | None
    restricted: bool
    authorised_by: list[str]
    parts: list[str]
    unexplained: list[FlagTold]


class ExhibitList(Wire):
    """Exhibits, by id. `left_out`: how many more fit, of cases that are not open to who asks; `of` is without them."""

    items: list[ExhibitTold]
    next: str | None
    of: int
    left_out: LeftOutView


class RefusalTold(Wire):
    """Something that was asked of an exhibit and refused: when, to whom (`by`), and why."""

    at: str
    by: str
    exhibit: str
    kind: str
    code: str
    what: str


class RefusalList(Wire):
    """What was refused, oldest first."""

    items: list[RefusalTold]
    next: str | None
    of: int


class EventTold(Wire):
    """An entry of the ledger."""

    exhibit: str
    reference: str
    kind: str
    event: str
    index: int
    sequence: int
    at: datetime | None
    at_note: str | None
    recorded_at: datetime
    leaf_hash: str
    flags: list[FlagTold]


class RecordedTold(EventTold):
    """What was recorded, the key it went by, how the exhibit stands after it, and what was recorded with it.

    `hints` say what to look at next: of a corrected IMEI what a scan of it would tell, another that shows it, or a
    report it was confirmed for.
    """

    key: str
    state: ExhibitTold
    followed_by: list[EventTold]
    hints: list[str]


class DoubtTold(Wire):
    """A doubt as the history tells it."""

    code: str
    what: str
    explanation: str | None


class StoryLine(Wire):
    """An event as the history tells it. `why` and `private` say "withheld" where they are not shown."""

    number: int
    index: int
    event: str
    kind: str
    at: datetime | None
    when: str
    what: str
    where: str | None
    why: str | None
    seal: str | None
    written: str | None
    private: dict[str, str]
    attachments: list[str]
    doubts: list[DoubtTold]
    corrected: list[str]


class HistoryTold(Wire):
    """The history of an exhibit, in the order of the ledger."""

    exhibit: str
    reference: str
    now: str
    withheld: bool
    state: ExhibitTold
    events: list[StoryLine]


class ActSaid(Said):
    """What is said with any event: when (now, if left out) or what is known of the time, why, and for whom."""

    at: Annotated[str | None, Field(max_length=40, description="Such as 2023-10-15T11:42 (London).")] = None
    undated: Annotated[str | None, Field(max_length=200, description="What is known of the time.")] = None
    reason: Text = None
    note: Text = None
    on_behalf: Annotated[str | None, Field(max_length=200, description="The laboratory or store they act for.")] = None


class PassSaid(ActSaid):
    """How it was found as it passes: where, and with which seal (nothing: nobody looked)."""

    location: Annotated[str | None, Field(max_length=200)] = None
    seal: Seal = None


class TransferSaid(PassSaid):
    """A hand-over: the receiver accepts it themselves."""

    to: Name


class MoveSaid(ActSaid):
    """To which place it was moved."""

    to: Name


class LendSaid(ActSaid):
    """To whom it was lent and until which day."""

    to: Name
    due: Annotated[str, Field(min_length=1, max_length=40)]
    seal: Seal = None


class SealSaid(ActSaid):
    """The new seal, and the one that it replaces as it was found."""

    seal: Annotated[str, Field(min_length=1, max_length=100)]
    found: Seal = None


class UnsealSaid(ActSaid):
    """The seal that was broken, as it was found."""

    found: Seal = None


class ExamineSaid(ActSaid):
    """The seal that was opened for it, and the one it was closed with."""

    found: Seal = None
    seal: Seal = None


class ReturnSaid(ActSaid):
    """How their identity was checked, who takes it, and why it goes although a block stands on it."""

    identity: Annotated[str, Field(min_length=1, max_length=500)]
    to: Annotated[str | None, Field(max_length=200, description="The owner's id, owner:…")] = None
    name: Annotated[str | None, Field(max_length=200)] = None
    seal: Seal = None
    despite_block: Text = None


class SplitSaid(ActSaid):
    """The parts, each `REFERENCE` or `REFERENCE=SEAL`, and the seal as it was found."""

    parts: Annotated[list[Name], Field(min_length=1, max_length=100)]
    found: Seal = None


class CorrectSaid(ActSaid):
    """Which event (its number or id) was wrong, and what is right. `at` is the right time of that event.

    What was misread off the thing is given from `imei` on, for the event that said it, mostly the booking. `none` says
    of an IMEI or a serial that it is not on the thing; what is given and empty is refused.
    """

    event: Name
    holder: Annotated[str | None, Field(max_length=200)] = None
    location: Annotated[str | None, Field(max_length=200)] = None
    seal: Seal = None
    found: Seal = None
    imei: Read = None
    imei2: Read = None
    imei3: Read = None
    imei4: Read = None
    serial: Read = None
    make: Read = None
    model: Read = None
    colour: Read = None
    description: Text = None


class ExplainSaid(ActSaid):
    """The doubts that the reason explains, and the event that raised them where several raised such."""

    event: Annotated[str | None, Field(min_length=1, max_length=200, description="Its number, or its id.")] = None
    codes: Annotated[list[Name], Field(min_length=1, max_length=10)]


class DisposeSaid(ActSaid):
    """The seal as it was found, where it is disposed of."""

    seal: Seal = None


class DisposalAsked(Said):
    """Why it is to be disposed of, and how. `despite`: why it goes although it may be the phone of a report."""

    reason: Annotated[str, Field(min_length=1, max_length=200)]
    despite: Annotated[str, Field(max_length=200)] = ""


class DisposalDecided(Said):
    """Whether it is approved, and why."""

    approve: bool
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class DisposalTold(Wire):
    """A disposal for two people: asked for by one, approved by another, then done once."""

    id: str
    exhibit: str
    reason: str
    despite: str
    state: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class DisposalList(Wire):
    """Disposals, the newest first."""

    items: list[DisposalTold]
    next: str | None
    of: int
