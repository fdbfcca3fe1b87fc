"""What is confirmed, claimed, told and handed back, as plain values. Times are UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tracer.errors import TracerError
from tracer.recovery.report import Report


@dataclass(frozen=True, slots=True)
class Decision:
    """An officer's decision that an exhibit is the handset of a report, with the reasons they were shown.

    The same `key` again is the same decision. `due` is the last day on which telling the owner is in time.
    """

    key: str
    report: Report
    exhibit: str
    reasons: tuple[str, ...]
    due: date
    enhanced: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A decision as it is kept, and what became of it."""

    id: str
    report: Report
    exhibit: str
    reasons: tuple[str, ...]
    enhanced: bool
    by: str
    at: datetime
    ready_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_why: str | None = None
    returned_at: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it holds and the phone has not gone back."""
        return self.withdrawn_at is None and self.returned_at is None


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an act for the owner: the notice that will go out, or why there is none."""

    confirmation: Confirmation
    notice: str | None
    untold: str | None = None


class NoticeState(StrEnum):
    """How far a notice is."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    VOID = "void"


class ToldBy(StrEnum):
    """How an officer told somebody what a notice says."""

    TELEPHONE = "telephone"
    POST = "post"
    IN_PERSON = "in person"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice in the outbox. `why` is what went wrong last; `until` when it is of no use any more.

    `slot` is the time that it says was chosen, where it says so. `person` is whom it goes to: the owner of the report,
    or who makes the `claim` that it is about, whose reference then stands in for a report's.
    """

    id: str
    kind: str
    report: Report
    confirmation: str | None
    due: date | None
    until: datetime | None
    state: NoticeState
    attempts: int
    next_at: datetime
    leased_until: datetime | None
    why: str | None
    created_at: datetime
    sent_at: datetime | None
    channel: str | None
    person: str
    slot: str | None = None
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """A notice that one worker alone may send until the lease ends; `code` is what goes into it."""

    notice: Notice
    token: str
    until: datetime
    code: str


class ClaimKind(StrEnum):
    """Who may say that a phone is theirs."""

    OWNER = "owner"
    INSURER = "insurer"
    BUYER = "innocent buyer"


@dataclass(frozen=True, slots=True)
class ClaimDecision:
    """A decision on a claim that was changed since."""

    outcome: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class OnePerson:
    """What was said: that whoever makes a claim is the owner of a report, or is not after all."""

    report: Report
    one: bool
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's claim to an exhibit, and what was decided on it: `accepted` or `refused`, or None.

    `earlier` are the decisions before that one, the oldest first. `mailed`: whoever makes it is told by e-mail.
    `statements`: what was said on whether they are the owner of a report, the oldest first; the last holds.
    """

    id: str
    exhibit: str
    kind: ClaimKind
    person: str
    by: str
    at: datetime
    outcome: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decided_why: str | None = None
    earlier: tuple[ClaimDecision, ...] = ()
    mailed: bool = False
    statements: tuple[OnePerson, ...] = ()

    def is_owner_of(self, owner: str) -> bool:
        """Whether it was said, and holds, that whoever makes it is this owner of a report."""
        return self.one_person and self.statements[-1].report.owner == owner

    @property
    def one_person(self) -> bool:
        """Whether it holds that they are the owner of some report."""
        return bool(self.statements) and self.statements[-1].one

    @property
    def reference(self) -> str:
        """What a claimant is told it by."""
        return self.id.partition(":")[2][:8].upper()

    @property
    def accepted(self) -> bool:
        """Whether it was accepted."""
        return self.outcome == "accepted"

    @property
    def to_another(self) -> bool:
        """Whether it was accepted, and of somebody who cannot be the owner of a report."""
        return self.accepted and self.kind is not ClaimKind.OWNER


@dataclass(frozen=True, slots=True)
class ClaimReturn:
    """How far an accepted claim is: since when it may be collected, the time agreed on, and the hand-back if it was.

    `event` is the ledger's, `receipt` the receipt's SHA-256.
    """

    claim: str
    ready_by: str
    ready_at: datetime
    begins: datetime | None = None
    ends: datetime | None = None
    point: str | None = None
    event: str | None = None
    receipt: str | None = None
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnerSession:
    """An owner who is signed in. `csrf` is what every form they send must carry."""

    id: str
    report: Report
    csrf: str
    until: datetime


class MessageKind(StrEnum):
    """What an owner writes."""

    MINE = "it is mine"
    ONLY_MINE = "it is mine, and nobody else's"
    NOT_MINE = "it is not mine"
    QUESTION = "question"
    COMPETING = "somebody else claims it"


class Settled(StrEnum):
    """What was decided where an owner objects: to a phone's being theirs, or to its going to a claimant."""

    THEIRS = "theirs"
    NOT_THEIRS = "not theirs"
    CLAIM_STANDS = "claim stands"

    @property
    def words(self) -> str:
        """As a clause."""
        return "the claim stands" if self is Settled.CLAIM_STANDS else f"it is {self}"


@dataclass(frozen=True, slots=True)
class Message:
    """What an owner wrote, opened, and the answer if there is one, with what was decided.

    `about` is the confirmation of the phone that they write about; None: all that the report has.
    `waits`: for an answer, which has to come with one of `decisions` where there are any.
    """

    id: str
    report: Report
    kind: MessageKind
    text: str
    at: datetime
    answer: str | None = None
    answered_at: datetime | None = None
    about: str | None = None
    waits: bool = False
    decision: Settled | None = None
    decisions: tuple[Settled, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What an owner writes, under which key, and about which of their phones: its confirmation, or None for all."""

    kind: MessageKind
    text: str
    key: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which an owner may collect; `point` is the collection point's name."""

    id: str
    confirmation: str
    begins: datetime
    ends: datetime
    point: str
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandBack:
    """A phone that went back: the ledger's event and the receipt's SHA-256."""

    id: str
    confirmation: str
    event: str
    receipt: str
    by: str
    at: datetime


class RecoveryError(TracerError):
    """Something about bringing a phone back was refused."""

    exit_code = 1
