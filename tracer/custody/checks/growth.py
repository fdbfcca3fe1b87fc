"""Whether the ledger only grew: each earlier checkpoint is the beginning of the one that the bundle stands on."""

from __future__ import annotations

from tracer import merkle
from tracer.custody import canonical, layout
from tracer.custody import checkpoint as checkpoints
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.checks.contents import Contents, value
from tracer.custody.checks.entries import read_hashes
from tracer.custody.checks.signatures import Signed, opened
from tracer.custody.note import SIGNS
from tracer.custody.report import NotVerifiedError, Report


def check(contents: Contents, signed: Signed, report: Report) -> None:
    """Holds the ledger's own earlier checkpoints in the bundle to its checkpoint."""
    kept = contents.numbered(layout.KEPT)
    own = [key for key in signed.keys if key.algorithm == SIGNS and key.name == signed.checkpoint.origin]
    for size, data in kept.items():
        name = layout.KEPT.format(size)
        point = checkpoints.parse(opened(name, data, own).text)
        if point.size != size:
            raise NotVerifiedError(f"{name} is a checkpoint of {point.size} entries.")
        require_growth(name, point, contents, signed.checkpoint)
    if kept:
        report.proven.append(
            f"The ledger only grew since it had {min(kept)} entries: each of its {len(kept)} earlier checkpoint(s) "
            "here is the beginning of the next, and nothing in them was changed or taken out."
        )


def require_growth(name: str, kept: Checkpoint, contents: Contents, head: Checkpoint) -> None:
    """Raises NotVerifiedError unless `head` is a checkpoint of the same ledger, with all that `kept` had."""
    if kept.origin != head.origin:
        raise NotVerifiedError(f"{name} belongs to another ledger ({kept.origin}).")
    if kept.size > head.size:
        raise NotVerifiedError(
            f"{name} has {kept.size} entries and the bundle's ledger only {head.size}: the bundle is older, or the "
            "ledger was rolled back.",
            "Ask for a new export.",
        )
    if not _began_with(kept, contents, head):
        raise NotVerifiedError(
            f"{name} had another history in its first {kept.size} entries, or the bundle has no proof of it.",
            f"Ask for an export with a consistency proof from {kept.size}; if there is none, the ledger was altered.",
        )


def _began_with(kept: Checkpoint, contents: Contents, head: Checkpoint) -> bool:
    if kept.size in (0, head.size):
        return kept.size == 0 or kept.root == head.root
    proof = contents.files[layout.CONSISTENCY].get(str(kept.size))
    if proof is None:
        entries = contents.numbered(layout.ENTRY)
        whole = all(index in entries for index in range(kept.size))
        return whole and merkle.root(merkle.leaf_hash(entries[index]) for index in range(kept.size)) == kept.root
    name = layout.CONSISTENCY.format(kept.size)
    found = value(name, proof, {"oldSize", "treeSize", "hashes"})
    if canonical.encode(found | {"oldSize": kept.size, "treeSize": head.size}) != proof:
        raise NotVerifiedError(f"{name} belongs to another checkpoint.")
    hashes = read_hashes(name, found["hashes"])
    return merkle.verify_consistency(kept.size, head.size, kept.root, head.root, hashes)
