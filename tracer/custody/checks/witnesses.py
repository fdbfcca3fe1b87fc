"""Whether the ledger only grew since others saw it: roll-back and fork show here, even with the ledger's own key."""

from __future__ import annotations

from datetime import UTC, datetime

from tracer import merkle
from tracer.custody import canonical, layout
from tracer.custody import checkpoint as checkpoints
from tracer.custody.checkpoint import Checkpoint
from tracer.custody.checks.contents import Contents, value
from tracer.custody.checks.entries import read_hashes
from tracer.custody.checks.signatures import Cosigned, Signed, Trust, cosignatures, opened
from tracer.custody.note import Verifier
from tracer.custody.report import NotVerifiedError, Report


def check(contents: Contents, signed: Signed, trust: Trust, report: Report) -> None:
    """Holds each kept checkpoint, in the bundle or brought along, to this one; witnesses asked for must have signed."""
    seen = list(signed.cosigned)
    for label, data in contents.files[layout.WITNESS].items():
        seen += _consistent(layout.WITNESS.format(label), data, signed.keys, contents, signed.checkpoint)
    for number, data in enumerate(trust.witness_notes, start=1):
        keys = {*signed.keys, *trust.keys, *trust.witness_keys}
        name = f"The checkpoint you gave (number {number})"
        seen += _consistent(name, data, tuple(keys), contents, signed.checkpoint)
        report.proven.append("The ledger still holds all that it held at the checkpoint you gave, unaltered.")
    here = max(contents.numbered(layout.ENTRY)) + 1
    for wanted in trust.witness_keys:
        _require_witness(wanted, seen, signed.checkpoint.size)
    report.proven += [_words(item, signed.checkpoint.size, here) for item in seen]
    _say_limits(seen, trust, report)


def _require_witness(wanted: Verifier, seen: list[Cosigned], size: int) -> None:
    """An earlier signature does not vouch for what came since, or was left out: it has to be on this checkpoint."""
    sizes = [item.size for item in seen if item.witness == wanted]
    if size not in sizes:
        reach = f"only for the first {max(sizes)} of {size} entries" if sizes else "nothing in this bundle"
        raise NotVerifiedError(
            f"The witness {wanted.name} signed {reach}.", "Ask for an export with a checkpoint that it signed."
        )


def _consistent(
    name: str, data: bytes, keys: tuple[Verifier, ...], contents: Contents, head: Checkpoint
) -> tuple[Cosigned, ...]:
    """Who signed a kept checkpoint, once it is known to be the beginning of the bundle's ledger."""
    note = opened(name, data, keys)
    kept = checkpoints.parse(note.text)
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
    return cosignatures(note, kept.size)


def _began_with(kept: Checkpoint, contents: Contents, head: Checkpoint) -> bool:
    if kept.size in (0, head.size):
        return kept.size == 0 or kept.root == head.root
    entries = contents.numbered(layout.ENTRY)
    if all(index in entries for index in range(kept.size)):
        return merkle.root(merkle.leaf_hash(entries[index]) for index in range(kept.size)) == kept.root
    proof = contents.files[layout.CONSISTENCY].get(str(kept.size))
    if proof is None:
        return False
    name = layout.CONSISTENCY.format(kept.size)
    found = value(name, proof, {"oldSize", "treeSize", "hashes"})
    if canonical.encode(found | {"oldSize": kept.size, "treeSize": head.size}) != proof:
        raise NotVerifiedError(f"{name} belongs to another checkpoint.")
    hashes = read_hashes(name, found["hashes"])
    return merkle.verify_consistency(kept.size, head.size, kept.root, head.root, hashes)


def _words(item: Cosigned, size: int, here: int) -> str:
    try:
        at = datetime.fromtimestamp(item.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        raise NotVerifiedError(f"The witness {item.witness.name} gives an impossible time.") from None
    what = "this very checkpoint" if item.size == size else f"the first {item.size} entries"
    covers = "all events here are among them" if item.size >= here else "not all events here are among them"
    return f"The witness {item.witness.name} signed for {what} at {at} by its own clock: {covers}."


def _say_limits(seen: list[Cosigned], trust: Trust, report: Report) -> None:
    if not seen and not trust.witness_notes:
        report.limits.append(
            "That the ledger shows everyone the same history: no witness signed. Whoever holds its key could have "
            "written another one. A checkpoint kept elsewhere shows it: give it with --witness."
        )
    elif seen and not trust.witness_keys:
        report.limits.append("That the witnesses are who they say: name the keys you know with --witness-key.")
