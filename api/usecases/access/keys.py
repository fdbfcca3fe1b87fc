"""Keys of programs: made for a person, within scopes, until a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from api.access import Permission, permissions_of
from tracer.errors import UsageError
from tracer.records.access.people import People
from tracer.records.access.tokens import Tokens
from tracer.records.part import now
from tracer.records.values import Asked

LONGEST_DAYS = 366
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class NewToken:
    """What a token is for, for whom it acts (an id), what it may do, and for how many days."""

    name: str
    person: str
    scopes: tuple[str, ...]
    days: int


def make_token(people: People, tokens: Tokens, new: NewToken, asked: Asked) -> tuple[str, str]:
    """A token's id and its secret, which is kept nowhere. Raises `UsageError` and `NotFoundError`."""
    if not new.name.strip() or len(new.name) > LONGEST_NAME or not new.name.isprintable():
        raise UsageError("A token has a name that says which program it is for.", f"At most {LONGEST_NAME} characters.")
    if not 1 <= new.days <= LONGEST_DAYS:
        raise UsageError(f"A token lasts 1 to {LONGEST_DAYS} days.", "Make another when it has expired.")
    _require_scopes(new.scopes, permissions_of(people.find(new.person).roles))
    return tokens.make(new.name, new.person, new.scopes, now() + timedelta(days=new.days), asked)


def _require_scopes(scopes: tuple[str, ...], may: frozenset[Permission]) -> None:
    known = [permission.value for permission in Permission]
    unknown = [scope for scope in scopes if scope not in known]
    if unknown or not scopes:
        said = f"{unknown[0][:40]!r} is no scope." if unknown else "No scope was given."
        raise UsageError(said, f"Scopes are: {', '.join(known)}.")
    beyond = [scope for scope in scopes if Permission(scope) not in may]
    if beyond:
        raise UsageError(f"The person may not do that themselves: {', '.join(beyond)}.", "Leave it out.")
