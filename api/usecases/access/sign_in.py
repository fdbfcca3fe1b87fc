"""Sign in with a local account: the same words, and the same time, whether or not the name exists."""

from __future__ import annotations

from dataclasses import dataclass

from api import passwords
from api.desk import Desk
from api.usecases.access.patience import require_patience
from tracer.records.access.sessions import Begun
from tracer.records.access.values import AccessError, Person

FREE = 5
"""Failures of one name within the window before it has to wait."""
FREE_OF_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed, and the address it came from. `code` is the one-time code, empty where none was asked for."""

    username: str
    password: str
    code: str = ""
    address: str = ""


class WrongError(AccessError):
    """Name, password or code is wrong; it is not said which."""


def sign_in(desk: Desk, given: Given) -> Begun:
    """A session. Raises `WrongError`, and `TooOftenError` while the name or the address has to wait."""
    name, address = f"name:{given.username.strip().casefold()}", f"address:{given.address}"
    require_patience(desk.attempts, name, FREE)
    require_patience(desk.attempts, address, FREE_OF_ADDRESS)
    person = _known(desk, given)
    if person is None:
        desk.attempts.failed(name, address)
        raise WrongError("The name, the password or the code is not right.", "Check them, and try again.")
    desk.attempts.forget(name)
    return desk.sessions.begin(person, "password and code" if person.has_totp else "password")


def _known(desk: Desk, given: Given) -> Person | None:
    found = desk.people.secrets_of(given.username)
    person, stored, totp = found or (None, None, None)
    right = passwords.matches(stored, given.password)
    if person is None or not right or not person.active:
        return None
    if totp is None:
        return person
    step = passwords.totp_step(totp, given.code)
    return person if step is not None and desk.people.use_totp(person.id, step) else None
