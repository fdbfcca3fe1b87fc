"""Accounts: made, changed, and given a new password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api import passwords
from api.access import Role
from api.settings import read_settings
from tracer.errors import NotFoundError, UsageError
from tracer.records.access.cases import Cases
from tracer.records.access.people import People
from tracer.records.access.tokens import Tokens
from tracer.records.access.values import Person
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.records.vault import Vault

LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is said of a new account."""

    username: str
    name: str
    force: str
    roles: tuple[str, ...]
    initials: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A new account with its first password, which is kept nowhere."""

    person: Person
    password: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of an installation, and who asks for a change."""

    people: People
    asked: Asked


@dataclass(frozen=True, slots=True)
class OpenedAccounts(Accounts):
    """The same, with all else that is kept of people."""

    records: Records

    @property
    def tokens(self) -> Tokens:
        """Keys of programs."""
        return self.records.part(Tokens)

    @property
    def cases(self) -> Cases:
        """Who sees what."""
        return self.records.part(Cases)


@contextmanager
def opened_accounts() -> Iterator[OpenedAccounts]:
    """The accounts, for somebody who works on the machine itself."""
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    records = Records.open(settings.records_url, Vault.load(settings.data_key_file))
    try:
        yield OpenedAccounts(records.part(People), Asked("command line", "administration"), records)
    finally:
        records.close()


def add_account(accounts: Accounts, new: NewAccount) -> Made:
    """Makes an account with a password that is its first. Raises `UsageError` and `AccessError`."""
    password = passwords.new_password()
    person = accounts.people.add(checked(new), accounts.asked, passwords.hashed(password))
    return Made(person, password)


def reset_account(accounts: Accounts, username: str) -> str:
    """A new password, the old one and the one-time codes gone. Raises `NotFoundError`."""
    return reset_person(accounts, account_of(accounts, username).id)


def account_of(accounts: Accounts, username: str) -> Person:
    """The account of this name. Raises `NotFoundError`."""
    person = accounts.people.by_username(username)
    if person is None:
        raise NotFoundError("There is no account of that name.", "See them with: tracer people list")
    return person


def reset_person(accounts: Accounts, person_id: str) -> str:
    """The same for somebody whose id is known."""
    password = passwords.new_password()
    accounts.people.set_totp(person_id, None, accounts.asked)
    accounts.people.set_password(person_id, passwords.hashed(password), accounts.asked)
    return password


def checked(new: NewAccount, person_id: str = "") -> Person:
    """What was said as a person. Raises `UsageError` for a role that is none, or names that are empty or too long."""
    unknown = [role for role in new.roles if role not in set(Role)]
    if unknown or not new.roles:
        known = ", ".join(Role)
        raise UsageError(f"{unknown[0]!r} is no role." if unknown else "No role was given.", f"Roles are: {known}.")
    for text, what in ((new.username, "user name"), (new.name, "name")):
        if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
            raise UsageError(f"That {what} cannot be used.", f"Give one of up to {LONGEST_NAME} characters.")
    initials = (new.initials or "").strip().upper() or None
    return Person(person_id, new.username, new.name, new.force.strip(), frozenset(new.roles), initials)
