"""What may be in a bundle: names and sizes. Both the writer and the verifier go by it (see docs/custody-bundle.md)."""

from __future__ import annotations

import re

CHECKPOINT, KEYS, MANIFEST, README = "checkpoint", "keys.txt", "manifest", "README.txt"
REPORT = "report.txt"
ENTRY, PROOF, DISCLOSED = "entries/{}.json", "proofs/{}.json", "disclosed/{}.json"
KEPT = "checkpoints/{}.note"
WITNESS, CONSISTENCY, ROTATION = "witnesses/{}.note", "witnesses/{}.json", "rotations/{}.note"
TIMESTAMP, ATTACHMENT = "timestamps/{}.tsr", "attachments/{}"

NOTE_MOST = 64_000_000
FILE_MOST = 1_000_000
HELD_MOST = 512_000_000

_NUMBER = r"(?:0|[1-9][0-9]{0,15})"
_LABEL = r"[a-z0-9][a-z0-9._-]{0,99}"
# A kind of file, and its names; the group is the number or label in the name.
_KINDS = {
    CHECKPOINT: r"(checkpoint)",
    KEYS: r"(keys\.txt)",
    MANIFEST: r"(manifest)",
    README: r"(README\.txt)",
    REPORT: r"(report\.txt)",
    ENTRY: rf"entries/({_NUMBER})\.json",
    PROOF: rf"proofs/({_NUMBER})\.json",
    DISCLOSED: rf"disclosed/({_NUMBER})\.json",
    KEPT: rf"checkpoints/({_NUMBER})\.note",
    WITNESS: rf"witnesses/({_LABEL})\.note",
    CONSISTENCY: rf"witnesses/({_NUMBER})\.json",
    ROTATION: rf"rotations/({_NUMBER})\.note",
    TIMESTAMP: rf"timestamps/({_LABEL})\.tsr",
    ATTACHMENT: r"attachments/([0-9a-f]{64})",
}
_NAMES = {kind: re.compile(pattern) for kind, pattern in _KINDS.items()}


def kind_of(name: str) -> tuple[str, str] | None:
    """The kind of file a name belongs to, and the number or label in it; None for a name no bundle has."""
    for kind, pattern in _NAMES.items():
        if match := pattern.fullmatch(name):
            return kind, match[1]
    return None
