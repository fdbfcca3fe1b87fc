"""Signed statements of the ledger's key other than checkpoints: what a bundle holds, and which key comes next.

A statement is a signed note of two lines: what it is, and an object as canonical JSON. The first line keeps one kind
from being taken for another, and no checkpoint has a second line like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracer.custody import canonical
from tracer.custody.note import NoteError, NoteSigner, sign

BUNDLE = "tracer-custody-bundle/v1"
NEXT_KEY = "tracer-custody-next-key/v1"


def text_of(kind: str, value: Mapping[str, Any]) -> str:
    """The text to sign."""
    return f"{kind}\n{canonical.encode(value).decode()}\n"


def make(kind: str, value: Mapping[str, Any], signers: Iterable[NoteSigner]) -> bytes:
    """The signed statement."""
    return sign(text_of(kind, value), signers)


def parse(kind: str, text: str) -> dict[str, Any]:
    """The object of a statement's text; raises NoteError when it is another kind, CanonicalError when it is damaged."""
    first, _, rest = text.partition("\n")
    value = canonical.decode(rest.removesuffix("\n").encode()) if first == kind else None
    if not isinstance(value, dict):
        raise NoteError(f"The note is not a statement of the kind {kind}.")
    return value


def next_key(origin: str, size: int, old: NoteSigner, new: NoteSigner) -> bytes:
    """The statement that a new key signs for the ledger once it has more than `size` entries, signed by both keys."""
    value = {"ledger": origin, "new": new.verifier.vkey, "old": old.verifier.vkey, "size": size}
    return make(NEXT_KEY, value, (old, new))
