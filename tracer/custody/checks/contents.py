"""Reads a bundle's files, and holds them to the names and sizes that a bundle may have."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tracer.custody import archive, canonical, layout
from tracer.custody.report import NotVerifiedError, UnreadableError

_SIZES = {layout.MANIFEST: layout.NOTE_MOST, layout.KEYS: layout.FILE_MOST, layout.REPORT: layout.NOTE_MOST}


@dataclass
class Contents:
    """A bundle's files by kind and label, the SHA-256 of each by name, and the size of each attachment."""

    files: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    digests: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, int] = field(default_factory=dict)

    def one(self, kind: str) -> bytes:
        """The file that every bundle has once."""
        if kind not in self.digests:
            raise NotVerifiedError(f"The bundle has no {kind}.", "Ask for it to be exported again.")
        return self.files[kind][kind]

    def numbered(self, kind: str) -> dict[int, bytes]:
        """The files of a kind whose label is a number, in the order of the numbers."""
        return {int(label): self.files[kind][label] for label in sorted(self.files[kind], key=int)}


def load(path: Path) -> Contents:
    """Everything in the bundle, attachments only by their hash and size.

    Raises UnreadableError when there is no zip file to read, ArchiveError and NotVerifiedError when it is not a bundle.
    """
    try:
        with path.open("rb") as source:
            return read(source, str(path))
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror}.", "Check the name of the file.") from None


def read(source: IO[bytes], name: str) -> Contents:
    """As `load`, from an open file that can seek; `name` is what to call it."""
    if source.read(4) != b"PK\x03\x04":
        raise UnreadableError(f"{name} is not a bundle.", "Give the .zip file that `tracer custody export` wrote.")
    source.seek(0)
    contents = Contents()
    held = 0
    for member in archive.read(source):
        held += _take(member, contents)
        if held > layout.HELD_MOST:
            raise NotVerifiedError("The bundle is too large to check.", "Ask for fewer exhibits at a time.")
    return contents


def value(name: str, data: bytes, keys: set[str]) -> dict[str, Any]:
    """The object in a JSON file of a bundle, which has exactly these keys."""
    try:
        found = canonical.decode(data)
    except canonical.CanonicalError as error:
        raise NotVerifiedError(f"{name}: {error}") from None
    if not isinstance(found, dict) or set(found) != keys:
        raise NotVerifiedError(f"{name} does not hold {', '.join(sorted(keys))} and nothing else.")
    return found


def _take(member: archive.Member, contents: Contents) -> int:
    known = layout.kind_of(member.name)
    if known is None:
        raise NotVerifiedError(f"The bundle has a file that does not belong: {member.name!r}.")
    kind, label = known
    if kind == layout.ATTACHMENT:
        digest = hashlib.sha256()
        for chunk in member.chunks:
            digest.update(chunk)
        contents.digests[member.name] = digest.hexdigest()
        contents.attachments[label] = member.size
        return 0
    data = member.read(_SIZES.get(kind, layout.FILE_MOST))
    contents.digests[member.name] = hashlib.sha256(data).hexdigest()
    contents.files[kind][label] = data
    return len(data)
