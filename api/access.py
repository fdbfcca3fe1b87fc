"""Who may do what: the one place where that is decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tracer.custody.events import officer_id
from tracer.records.access.values import AccessError, Person, Session
from tracer.records.values import Asked


class Role(StrEnum):
    """What somebody is here."""

    DETECTIVE = "detective"
    CUSTODY_OFFICER = "custody officer"
    VICTIM_LIAISON = "victim liaison"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What somebody may do. A service token's scopes are some of these."""

    TRACE = "trace"
    ANNOTATE = "annotate"
    LOAD = "load"
    CUSTODY_READ = "custody:read"
    CUSTODY_WRITE = "custody:write"
    CUSTODY_HOLD = "custody:hold"
    RETURNS = "returns"
    OWNERS = "owners"
    APPROVE = "approve"
    AUDIT = "audit"
    ADMINISTER = "administer"


GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.DETECTIVE: frozenset(
        {Permission.TRACE, Permission.ANNOTATE, Permission.LOAD, Permission.CUSTODY_READ, Permission.CUSTODY_HOLD}
    ),
    Role.CUSTODY_OFFICER: frozenset(
        {Permission.TRACE, Permission.CUSTODY_READ, Permission.CUSTODY_WRITE, Permission.CUSTODY_HOLD}
    ),
    Role.VICTIM_LIAISON: frozenset(
        {Permission.TRACE, Permission.CUSTODY_READ, Permission.CUSTODY_HOLD, Permission.RETURNS, Permission.OWNERS}
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.TRACE,
            Permission.ANNOTATE,
            Permission.LOAD,
            Permission.CUSTODY_READ,
            Permission.CUSTODY_WRITE,
            Permission.CUSTODY_HOLD,
            Permission.APPROVE,
        }
    ),
    Role.AUDITOR: frozenset({Permission.AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}
"""An administrator sees no case, and an auditor nothing but the audit. Personal data of owners is for those alone who
return phones. Whoever may be handed an exhibit may accept it, and hand on what they have (`custody:hold`)."""

_PURPOSE: Mapping[Role, str] = {
    Role.DETECTIVE: "investigation",
    Role.CUSTODY_OFFICER: "custody of exhibits",
    Role.VICTIM_LIAISON: "return of property",
    Role.SUPERVISOR: "supervision",
    Role.AUDITOR: "audit",
    Role.ADMINISTRATOR: "administration",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks: the person, what they may do, the cases open to them, and how they came in.

    `session` is None for a program that came with a token.
    """

    person: Person
    permissions: frozenset[Permission]
    cases: frozenset[str] = frozenset()
    session: Session | None = None

    def may(self, permission: Permission) -> bool:
        """Whether they may do such a thing at all."""
        return permission in self.permissions

    @property
    def sees_owners(self) -> bool:
        """Whether they may be shown who an owner or a claimant is: those alone who return phones."""
        return self.may(Permission.OWNERS) or self.may(Permission.RETURNS)

    def asked(self, purpose: str = "") -> Asked:
        """Who asks and what for, as the audit notes it; without a purpose of their own, that of their role."""
        return Asked(self.person.id, purpose.strip() or _purpose_of(self.person))

    @property
    def initials(self) -> str:
        """Their officer's initials in the custody ledger. Raises `AccessError` where they have none."""
        if self.person.initials is None:
            raise AccessError(
                "Your account is tied to no officer of the custody ledger.",
                "Ask an administrator to add your initials to it.",
            )
        return self.person.initials

    @property
    def officer(self) -> str | None:
        """Who they are in the custody ledger; None where they have no initials."""
        return None if self.person.initials is None else officer_id(self.person.initials)

    def to_pass_on(self, holder: str | None) -> Permission:
        """What it takes to accept or hand on an exhibit that somebody holds: less where that is oneself."""
        mine = holder is not None and holder == self.officer
        return Permission.CUSTODY_HOLD if mine and not self.may(Permission.CUSTODY_WRITE) else Permission.CUSTODY_WRITE


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose a thing is: the cases it belongs to; of none, it is open to the installation's own force."""

    cases: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether it is allowed, and if not why; `cases` are those that breaking the glass would open."""

    allowed: bool
    why: str = ""
    cases: frozenset[str] = frozenset()


class ForbiddenError(AccessError):
    """Somebody is known, and may not. `cases` are those that breaking the glass would open."""

    def __init__(self, what: str, do: str = "", cases: frozenset[str] = frozenset()) -> None:
        super().__init__(what, do)
        self.cases = cases


class UnknownError(AccessError):
    """Nobody is signed in."""


OF_THE_WHOLE = frozenset({Permission.AUDIT, Permission.ADMINISTER})
"""What reaches everything that is here, whosever it is."""


def permissions_at(person: Person, force: str) -> frozenset[Permission]:
    """What somebody may do at an installation of this force: what reaches the whole of it, only as one of its own.

    Whoever was made by the command before the installation had a force is one of them.
    """
    granted = permissions_of(person.roles)
    return granted if not force or person.force in ("", force) else granted - OF_THE_WHOLE


def permissions_of(roles: Collection[str]) -> frozenset[Permission]:
    """All that the roles grant. A name that is no role grants nothing."""
    known = [Role(name) for name in roles if name in set(Role)]
    return frozenset(permission for role in known for permission in GRANTS[role])


def decide(actor: Actor, permission: Permission, belongs: Belongs | None = None, force: str = "") -> Decision:
    """Whether somebody may do this, to a thing that belongs to these cases, at an installation of this force."""
    if not actor.may(permission):
        return Decision(False, f"Your role does not let you do this ({permission.value}).")
    if belongs is None:
        return Decision(True)
    if belongs.cases:
        if belongs.cases & actor.cases:
            return Decision(True)
        return Decision(False, "This belongs to a case that you do not work on.", belongs.cases)
    if force and actor.person.force != force:
        return Decision(False, f"This belongs to {force}, and you work for {actor.person.force}.")
    return Decision(True)


def require(actor: Actor, permission: Permission, belongs: Belongs | None = None, force: str = "") -> None:
    """Raises `ForbiddenError` unless it is allowed."""
    decision = decide(actor, permission, belongs, force)
    if not decision.allowed:
        do = "Ask its officers, or open it with a reason: your supervisor will see that." if decision.cases else ""
        raise ForbiddenError(decision.why, do, decision.cases)


def _purpose_of(person: Person) -> str:
    return ", ".join(purpose for role, purpose in _PURPOSE.items() if role.value in person.roles) or "unknown"
