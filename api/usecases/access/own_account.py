"""What somebody does with their own account: password and one-time codes. Each asks for the password again."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from api import passwords
from api.access import Actor, ForbiddenError
from api.desk import Desk
from api.usecases.access.patience import require_patience
from tracer.errors import RecordsError, UsageError
from tracer.records.access.sessions import Begun
from tracer.records.access.values import AccessError, Session

FREE = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for one-time codes that does not count yet: `sealed` comes back with the code that confirms it."""

    secret: str
    sealed: str


def change_password(desk: Desk, who: Actor, old: str, new: str) -> Begun:
    """A new password; every session ends, and the one given is new. Raises `AccessError` and `UsageError`."""
    _require_password(desk, who, old)
    if old == new:
        raise UsageError("That is the password you have.", "Choose another.")
    desk.people.set_password(who.person.id, passwords.hashed(new), who.asked())
    return desk.sessions.begin(desk.people.find(who.person.id), "password changed")


def offer_codes(desk: Desk, who: Actor) -> Offer:
    """A new secret, to be put into an authenticator. It counts once a code of it has come back in this session."""
    secret = passwords.new_totp()
    sealed = desk.people.vault.encrypt(secret, _context(session_of(who)))
    return Offer(secret, base64.urlsafe_b64encode(sealed).decode("ascii"))


def opened_offer(desk: Desk, who: Actor, sealed: str) -> Offer:
    """An offer that came back. Raises `UsageError` for one that was not made in this session."""
    try:
        secret = desk.people.vault.decrypt(base64.urlsafe_b64decode(sealed), _context(session_of(who)))
    except (RecordsError, binascii.Error, ValueError):
        raise UsageError("This offer is not of this session.", "Begin again with a new secret.") from None
    return Offer(secret, sealed)


def confirm_codes(desk: Desk, who: Actor, offer: Offer, password: str, code: str) -> Begun:
    """From now on signing in takes a code. Every session ends, and the one given is new."""
    _require_password(desk, who, password)
    step = passwords.totp_step(offer.secret, code)
    if step is None:
        desk.attempts.failed(_tried(who))
        raise AccessError("The code is not right.", "Type the six digits that the authenticator shows now.")
    desk.people.set_totp(who.person.id, offer.secret, who.asked())
    desk.people.use_totp(who.person.id, step)
    return desk.sessions.begin(desk.people.find(who.person.id), "one-time codes set up")


def drop_codes(desk: Desk, who: Actor, password: str) -> Begun:
    """Signing in takes no code any more. Every session ends, and the one given is new."""
    _require_password(desk, who, password)
    desk.people.set_totp(who.person.id, None, who.asked())
    return desk.sessions.begin(desk.people.find(who.person.id), "one-time codes taken away")


def session_of(who: Actor) -> Session:
    """The browser's session. Raises `ForbiddenError` for a program, whose account is not its own."""
    if who.session is None:
        raise ForbiddenError("A program cannot do this.", "Sign in, and do it on the account page.")
    return who.session


def _require_password(desk: Desk, who: Actor, password: str) -> None:
    session_of(who)
    require_patience(desk.attempts, _tried(who), FREE)
    found = desk.people.secrets_of(who.person.username)
    if not passwords.matches(found[1] if found else None, password):
        desk.attempts.failed(_tried(who))
        raise AccessError("The password is not right.", "Type the password you sign in with.")
    desk.attempts.forget(_tried(who))


def _tried(who: Actor) -> str:
    return f"own password:{who.person.id}"


def _context(session: Session) -> str:
    return f"totp-offer:{session.id}"
