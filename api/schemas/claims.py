"""The shapes of claims to exhibits. Who makes one is in none of them."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, Field

from api.schemas._wire import Said, Wire
from api.schemas.notices import NoticeView
from tracer.records.recovery.slots import Also
from tracer.records.recovery.values import ClaimKind


class ClaimDecisionView(Wire):
    """A decision on a claim that was changed since."""

    outcome: str
    by: str
    at: datetime
    why: str


class OnePersonView(Wire):
    """What was said: that whoever makes a claim is the owner of a report, or is not after all.

    `why` is empty for those who do not return phones.
    """

    reference: str
    force: str
    one: bool
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
    statements: list[OnePersonView]


class ClaimReturnView(Wire):
    """How far the hand-back to a claimant is: the time agreed on, and once it was handed over event and receipt.

    `also`: another phone's collection is offered or chosen at that place and time.
    """

    claim: str
    ready_by: str
    ready_at: datetime
    begins: datetime | None
    ends: datetime | None
    point: str | None
    also: Also | None
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


class ClaimList(Wire):
    """All claims to an exhibit, oldest first.

    `whole` is false for those who do not return phones: reasons, which may name people, earlier decisions, notices and
    how far a hand-back is are left out then.
    """

    whole: bool
    items: list[OneClaimView]


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


class OnePersonSaid(Said):
    """That whoever makes a claim is the owner of the report, or with `one` false is not after all; and why."""

    one: bool = True
    reason: str = Field(min_length=1, max_length=1000)


class AgreedSaid(Said):
    """When and where a claimant collects, as it was agreed with them."""

    begins: AwareDatetime
    ends: AwareDatetime
    point: str = Field(min_length=1, max_length=200)
