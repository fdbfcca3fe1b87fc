"""Keyed commitments: how personal text enters the ledger without being in it.

A commitment says nothing without its key and salt. Given text, salt and key, anyone can check it; once the person's key
is destroyed nobody can, and the ledger's root and proofs are as good as before.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from tracer.custody import canonical

KEY_SIZE = 32
COMMITMENT = re.compile(r"[0-9a-f]{64}")


def commit(key: bytes, event: str, field: str, salt: str, text: str) -> str:
    """HMAC-SHA-256 in hex, with a 32-byte key, over the canonical object of event id, field, salt and text.

    Raises ValueError for a key of another size (HMAC pads short keys, so two of them could open one commitment) and
    CanonicalError for text that has no canonical form.
    """
    if len(key) != KEY_SIZE:
        raise ValueError(f"a commitment's key has {KEY_SIZE} bytes, not {len(key)}")
    message = canonical.encode({"event": event, "field": field, "salt": salt, "text": text})
    return hmac.new(key, message, hashlib.sha256).hexdigest()
