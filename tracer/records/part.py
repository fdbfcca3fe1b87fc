"""A part of the records database that is a file of its own, reached through `Records.part`."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

from tracer.records.database import Database
from tracer.records.vault import Vault


class Part:
    """Some tables and what is done with them. Every public method is one transaction."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault


def now() -> datetime:
    """The time, in UTC, to the millisecond as it is stored."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """A time as the tables keep it: ISO 8601 in UTC, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def moment_of(text: str | None) -> datetime | None:
    """A time as it was kept."""
    return None if text is None else datetime.fromisoformat(text)


def new_id(kind: str) -> str:
    """A name nobody else has, such as `person:9f…`."""
    return f"{kind}:{secrets.token_hex(12)}"


def hash_of(secret: str) -> str:
    """What is kept of a secret that somebody else holds: its SHA-256. It is random, so none can be tried."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
