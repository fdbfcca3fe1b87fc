"""Accounts of the people who work here, each change of which the audit notes."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.tables import person, session
from tracer.records.access.values import AccessError, Person
from tracer.records.part import Part, new_id, now, stamp
from tracer.records.values import Asked


class People(Part):
    """Who works here. Names of accounts are compared without regard to case."""

    def add(self, new: Person, asked: Asked, password: str | None = None) -> Person:
        """Makes an account; `password` is its hash. Raises `AccessError` when the name or the initials are taken."""
        values = {
            "id": new.id or new_id("person"),
            **_columns(new),
            "password": password,
            "subject": new.subject,
            "created_at": stamp(now()),
        }
        try:
            with self.database.writing() as connection:
                if _by(connection, username=values["username"]) is not None:
                    raise _taken(new.username)
                _check_initials(connection, new)
                connection.execute(insert(person).values(**values))
                audit.note(connection, asked, audit.Act.ALTERED, values["id"], {"what": "account made"})
                return _one(connection, values["id"])
        except IntegrityError as error:
            raise _taken(new.username) from error

    def change(self, changed: Person, asked: Asked, keep: str | None = None) -> Person:
        """Keeps name, force, roles, initials and whether they may act; who may no longer is signed out at once.

        Raises `AccessError` when the name or new initials are taken, and where nobody with the role `keep` would be
        left.
        """
        columns = _columns(changed)
        with self.database.writing() as connection:
            before = _one(connection, changed.id)
            other = _by(connection, username=columns["username"])
            if other is not None and other.id != changed.id:
                raise _taken(changed.username)
            if changed.initials != before.initials:
                _check_initials(connection, changed)
            connection.execute(update(person).where(person.c.id == changed.id).values(**columns))
            if keep is not None and not _any_with(connection, keep):
                raise AccessError(f"This is the last {keep} who may act.", f"Make another {keep} first.")
            if not changed.active:
                connection.execute(delete(session).where(session.c.person == changed.id))
            audit.note(connection, asked, audit.Act.ALTERED, changed.id, {"what": "account changed"})
            return _one(connection, changed.id)

    def set_password(self, person_id: str, password: str, asked: Asked) -> None:
        """Keeps a new hash of a password, and signs the person out everywhere."""
        self._set(person_id, {"password": password}, asked, "password set")

    def set_totp(self, person_id: str, secret: str | None, asked: Asked) -> None:
        """Keeps the secret of their one-time codes, encrypted, or takes it away; signs the person out everywhere."""
        sealed = None if secret is None else self.vault.encrypt(secret, f"totp:{person_id}")
        self._set(person_id, {"totp": sealed, "totp_used": None}, asked, "one-time codes set")

    def use_totp(self, person_id: str, step: int) -> bool:
        """Notes that the code of this time step was used; False where it, or a later one, was used before."""
        with self.database.writing() as connection:
            used = connection.execute(select(person.c.totp_used).where(person.c.id == person_id)).scalar()
            if used is not None and int(used) >= step:
                return False
            connection.execute(update(person).where(person.c.id == person_id).values(totp_used=str(step)))
            return True

    def secrets_of(self, username: str) -> tuple[Person, str | None, str | None] | None:
        """A person with the hash of their password and the secret of their one-time codes, or None."""
        with self.database.reading() as connection:
            row = _by(connection, username=_folded(username))
        if row is None:
            return None
        totp = None if row.totp is None else self.vault.decrypt(bytes(row.totp), f"totp:{row.id}")
        return person_of(row), row.password, totp

    def find(self, person_id: str) -> Person:
        """One person. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, person_id)

    def by_username(self, username: str) -> Person | None:
        """The person of an account's name, or None."""
        with self.database.reading() as connection:
            row = _by(connection, username=_folded(username))
        return None if row is None else person_of(row)

    def by_subject(self, subject: str) -> Person | None:
        """The person whom an identity provider knows by this issuer and subject, or None."""
        with self.database.reading() as connection:
            row = _by(connection, subject=subject)
        return None if row is None else person_of(row)

    def tie_subject(self, person_id: str, subject: str | None, asked: Asked) -> None:
        """Says by which issuer and subject an identity provider knows a person, or by none any more.

        Raises `AccessError` where it knows somebody else by them.
        """
        with self.database.writing() as connection:
            other = None if subject is None else _by(connection, subject=subject)
            if other is not None and other.id != person_id:
                raise AccessError("The identity provider knows somebody else here by that.", "Untie them first.")
            _set(connection, person_id, {"subject": subject}, asked, "identity provider's subject set")

    def every(self) -> tuple[Person, ...]:
        """All people, by the names of their accounts."""
        with self.database.reading() as connection:
            return tuple(person_of(row) for row in connection.execute(select(person).order_by(person.c.username)))

    def count(self) -> int:
        """How many there are."""
        with self.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(person)).scalar_one())

    def _set(self, person_id: str, values: Mapping[str, Any], asked: Asked, what: str) -> None:
        with self.database.writing() as connection:
            _set(connection, person_id, values, asked, what)


