"""The shapes of returns. No owner's details are in any of them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from api.schemas._wire import Said, Wire
from api.schemas.claims import ClaimView
from api.schemas.notices import NoticeView
from api.schemas.story import LeftOutView
from tracer.model import Basis
from tracer.records.recovery.slots import Also


class ConfirmationView(Wire):
    """That an exhibit is the phone of a report, and what became of it."""

    id: str
    exhibit: str
    reference: str
    force: str
    reasons: list[str]
    enhanced: bool
    by: str
    at: datetime
    ready_at: datetime | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None
    withdrawn_why: str | None
    returned_at: datetime | None


class ToldView(ConfirmationView):
    """The same, and the notice that goes out or why there is none."""

    notice: str | None
    untold: str | None


class DueView(Wire):
    """Somebody who is still to be told, by when, and what stands in the way."""

    reference: str
    force: str
    exhibit: str
    confirmation: str
    due: date | None
    late: bool
    trouble: str
    notice: str | None


class ReportView(Wire):
    """A theft report."""

    reference: str
    force: str


class ReturnsView(Wire):
    """What is late, due and open, and the claims that wait for a decision or a hand-back; `notices` counts by state.

    `left_out`: how much more there is of cases that are not open to who asks.
    """

    untold: list[DueView]
    open: list[ConfirmationView]
    unanswered: list[ReportView]
    claims: list[ClaimView]
    notices: dict[str, int]
    left_out: LeftOutView


class MayBeOfView(Wire):
    """A report that an exhibit may be the phone of. `basis` is that of what says which handset the exhibit is."""

    reference: str
    force: str
    offence: str | None
    since: datetime | None
    basis: Basis
    score: float | None


class ToConfirmView(Wire):
    """An exhibit of which nobody has said whose it is, and the reports that it may be the phone of."""

    exhibit: str
    seized_at: datetime | None
    reports: list[MayBeOfView]


class ToConfirmList(Wire):
    """A page of them, the longest in custody first.

    `left_out`: how many more there are of cases that are not open to who asks.
    """

    items: list[ToConfirmView]
    next: str | None
    of: int
    left_out: LeftOutView


class SlotView(Wire):
    """A time at which the owner may collect.

    `also`: that another phone's collection is offered, or chosen, at the same place and time.
    """

    id: str
    begins: datetime
    ends: datetime
    point: str
    chosen_at: datetime | None
    also: Also | None


class HandBackView(Wire):
    """A phone that went back: the ledger's event and the receipt's SHA-256."""

    id: str
    confirmation: str
    event: str
    receipt: str
    by: str
    at: datetime


class ReturnView(ConfirmationView):
    """One return with all that hangs on it.

    While there is something `in_the_way` the phone is not ready to return. `blocks` stand on the handset: they are
    lifted before it goes back, or it is said why it goes back all the same. `comes_first` is what is to be done where
    somebody else has it in their hands: it reaches whoever hands it back before. `speaks_for` and `against` are what
    the case says now of whose it is.
    """

    claims: list[ClaimView]
    notices: list[NoticeView]
    slots: list[SlotView]
    in_the_way: list[str]
    blocks: list[str]
    comes_first: list[str]
    speaks_for: list[str]
    against: list[str]
    hand_back: HandBackView | None


class SlotList(Wire):
    """All times offered, the earliest first."""

    items: list[SlotView]


class ConfirmSaid(Said):
    """Which exhibit is the phone of which report, and what shows it.

    `despite_identifiers`: why it is that phone although none of its identifiers is the report's.
    """

    exhibit: str = Field(min_length=1, max_length=200)
    seizure: str | None = Field(default=None, min_length=1, max_length=200)
    reference: str = Field(min_length=1, max_length=200)
    force: str = Field(min_length=1, max_length=200)
    because: tuple[str, ...] = Field(min_length=1, max_length=50)
    enhanced: bool = False
    despite_identifiers: str | None = Field(default=None, max_length=1000)


class ReasonSaid(Said):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000)


class Times(Said):
    """From when to when, each with its offset from UTC."""

    begins: datetime
    ends: datetime


class SlotsSaid(Said):
    """Times to offer, and the collection point."""

    times: tuple[Times, ...] = Field(min_length=1, max_length=100)
    point: str = Field(min_length=1, max_length=200)


class HandBackSaid(Said):
    """Who takes the phone and how that was checked. `expect` is the last sequence of the exhibit that was seen."""

    identity: str = Field(min_length=1, max_length=1000)
    name: str = Field(min_length=1, max_length=200)
    seal: str | None = Field(default=None, max_length=200)
    despite_block: str | None = Field(default=None, max_length=1000)
    expect: int | None = Field(default=None, ge=0, le=10**9)
