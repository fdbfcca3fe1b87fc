"""People as an administrator keeps them: accounts, and the officers of the custody ledger that act for them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace

from api.access import Actor, Role
from api.desk import Desk
from api.problems import ChangedError
from api.usecases.access.accounts import Accounts, Made, NewAccount, add_account, checked, reset_person
from api.usecases.custody.registers import add_officer
from tracer.custody.events import officer_id
from tracer.custody.ledger import Ledger
from tracer.records.access.values import Person


@dataclass(frozen=True, slots=True)
class Change:
    """What an account is to be, and which state of it (`tag_of`) was seen; None changes whatever it is now."""

    account: NewAccount
    active: bool
    seen: str | None = None


def add_person(desk: Desk, who: Actor, new: NewAccount) -> Made:
    """An account with its first password. Raises `UsageError` and `AccessError`."""
    made = add_account(Accounts(desk.people, who.asked()), new)
    tie_officer(desk.ledger, made.person)
    return made


def change_person(desk: Desk, who: Actor, person_id: str, change: Change) -> Person:
    """The account as it is then. Raises `ChangedError`, and `AccessError` where it takes the last administrator."""
    found = desk.people.find(person_id)
    if change.seen is not None and change.seen != tag_of(found):
        raise ChangedError("Somebody changed this account since you looked.", "Look again, then change it.")
    wanted = replace(checked(change.account, person_id), active=change.active)
    changed = desk.people.change(wanted, who.asked(), keep=Role.ADMINISTRATOR.value)
    tie_officer(desk.ledger, changed)
    return changed


def reset(desk: Desk, who: Actor, person_id: str) -> str:
    """A new password, shown once; the old one and the one-time codes are gone."""
    desk.people.find(person_id)
    return reset_person(Accounts(desk.people, who.asked()), person_id)


def tie(desk: Desk, who: Actor, person_id: str, subject: str) -> None:
    """Says by which subject the identity provider knows somebody; an empty one unties them."""
    bare = subject.strip()
    desk.people.tie_subject(person_id, f"{desk.settings.oidc_issuer} {bare}" if bare else None, who.asked())


def tag_of(person: Person) -> str:
    """Names the state of an account: another one once anything of it was changed."""
    said = [person.username, person.name, person.force, sorted(person.roles), person.initials, person.active]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def tie_officer(ledger: Ledger, person: Person) -> None:
    """Registers the officer whose initials an account carries, where the ledger does not know them."""
    if person.initials is None:
        return
    if officer_id(person.initials) not in {officer.id for officer in ledger.officers()}:
        add_officer(ledger, person.initials, person.name)
