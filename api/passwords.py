"""Passwords and one-time codes of local accounts."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracer.errors import UsageError

SHORTEST = 12
LONGEST = 200
_STEP_S = 30
_SKEW = 1
"""Steps of thirty seconds that a clock may be off."""

_FEW_AT_ONCE = threading.BoundedSemaphore(4)
"""Each hash takes 64 MiB: many that try to sign in at once must not take all memory."""


@cache
def _hasher() -> PasswordHasher:
    # RFC 9106 section 4, the second recommended option: 64 MiB, three passes.
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


def hashed(password: str) -> str:
    """The Argon2id hash of a password. Raises `UsageError` for one too short, too long or of one character."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"A password has {SHORTEST} to {LONGEST} characters.", "Three or four random words are good.")
    if len(set(password)) < 4:
        raise UsageError("That password is too simple.", "Three or four random words are good.")
    return _hasher().hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one hashed. Takes as long where there is none, so that time tells nobody who exists."""
    try:
        with _FEW_AT_ONCE:
            return _hasher().verify(stored or _nobody(), password[: LONGEST + 1]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """A password nobody can guess, for a first sign-in."""
    return "-".join(secrets.token_hex(3) for _ in range(4))


def new_totp() -> str:
    """A new secret for one-time codes (RFC 6238), in base 32."""
    return pyotp.random_base32()


def totp_address(secret: str, username: str) -> str:
    """What an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Handset Tracer")


def totp_step(secret: str, code: str, at: float | None = None) -> int | None:
    """The time step a code belongs to, now or one step off; None where it is wrong."""
    digits = "".join(code.split())
    now = int((time.time() if at is None else at) // _STEP_S)
    codes = pyotp.TOTP(secret)
    for step in range(now - _SKEW, now + _SKEW + 1):
        if hmac.compare_digest(codes.generate_otp(step).encode(), digits.encode()):
            return step
    return None


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_hex(16))
