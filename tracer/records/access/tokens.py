"""Keys of programs: each acts for a person, within scopes, until a day."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Row, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.access.people import person_of
from tracer.records.access.tables import person, token
from tracer.records.access.values import Token
from tracer.records.part import Part, hash_of, moment_of, new_id, now, stamp
from tracer.records.values import Asked

PREFIX = "trc_"
"""Begins every secret, so that scanners of repositories can find one that was let out."""


class Tokens(Part):
    """Service tokens. A secret is shown once, when it is made, and kept as its hash."""

    def make(self, name: str, for_whom: str, scopes: Collection[str], until: datetime, asked: Asked) -> tuple[str, str]:
        """Makes a token; gives its id and its secret."""
        secret, token_id = PREFIX + secrets.token_urlsafe(32), new_id("token")
        values = {
            "id": token_id,
            "secret": hash_of(secret),
            "name": name.strip(),
            "person": for_whom,
            "scopes": json.dumps(sorted(scopes)),
            "created_at": stamp(now()),
            "until": stamp(until),
        }
        with self.database.writing() as connection:
            connection.execute(insert(token).values(**values))
            audit.note(connection, asked, audit.Act.ALTERED, token_id, {"what": "token made"})
        return token_id, secret

    def of(self, secret: str) -> Token | None:
        """The token of a secret, or None when there is none, it expired or was revoked, or its person may not act."""
        with self.database.reading() as connection:
            row = connection.execute(_ALL.where(token.c.secret == hash_of(secret))).first()
        if row is None or not row.active:
            return None
        found = _token(row)
        return found if found.revoked_at is None and found.until > now() else None

    def revoke(self, token_id: str, asked: Asked) -> None:
        """Ends a token at once. Raises `NotFoundError`."""
        with self.database.writing() as connection:
            done = connection.execute(
                update(token)
                .where(token.c.id == token_id, token.c.revoked_at.is_(None))
                .values(revoked_at=stamp(now()))
            )
            if not done.rowcount:
                raise NotFoundError("There is no such token, or it was revoked already.", "Look at the list of tokens.")
            audit.note(connection, asked, audit.Act.ALTERED, token_id, {"what": "token revoked"})

    def every(self) -> tuple[Token, ...]:
        """All tokens, the newest first."""
        with self.database.reading() as connection:
            return tuple(_token(row) for row in connection.execute(_ALL.order_by(token.c.created_at.desc())))


_ALL = select(
    token.c.id.label("token_id"),
    token.c.name.label("token_name"),
    token.c.scopes,
    token.c.created_at.label("made_at"),
    token.c.until,
    token.c.revoked_at,
    person,
).join_from(token, person)


def _token(row: Row[tuple[object, ...]]) -> Token:
    return Token(
        row.token_id,
        row.token_name,
        person_of(row),
        frozenset(json.loads(row.scopes)),
        datetime.fromisoformat(row.made_at),
        datetime.fromisoformat(row.until),
        moment_of(row.revoked_at),
    )
