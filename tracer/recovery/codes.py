"""Codes that people read out and type: no letter that looks like another, and room for their slips."""

from __future__ import annotations

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
"""Without vowels, so that no word comes of it, and without 0, 1, L, O, I, S, U, Y."""
LENGTH = 8
"""26^8 codes: 37 bits, behind a throttle."""


def new_code() -> str:
    """A code nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def code_of(key: bytes) -> str:
    """The code that belongs to a secret of 32 bytes."""
    number = int.from_bytes(key, "big")
    return "".join(ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH))


def grouped(code: str) -> str:
    """The code as it is shown."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """A code as somebody typed it, in the form that codes are compared in."""
    return "".join(letter for letter in text.upper() if letter in ALPHABET)[: LENGTH + 1]
