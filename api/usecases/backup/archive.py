"""The file of a back-up: a zip whose last member, the manifest, has the SHA-256 and size of every other."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Self

from tracer.errors import InputError

MANIFEST = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up is of: when, which tables, which trees; and what its members are."""

    at: str
    revision: str
    ledger: str
    ledger_size: int
    ledger_root: str
    audit_size: int
    audit_root: str
    keys: bool
    files: dict[str, tuple[str, int]] = field(default_factory=dict)
    format: int = FORMAT


class Writer:
    """Puts members into the file, and remembers what they were."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self.files: dict[str, tuple[str, int]] = {}

    def put(self, name: str, blocks: Iterable[bytes], packed: bool = True) -> None:
        """One member."""
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as member:
            for block in blocks:
                digest.update(block)
                size += len(block)
                member.write(block)
        self.files[name] = (digest.hexdigest(), size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What failed before the end is thrown away; its directory need not be written, nor be complained of later.
        with suppress(OSError):
            self._zip.close()

    def close(self, manifest: Manifest) -> str:
        """The manifest, and the end; the manifest's SHA-256."""
        data = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        self._zip.writestr(MANIFEST, data)
        self._zip.close()
        return hashlib.sha256(data).hexdigest()


def blocks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file's bytes, some at a time."""
    while block := file.read(_BLOCK):
        yield block


@dataclass(frozen=True, slots=True)
class Archive:
    """A back-up that was opened, of which every member is what the manifest says."""

    zip: zipfile.ZipFile
    manifest: Manifest
    sha256: str

    def names(self, folder: str) -> list[str]:
        """The members of a folder, in the order they were put in."""
        return [info.filename for info in self.zip.infolist() if info.filename.startswith(f"{folder}/")]


def opened_archive(path: Path) -> Archive:
    """Raises `InputError` for a file that is no back-up, or of which anything was changed, taken out or added."""
    try:
        found = zipfile.ZipFile(path)
        if found.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise ValueError
        data = found.read(MANIFEST)
        said = json.loads(data)
        manifest = Manifest(**{**said, "files": {name: tuple(what) for name, what in said["files"].items()}})
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError):
        raise InputError(f"{path.name} is no back-up, or is damaged.", "Take another copy.") from None
    if manifest.format != FORMAT:
        raise InputError(f"{path.name} is a back-up of another format.", "Restore it with the version that made it.")
    _require_whole(path, found, manifest)
    return Archive(found, manifest, hashlib.sha256(data).hexdigest())


def _require_whole(path: Path, found: zipfile.ZipFile, manifest: Manifest) -> None:
    names = [info.filename for info in found.infolist() if info.filename != MANIFEST]
    wrong = sorted(set(names) ^ set(manifest.files)) or [name for name in names if names.count(name) > 1][:1]
    for name in () if wrong else names:
        if _measured(found, name) != manifest.files[name]:
            wrong.append(name)
    if wrong:
        raise InputError(f"{path.name} is not as it was made: {wrong[0]} differs.", "Take another copy.")


def _measured(found: zipfile.ZipFile, name: str) -> tuple[str, int] | None:
    digest, size = hashlib.sha256(), 0
    try:
        with found.open(name) as member:
            for block in blocks_of(member):
                digest.update(block)
                size += len(block)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return None
    return digest.hexdigest(), size
