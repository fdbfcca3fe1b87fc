"""People, sessions, tokens and cases as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracer.errors import TracerError


@dataclass(frozen=True, slots=True)
class Person:
    """Who works here. `api.access` gives the roles a meaning; `initials` are their officer's in custody."""

    id: str
    username: str
    name: str
    force: str
    roles: frozenset[str]
    initials: str | None = None
    active: bool = True
    has_password: bool = False
    has_totp: bool = False
    subject: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. `csrf` is what every form they send must carry. Times are UTC."""

    id: str
    person: Person
    csrf: str
    created_at: datetime
    seen_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A program's key: for whom it acts, with which of that person's roles (`scopes` are permissions), until when."""

    id: str
    name: str
    person: Person
    scopes: frozenset[str]
    created_at: datetime
    until: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """An investigation: the files and seizures that belong to it, and who works on it."""

    id: str
    name: str
    force: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """Access that somebody took to a case that was not theirs; `seen_by` is the supervisor who has looked at it."""

    id: str
    person: str
    case: str
    reason: str
    at: datetime
    until: datetime
    seen_by: str | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """An act that two people must do. `state` is asked, approved, refused or done."""

    id: str
    act: str
    subject: str
    details: str
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None
    state: str = "asked"


@dataclass(frozen=True, slots=True)
class Job:
    """Long work. `state` is waiting, running, done, failed or cancelled; `progress` and `result` are plain data."""

    id: str
    kind: str
    by: str
    asked: dict[str, object]
    state: str
    progress: dict[str, object]
    result: dict[str, object]
    created_at: datetime
    changed_at: datetime
    cancel: bool = False


class AccessError(TracerError):
    """Somebody may not do what they asked for, or is not who they say."""

    exit_code = 1


class AskedAlreadyError(AccessError):
    """Somebody asked for the same, and that is open."""
