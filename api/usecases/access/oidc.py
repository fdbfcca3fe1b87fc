"""Whom an identity provider's people are here: those whom an administrator has tied to it, and nobody else.

A user name or an address that a provider claims may change, be chosen by its bearer or be given to another person
later, so none of them lets anybody in: only the issuer and subject that stand in the account.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, replace

from api.access import Role
from api.desk import Desk
from api.oidc import Identity, Journey, NotSignedInError
from api.settings import OidcSettings
from tracer.errors import RecordsError
from tracer.records.access.sessions import Begun
from tracer.records.access.values import Person
from tracer.records.values import Asked

_CONTEXT = "oidc-journey"


def sealed(desk: Desk, journey: Journey, target: str) -> str:
    """A journey as the browser keeps it meanwhile: closed to it, and not to be made by anybody else."""
    said = json.dumps({**asdict(journey), "target": target})
    return base64.urlsafe_b64encode(desk.people.vault.encrypt(said, _CONTEXT)).decode("ascii")


def opened(desk: Desk, text: str) -> tuple[Journey, str]:
    """A journey and where it was to lead, used up by this. Raises `NotSignedInError` for one that is none, or was."""
    try:
        said = json.loads(desk.people.vault.decrypt(base64.urlsafe_b64decode(text), _CONTEXT))
        target = str(said.pop("target"))
        journey = Journey(**said)
    except (RecordsError, binascii.Error, ValueError, TypeError, KeyError):
        raise NotSignedInError("This is no answer to a question of this browser's.", "Begin again.") from None
    key = f"oidc {journey.state}"
    _, before = desk.answers.once(key, _CONTEXT, str)
    if before:
        raise NotSignedInError("This answer was used already.", "Begin again.")
    return journey, target


def let_in(desk: Desk, settings: OidcSettings, identity: Identity) -> Begun:
    """A session of the person who is tied to this identity. Raises `NotSignedInError` for all others."""
    person = desk.people.by_subject(f"{settings.issuer} {identity.subject}")
    if person is None:
        raise NotSignedInError(
            "No account here is tied to you.",
            f"Ask an administrator to tie this subject to your account: {identity.subject[:200]}",
        )
    if not person.active:
        raise NotSignedInError("Your account here is closed.", "Ask an administrator.")
    return desk.sessions.begin(_with_roles(desk, settings, person, identity), "identity provider")


def _with_roles(desk: Desk, settings: OidcSettings, person: Person, identity: Identity) -> Person:
    """The person with the roles that the claim gives, where a claim is set; without one of ours nobody is let in."""
    if not settings.roles_claim:
        return person
    said = identity.claims.get(settings.roles_claim)
    groups = {said} if isinstance(said, str) else {one for one in said or () if isinstance(one, str)}
    roles = frozenset(role for group, role in settings.roles if group in groups)
    if not roles:
        raise NotSignedInError("Your force's sign-in service gives you no role here.", "Ask an administrator.")
    if roles == person.roles:
        return person
    asked = Asked(person.id, "roles from the identity provider")
    return desk.people.change(replace(person, roles=roles), asked, keep=Role.ADMINISTRATOR.value)