def person_of(row: Row[Any]) -> Person:
    """A person from a row that has the columns of the table."""
    return Person(
        id=row.id,
        username=row.username,
        name=row.name,
        force=row.force,
        roles=frozenset(json.loads(row.roles)),
        initials=row.initials,
        active=bool(row.active),
        has_password=row.password is not None,
        has_totp=row.totp is not None,
        subject=row.subject,
        created_at=datetime.fromisoformat(row.created_at),
    )


def _columns(one: Person) -> dict[str, Any]:
    return {
        "username": _folded(one.username),
        "name": one.name.strip(),
        "force": one.force,
        "roles": json.dumps(sorted(one.roles)),
        "initials": one.initials,
        "active": one.active,
    }


def _set(connection: Connection, person_id: str, values: Mapping[str, Any], asked: Asked, what: str) -> None:
    _one(connection, person_id)
    connection.execute(update(person).where(person.c.id == person_id).values(**values))
    connection.execute(delete(session).where(session.c.person == person_id))
    audit.note(connection, asked, audit.Act.ALTERED, person_id, {"what": what})


def _any_with(connection: Connection, role: str) -> bool:
    acting = connection.execute(select(person.c.roles).where(person.c.active)).scalars()
    return any(role in json.loads(roles) for roles in acting)


def _folded(username: str) -> str:
    return username.strip().casefold()


def _by(connection: Connection, **wanted: str) -> Row[Any] | None:
    return connection.execute(select(person).filter_by(**wanted)).first()


def _one(connection: Connection, person_id: str) -> Person:
    row = _by(connection, id=person_id)
    if row is None:
        raise NotFoundError("There is no such person.", "Look them up in the list of people.")
    return person_of(row)


def _check_initials(connection: Connection, wanted: Person) -> None:
    """Raises `AccessError` where another account acts as the officer of these initials, or did before it was closed.

    The ledger names an officer by initials alone: what one of the two did could not be told from what the other did.
    """
    if wanted.initials is None:
        return
    rows = connection.execute(select(person).where(person.c.initials.is_not(None), person.c.id != wanted.id))
    for other in map(person_of, rows):
        if _as_compared(other.initials or "") == _as_compared(wanted.initials):
            closed = "" if other.active else ", whose account is closed and whose history stays theirs"
            raise AccessError(
                f"The initials {other.initials} are those of {other.name} ({other.username}){closed}.",
                "Choose initials that nobody here has or had.",
            )


def _as_compared(initials: str) -> str:
    """Initials in the one form in which the ledger compares them."""
    return " ".join(unicodedata.normalize("NFKC", initials).split()).upper()


def _taken(username: str) -> AccessError:
    return AccessError(f"There is an account called {username.strip()[:60]!r} already.", "Choose another name.")
