"""The shapes of returns and of notices to owners. No owner's details are in any of them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, Field

from api.schemas._wire import Said, Wire
from tracer.records.recovery.values import ClaimKind, NoticeState, ToldBy


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


class NoticeView(Wire):
    """A notice in the outbox. One to a claimant names their `claim`, and its reference in place of a report's."""

    id: str
    kind: str
    reference: str
    force: str
    confirmation: str | None
    claim: str | None
    state: NoticeState
    due: date | None
    attempts: int
    next_at: datetime
    why: str | None
    created_at: datetime
    sent_at: datetime | None
    channel: str | None


class NoticeList(Wire):
    """A page of notices, newest first."""

    items: list[NoticeView]
    next: str | None
    of: int


class NoticeText(Wire):
    """What a notice says."""

    subject: str
    body: str


class Checked(Wire):
    """Whether a check code is of a notice of ours, and which."""

    ours: bool
    notice: NoticeView | None


class ClaimDecisionView(Wire):
    """A decision on a claim that was changed since."""

    outcome: str
    by: str
    at: datetime
    why: str


class ClaimView(Wire):
    """A claim to an exhibit, without who makes it. `mailed`: they gave an e-mail address, and are told by it."""

    id: str
    reference: str
    mailed: bool
    exhibit: str
    kind: ClaimKind
    by: str
    at: datetime
    outcome: str | None
    decided_by: str | None
    decided_at: datetime | None
    why: str | None
    earlier: list[ClaimDecisionView]


class ReturnsView(Wire):
    """What is late, due and open, and the claims that wait for a decision or a hand-back; `notices` counts by state."""

    untold: list[DueView]
    open: list[ConfirmationView]
    unanswered: list[ReportView]
    claims: list[ClaimView]
    notices: dict[str, int]


class ClaimReturnView(Wire):
    """How far the hand-back to a claimant is: the time agreed on, and once it was handed over event and receipt."""

    claim: str
    ready_by: str
    ready_at: datetime
    begins: datetime | None
    ends: datetime | None
    point: str | None
    event: str | None
    receipt: str | None
    by: str | None
    at: datetime | None


class OneClaimView(ClaimView):
    """A claim; once it was accepted, what stands in the way of handing it to the claimant, and how far that is.

    `untold`: the owners whom nobody can tell that it goes to another. They hold nothing up. `notices`: what the
    claimant was told.
    """

    in_the_way: list[str]
    untold: list[str]
    notices: list[NoticeView]
    hand_back: ClaimReturnView | None


class SlotView(Wire):
    """A time at which the owner may collect."""

    id: str
    begins: datetime
    ends: datetime
    point: str
    chosen_at: datetime | None


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
    lifted before it goes back, or it is said why it goes back all the same.
    """

    claims: list[ClaimView]
    notices: list[NoticeView]
    slots: list[SlotView]
    in_the_way: list[str]
    blocks: list[str]
    hand_back: HandBackView | None


class ClaimList(Wire):
    """All claims to an exhibit, oldest first."""

    items: list[OneClaimView]


class SlotList(Wire):
    """All times offered, the earliest first."""

    items: list[SlotView]


class ConfirmSaid(Said):
    """Which exhibit is the phone of which report, and what shows it."""

    exhibit: str = Field(min_length=1, max_length=200)
    seizure: str | None = Field(default=None, min_length=1, max_length=200)
    reference: str = Field(min_length=1, max_length=200)
    force: str = Field(min_length=1, max_length=200)
    because: tuple[str, ...] = Field(min_length=1, max_length=50)
    enhanced: bool = False


class ReasonSaid(Said):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000)


class ToldOtherwise(Said):
    """How and when an officer told somebody what a notice says; the reason, where it was not given up."""

    how: ToldBy
    at: AwareDatetime
    reason: str | None = Field(default=None, max_length=300)


class ClaimSaid(Said):
    """Who says that an exhibit is theirs, and on what they rest it. Both are kept private, and so is the `email`.

    With an address the claimant is told of the claim and of what becomes of it.
    """

    exhibit: str = Field(min_length=1, max_length=200)
    seizure: str | None = Field(default=None, min_length=1, max_length=200)
    kind: ClaimKind
    who: str = Field(min_length=1, max_length=1000)
    why: str = Field(min_length=1, max_length=2000)
    email: str | None = Field(default=None, max_length=254)


class DecisionSaid(Said):
    """Whether a claim is accepted, and why; `change` where it was decided otherwise before."""

    accept: bool
    reason: str = Field(min_length=1, max_length=1000)
    change: bool = False


class AgreedSaid(Said):
    """When and where a claimant collects, as it was agreed with them."""

    begins: AwareDatetime
    ends: AwareDatetime
    point: str = Field(min_length=1, max_length=200)


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
