"""The shapes of notices to owners and claimants. None says whom one goes to."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, Field

from api.schemas._wire import Said, Wire
from tracer.records.recovery.values import NoticeState, ToldBy


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


class ToldOtherwise(Said):
    """How and when an officer told somebody what a notice says; the reason, where it was not given up."""

    how: ToldBy
    at: AwareDatetime
    reason: str | None = Field(default=None, max_length=300)
