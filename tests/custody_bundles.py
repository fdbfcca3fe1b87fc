"""A small ledger held in memory, and the bundles, witnesses and mutations that custody tests make from it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import hypothesis
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tracer import merkle
from tracer.custody import archive, bundle, canonical
from tracer.custody.checkpoint import Checkpoint, signed
from tracer.custody.commitment import commit
from tracer.custody.cosigner import Cosigner
from tracer.custody.note import Signer, sign

ORIGIN = "custody.example/north"
PHOTOGRAPH = b"\x89PNG photograph of a handset " * 40
KEY = bytes(range(32))
SALT = "00" * 16
NOTE = "Screen cracked, lock screen shows a dog"


def private_key(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@cache
def signer(name: str = ORIGIN, secret: str = "ledger") -> Signer:
    return Signer(name, private_key(secret))


@cache
def witness(name: str = "witness.example/w1") -> Cosigner:
    return Cosigner(name, private_key(name), lambda: 1_767_225_600)


def event(index: int, exhibits: int = 4, **changes: object) -> dict[str, object]:
    """The event at an index of a ledger in which so many exhibits take turns."""
    identity = f"{index:032x}"
    said: dict[str, object] = {
        "v": 1,
        "ledger": ORIGIN,
        "id": identity,
        "exhibit": f"exhibit:RAID-1:AB/{index % exhibits + 1}",
        "sequence": index // exhibits + 1,
        "kind": "seize" if index < exhibits else "move",
        "at": "2026-01-01T10:00:00Z",
        "recordedAt": f"2026-01-01T10:{index // 60 % 60:02d}:{index % 60:02d}.000Z",
        "by": "officer:AB",
        "location": "store:NORTH",
        "private": {"note": commit(KEY, identity, "note", SALT, NOTE)},
    }
    if index == 1:
        said["attachments"] = [
            {"sha256": hashlib.sha256(PHOTOGRAPH).hexdigest(), "size": len(PHOTOGRAPH), "type": "image/png"}
        ]
    return said | changes


@dataclass
class SmallLedger:
    """Leaves, and the stored nodes of their tree."""

    leaves: list[bytes] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Sequence[bytes]) -> SmallLedger:
        made = cls()
        for leaf in leaves:
            made.append(leaf)
        return made

    def append(self, leaf: bytes) -> None:
        self.nodes |= merkle.appended(len(self.leaves), merkle.leaf_hash(leaf), self.get)
        self.leaves.append(leaf)

    def get(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = len(self.leaves) if size is None else size
        return Checkpoint(ORIGIN, size, merkle.root_at(size, self.get))

    def entry(self, index: int, size: int | None = None) -> bundle.Entry:
        proof = merkle.inclusion_proof(index, len(self.leaves) if size is None else size, self.get)
        return bundle.Entry(index, self.leaves[index], tuple(proof))


def ledger_of(size: int, exhibits: int = 4) -> SmallLedger:
    return SmallLedger.of([canonical.encode(event(index, exhibits)) for index in range(size)])


def contents_of(
    ledger: SmallLedger, indexes: Sequence[int], old: int | None = None, kept: Sequence[int] = ()
) -> bundle.Contents:
    """What a bundle of these entries holds: photograph, disclosed note, witness and, at `old`, an earlier one.

    `kept` are the sizes of the ledger's own earlier checkpoints.
    """
    head = ledger.checkpoint()
    photograph = bundle.Attachment(hashlib.sha256(PHOTOGRAPH).hexdigest(), lambda: io.BytesIO(PHOTOGRAPH))
    made = bundle.Contents(
        checkpoint=signed(head, [signer()]),
        keys=(signer().verifier.vkey, witness().verifier.vkey),
        entries=tuple(ledger.entry(index) for index in indexes),
        openings=(bundle.Opening(indexes[0], "note", KEY, SALT, NOTE),),
        attachments=(photograph,) if 1 in indexes else (),
        witnesses={"w1": sign(head.text, [witness()])},
    )
    if old is not None:
        proof = tuple(merkle.consistency_proof(old, head.size, ledger.get))
        cosigned = sign(ledger.checkpoint(old).text, [signer(), witness()])
        made = replace(made, witnesses={**made.witnesses, "earlier": cosigned}, consistency={old: proof})
    if kept:
        notes = {size: signed(ledger.checkpoint(size), [signer()]) for size in kept}
        proofs = {size: tuple(merkle.consistency_proof(size, head.size, ledger.get)) for size in kept}
        made = replace(made, kept=notes, consistency={**made.consistency, **proofs})
    return made


def members(path: Path) -> dict[str, bytes]:
    """The files in a bundle."""
    with path.open("rb") as source:
        return {member.name: member.read(1 << 30) for member in archive.read(source)}


def pack(path: Path, files: Mapping[str, bytes]) -> Path:
    """Writes files as an archive in its one form, whatever they say."""
    with path.open("wb") as out:
        archive.write(out, [(name, [files[name]]) for name in sorted(files)])
    return path


def soaking() -> bool:
    """Whether script/soak runs the tests: then the long ones do all, not a part."""
    return hypothesis.settings.get_profile("soak") is hypothesis.settings.default
