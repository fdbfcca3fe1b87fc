"""What is posted to a witness (C2SP tlog-witness): an old size, the proof of growth from it, and a checkpoint."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from tracer.custody import checkpoint as checkpoints
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.note import NoteError, parse
from tracer.errors import TracerError
from tracer.merkle import HASH_SIZE

LONGEST_PROOF = 63
_OLD = re.compile(rb"old (0|[1-9][0-9]{0,15})")


class MalformedError(TracerError):
    """What was posted is no request."""

    exit_code = 1


@dataclass(frozen=True)
class Asked:
    """The sizes and proof that somebody claims, and the note with the checkpoint. Nothing of it is checked yet."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes
    checkpoint: Checkpoint


def read_request(body: bytes) -> Asked:
    """The request in a body; raises MalformedError unless it is written in the one way it can be."""
    head, gap, note = body.partition(b"\n\n")
    first, *lines = head.split(b"\n")
    old = _OLD.fullmatch(first)
    if not gap or old is None:
        raise MalformedError("The request does not begin with an old size, a proof and an empty line.")
    if len(lines) > LONGEST_PROOF:
        raise MalformedError(f"The proof has more than {LONGEST_PROOF} lines.")
    try:
        asked = checkpoints.parse(parse(note)[0])
    except NoteError as error:
        raise MalformedError(error.what) from None
    if int(old[1]) > asked.size:
        raise MalformedError("The old size is above the checkpoint's.")
    return Asked(int(old[1]), tuple(_hash(line) for line in lines), note, asked)


def _hash(line: bytes) -> bytes:
    try:
        value = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != HASH_SIZE or base64.b64encode(value) != line:
        raise MalformedError("A line of the proof is not a hash in base64.")
    return value
