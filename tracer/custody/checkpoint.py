"""Checkpoints (C2SP tlog-checkpoint): what the whole ledger was at one moment, in four lines to be signed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from tracer.custody.note import NoteError, NoteSigner, check_name, sign
from tracer.merkle import EMPTY_ROOT, HASH_SIZE

LARGEST_SIZE = 2**53 - 1


@dataclass(frozen=True)
class Checkpoint:
    """The ledger's origin (its name for ever), how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines to sign; raises NoteError when the parts make no checkpoint."""
        root = base64.b64encode(self.root).decode("ascii")
        text = "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extensions))
        if parse(text) != self:
            raise NoteError("These parts make no checkpoint.")
        return text


def parse(text: str) -> Checkpoint:
    """The checkpoint that a note's text holds; raises NoteError unless it is written in the one way it can be."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise NoteError("A checkpoint has an origin, a size and a root on lines of their own.")
    origin, size, root, *extensions = lines[:-1]
    found = Checkpoint(check_name(origin), _size(size), _root(root), tuple(extensions))
    if found.size == 0 and found.root != EMPTY_ROOT:
        raise NoteError("The checkpoint of an empty ledger has a root that is not the empty one.")
    return found


def signed(checkpoint: Checkpoint, signers: Iterable[NoteSigner]) -> bytes:
    """The checkpoint as a signed note."""
    return sign(checkpoint.text, signers)


def _size(text: str) -> int:
    plain = text.isascii() and text.isdigit() and len(text) <= 16 and str(int(text)) == text
    if not plain or int(text) > LARGEST_SIZE:
        raise NoteError(f"{text[:40]!r} is not the size of a ledger.")
    return int(text)


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        root = b""
    if len(root) != HASH_SIZE or base64.b64encode(root).decode("ascii") != text:
        raise NoteError(f"{text[:60]!r} is not the root of a ledger.")
    return root
