"""OpenID Connect: the way to an identity provider and back (authorization code with PKCE, state and nonce).

Speaks to the provider and to nobody else; what an identity may do here is decided in `api.usecases.access.oidc`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import parse_authorization_code_response, prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.settings import OidcSettings
from tracer.errors import TracerError
from tracer.records.access.values import AccessError

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key of the provider's; one by our own secret is not taken."""

_SECONDS = 10
_LEEWAY_S = 60
_SECRET_BYTES = 32


class ProviderAwayError(TracerError):
    """The identity provider does not answer as it should; nobody is signed in through it just now."""


class NotSignedInError(AccessError):
    """The provider's answer signs nobody in."""


@dataclass(frozen=True, slots=True)
class Journey:
    """What is remembered of somebody who was sent to the provider, until they are back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says came back: its name for them, which it never gives to another, and its claims."""

    subject: str
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Provider:
    """An identity provider, and where it sends people back to."""

    settings: OidcSettings
    back: str

    def set_out(self) -> tuple[str, Journey]:
        """The address to send somebody to, and what to remember. Raises `ProviderAwayError`."""
        journey = Journey(*(secrets.token_urlsafe(_SECRET_BYTES) for _ in range(3)))
        address = prepare_grant_uri(
            self._address("authorization_endpoint"),
            self.settings.client_id,
            "code",
            redirect_uri=self.back,
            scope="openid profile",
            state=journey.state,
            nonce=journey.nonce,
            code_challenge=create_s256_code_challenge(journey.verifier),
            code_challenge_method="S256",
        )
        return str(address), journey

    def come_back(self, address: str, journey: Journey) -> Identity:
        """Who came back to this address. Raises `NotSignedInError` and `ProviderAwayError`."""
        try:
            code = parse_authorization_code_response(address, journey.state)["code"]
        except AuthlibBaseError as error:
            raise _refused("It did not let you in, or the answer is not to a question of ours.") from error
        token = self._token(code, journey)
        try:
            return self._identity(token, journey)
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            raise _refused("What it said of you does not hold.") from error

    def way_out(self, back: str) -> str:
        """Where somebody ends their session at the provider as well. Raises `ProviderAwayError`."""
        address = self._address("end_session_endpoint")
        query = httpx.QueryParams(client_id=self.settings.client_id, post_logout_redirect_uri=back)
        return f"{address}{'&' if urlsplit(address).query else '?'}{query}"

    def _token(self, code: str, journey: Journey) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": journey.verifier,
        }
        account = httpx.BasicAuth(self.settings.client_id, self.settings.client_secret)
        try:
            answer = httpx.post(self._address("token_endpoint"), data=form, auth=account, timeout=_SECONDS)
        except httpx.HTTPError as error:
            raise _away() from error
        if answer.status_code in (400, 401):
            raise _refused("It does not know the code, which may have been used already.")
        return _json(answer)

    def _identity(self, token: dict[str, Any], journey: Journey) -> Identity:
        keys = KeySet.import_key_set(_get(self._address("jwks_uri")))  # type: ignore[arg-type]
        read = jwt.decode(str(token["id_token"]), keys, algorithms=ALGORITHMS)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self.settings.issuer},
                "aud": {"essential": True, "value": self.settings.client_id},
                "sub": {"essential": True},
            },
            {"nonce": journey.nonce, "client_id": self.settings.client_id, "access_token": token.get("access_token")},
        )
        claims.validate(leeway=_LEEWAY_S)
        return Identity(str(read.claims["sub"]), dict(read.claims))

    def _address(self, name: str) -> str:
        told = _get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        address = str(told.get(name, ""))
        # A provider on this machine may speak plainly; nothing that is reached by HTTPS may lead away from it.
        allowed = ("https",) if self.settings.issuer.startswith("https:") else ("http", "https")
        if told.get("issuer") != self.settings.issuer or urlsplit(address).scheme not in allowed:
            raise _away()
        return address


def _get(address: str) -> dict[str, Any]:
    try:
        return _json(httpx.get(address, timeout=_SECONDS))
    except httpx.HTTPError as error:
        raise _away() from error


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise _away() from error
    if not isinstance(told, dict):
        raise _away()
    return told


def _away() -> ProviderAwayError:
    return ProviderAwayError(
        "Your force's sign-in service cannot be reached, or does not answer as it should.",
        "Try again later, or sign in with a local account if you have one.",
    )


def _refused(why: str) -> NotSignedInError:
    return NotSignedInError(f"Your force's sign-in service did not sign you in. {why}", "Begin again.")
