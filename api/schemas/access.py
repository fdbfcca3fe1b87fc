"""People, tokens, cases and approvals as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from api.schemas._wire import Said, Wire
from api.schemas.custody import ExhibitTold

Short = Annotated[str, Field(max_length=200)]
Many = Annotated[list[Short], Field(max_length=100)]


class PersonView(Wire):
    """Somebody who works here."""

    id: str
    username: str
    name: str
    force: str
    roles: list[str]
    initials: str | None
    active: bool
    has_password: bool
    has_totp: bool
    subject: str | None
    created_at: datetime | None


class PersonMade(Wire):
    """A new account. Its password is said this once; null where the request was repeated."""

    person: PersonView
    password: str | None


class PasswordMade(Wire):
    """A password that is said this once."""

    password: str


class PersonList(Wire):
    """Everybody, by user name."""

    items: list[PersonView]
    next: str | None
    of: int


class PersonSaid(Said):
    """What an account is to be."""

    username: Short
    name: Short
    force: Short = ""
    roles: Many
    initials: Short | None = None
    active: bool = True


class TokenView(Wire):
    """A program's key, without its secret."""

    id: str
    name: str
    person: str
    scopes: list[str]
    created_at: datetime
    until: datetime
    revoked_at: datetime | None


class TokenMade(Wire):
    """A new token. Its secret is said this once; null where the request was repeated."""

    id: str
    secret: str | None


class TokenList(Wire):
    """All tokens, the newest first."""

    items: list[TokenView]
    next: str | None
    of: int


class TokenSaid(Said):
    """A token to be made: for whom it acts, what it may do, and for how many days."""

    name: Short
    person: Short
    scopes: Many
    days: Annotated[int, Field(ge=1, le=366)]


class UnknownSeizureView(Wire):
    """A seizure of which nothing is booked or loaded yet, with the known references that are written most like it."""

    reference: str
    near: list[str]


class CaseView(Wire):
    """A case: who works on it, and what belongs to it. `unknown` are its seizures that nothing tells of yet."""

    id: str
    name: str
    force: str
    created_at: datetime
    people: list[str]
    sources: list[str]
    seizures: list[str]
    unknown: list[UnknownSeizureView]


class CaseList(Wire):
    """Cases, by name."""

    items: list[CaseView]
    next: str | None
    of: int


class CaseSaid(Said):
    """A case to be opened."""

    name: Short
    force: Short


class CasePeopleSaid(Said):
    """The ids of all who work on a case."""

    people: Many


class BelongingSaid(Said):
    """A file (by its id) or a seizure (by its reference) that belongs to a case."""

    kind: Literal["source", "seizure"]
    id: Short


class GlassSaid(Said):
    """Why a case that is not one's own must be seen now."""

    reason: Annotated[str, Field(max_length=500)]


class GlassView(Wire):
    """Access that was taken to a case, until when."""

    id: str
    case: str
    reason: str
    at: datetime
    until: datetime


class DisposalAskedView(Wire):
    """What is to be disposed of: what it is, and where it is and who holds it; `against`: why it must not leave now.

    `unsaid`: what it may be that nobody has said, the phone of which report.
    """

    exhibit: ExhibitTold
    what: str
    standing: str
    against: list[str]
    unsaid: list[str]


class ApprovalView(Wire):
    """An act that two people do. `state` is asked, approved, refused or done.

    `disposal` is there in the list of requests, for one that waits and is about an exhibit.
    """

    id: str
    act: str
    subject: str
    details: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    state: str
    disposal: DisposalAskedView | None = None


class ApprovalList(Wire):
    """Requests, the newest first."""

    items: list[ApprovalView]
    next: str | None
    of: int


class ApprovalSaid(Said):
    """What is asked for: `rotate key`, `erase owner` or `erase person in custody`.

    `despite` is why somebody is erased although a phone that is confirmed as theirs is still in custody.
    """

    act: Short
    subject: Short = ""
    reason: Short
    despite: Annotated[str, Field(max_length=200)] = ""


class DecisionSaid(Said):
    """What is decided, and why."""

    approve: bool
    reason: Short


class Done(Wire):
    """What came of it."""

    said: str
