"""Writes the evidence bundle: a zip that a stranger can check, as docs/custody-bundle.md says how."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from tracer.custody import archive, canonical, layout, statement
from tracer.custody import checkpoint as checkpoints
from tracer.custody.note import NoteSigner, parse
from tracer.custody.readme import README_TEXT
from tracer.custody.safely import replacing
from tracer.errors import TracerError


class BundleError(TracerError):
    """A bundle could not be made of what was given."""

    exit_code = 1


@dataclass(frozen=True)
class Entry:
    """One entry: its index in the ledger, the exact leaf bytes, and its inclusion proof to the bundle's checkpoint."""

    index: int
    data: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Opening:
    """What opens one commitment of the entry at `index`: the 32-byte key, the salt, and the text that may be seen."""

    index: int
    field: str
    key: bytes
    salt: str
    text: str


@dataclass(frozen=True)
class Attachment:
    """A file that an entry names, opened only while it is copied."""

    sha256: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Contents:
    """What goes into a bundle.

    `checkpoint` is a signed note and `keys` are vkeys of the ledger and of witnesses. `kept` are the ledger's own
    earlier checkpoints by size, `witnesses` signed notes over this checkpoint or earlier ones, by label; `consistency`
    holds the proof from each earlier size to this one.
    `report` tells the events in words.
    `rotations` are the next-key statements, oldest first. Labels have lower-case letters, digits, dots and dashes.
    """

    checkpoint: bytes
    keys: tuple[str, ...]
    entries: tuple[Entry, ...]
    openings: tuple[Opening, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    kept: Mapping[int, bytes] = field(default_factory=dict)
    witnesses: Mapping[str, bytes] = field(default_factory=dict)
    consistency: Mapping[int, tuple[bytes, ...]] = field(default_factory=dict)
    rotations: tuple[bytes, ...] = ()
    timestamps: Mapping[str, bytes] = field(default_factory=dict)
    report: str | None = None


def write_bundle(out: Path, contents: Contents, signer: NoteSigner) -> None:
    """Writes the bundle, with a list of its files signed by the ledger's key; a file there is replaced by a whole one.

    Raises BundleError when a name is impossible, an attachment is not what its SHA-256 says, or the disk refuses.
    """
    files = _files(contents)
    attachments = {layout.ATTACHMENT.format(item.sha256): item for item in contents.attachments}
    for name in (*files, *attachments):
        if layout.kind_of(name) is None:
            raise BundleError(f"{name!r} cannot be in a bundle.", "Use lower-case letters, digits, dots and dashes.")
    files[layout.MANIFEST] = _manifest(contents, files, signer)
    chunks = {name: iter([data]) for name, data in files.items()}
    chunks |= {name: _copied(item) for name, item in attachments.items()}
    try:
        with replacing(out) as target:
            archive.write(target, sorted(chunks.items()))
    except OSError as error:
        raise BundleError(f"{out} cannot be written: {error.strerror}.", "Choose another place for it.") from None


def _files(contents: Contents) -> dict[str, bytes]:
    head = _checkpoint(contents)
    files = {
        layout.CHECKPOINT: contents.checkpoint,
        layout.KEYS: "".join(f"{key}\n" for key in contents.keys).encode(),
        layout.README: README_TEXT.encode(),
    }
    if contents.report is not None:
        files[layout.REPORT] = contents.report.encode()
    for entry in contents.entries:
        files[layout.ENTRY.format(entry.index)] = entry.data
        proof = {"index": entry.index, "treeSize": head.size, "hashes": _encoded(entry.proof)}
        files[layout.PROOF.format(entry.index)] = canonical.encode(proof)
    for size, hashes in contents.consistency.items():
        proof = {"oldSize": size, "treeSize": head.size, "hashes": _encoded(hashes)}
        files[layout.CONSISTENCY.format(size)] = canonical.encode(proof)
    files |= {layout.KEPT.format(size): data for size, data in contents.kept.items()}
    files |= {layout.WITNESS.format(label): data for label, data in contents.witnesses.items()}
    files |= {layout.TIMESTAMP.format(label): data for label, data in contents.timestamps.items()}
    files |= {layout.ROTATION.format(n): data for n, data in enumerate(contents.rotations, start=1)}
    return files | _disclosed(contents.openings)


def _checkpoint(contents: Contents) -> checkpoints.Checkpoint:
    return checkpoints.parse(parse(contents.checkpoint)[0])


def _disclosed(openings: Iterable[Opening]) -> dict[str, bytes]:
    by_index: dict[int, list[dict[str, str]]] = {}
    for item in sorted(openings, key=lambda opening: (opening.index, opening.field)):
        opened = {"field": item.field, "key": item.key.hex(), "salt": item.salt, "text": item.text}
        by_index.setdefault(item.index, []).append(opened)
    return {layout.DISCLOSED.format(n): canonical.encode({"openings": found}) for n, found in by_index.items()}


def _manifest(contents: Contents, files: Mapping[str, bytes], signer: NoteSigner) -> bytes:
    head = _checkpoint(contents)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    digests |= {layout.ATTACHMENT.format(item.sha256): item.sha256 for item in contents.attachments}
    exhibits: dict[str, int] = {}
    for entry in contents.entries:
        event: dict[str, Any] = canonical.decode(entry.data)
        exhibits[event["exhibit"]] = exhibits.get(event["exhibit"], 0) + 1
    value = {"exhibits": exhibits, "files": digests, "ledger": head.origin, "size": head.size}
    return statement.make(statement.BUNDLE, value, (signer,))


def _copied(item: Attachment) -> Iterator[bytes]:
    digest = hashlib.sha256()
    with item.open() as source:
        while chunk := source.read(archive.CHUNK):
            digest.update(chunk)
            yield chunk
    if digest.hexdigest() != item.sha256:
        raise BundleError(f"The attachment {item.sha256} is not what was recorded.", "Restore it from a backup.")


def _encoded(hashes: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(value).decode("ascii") for value in hashes]
