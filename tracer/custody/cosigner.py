"""A witness's key: its signature says when it had seen a checkpoint (C2SP tlog-cosignature, `cosignature/v1`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracer.custody.note import COSIGNS, Verifier, check_name, cosigned_message

_TIME_SIZE = 8


def _now() -> int:
    return int(time.time())


@dataclass(frozen=True)
class Cosigner:
    """A private key in this process, the name it signs under, and its clock in seconds since 1970 UTC."""

    name: str
    private_key: Ed25519PrivateKey
    clock: Callable[[], int] = _now

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(check_name(self.name), self.private_key.public_key().public_bytes_raw(), COSIGNS)

    def sign(self, text: str) -> bytes:
        """The time, and the signature over time and text."""
        at = self.clock()
        return at.to_bytes(_TIME_SIZE, "big") + self.private_key.sign(cosigned_message(text, at))
