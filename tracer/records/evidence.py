"""Keeps the files that were loaded, byte for byte, under their SHA-256: compressed, encrypted and never changed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from tracer.errors import EvidenceError, InputError
from tracer.records.frames import DamagedError, FrameReader, FrameWriter
from tracer.records.vault import Vault

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_CHUNK_BYTES = 1 << 20
_LEVEL = 1
"""Of zstd: twice as fast as level 3 on rows of text, for a file about as large."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: the SHA-256 of its bytes in hex, and how many bytes it has."""

    sha256: str
    size: int


class EvidenceStore:
    """A folder of kept files. Two processes may put the same file at once: each leaves it whole."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def under(self, vault: Vault) -> EvidenceStore:
        """The same folder, for files that are sealed under another key: those that end with a person's."""
        return EvidenceStore(self._folder, vault)

    def remove(self, sha256: str) -> None:
        """Takes a file away that nobody may read any more, if it is there. Raises `EvidenceError`."""
        path = self._path(sha256)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise EvidenceError(f"{path} cannot be removed: {error.strerror}.", "Remove it by hand.") from error

    def put(self, stream: BinaryIO) -> Kept:
        """Keeps all that the stream holds from where it stands, and has it on the disk before it returns.

        What is kept already is not written again, and a stream that can be rewound is then only read. Raises
        `EvidenceError` when the folder cannot be written to, `InputError` when the stream cannot be read.
        """
        if stream.seekable():
            start = stream.tell()
            kept = _hashed(stream)
            if self._path(kept.sha256).exists():
                return kept
            stream.seek(start)
        try:
            return self._write(stream)
        except OSError as error:
            raise EvidenceError(
                f"The evidence cannot be kept in {self._folder}: {error.strerror or error}.",
                "Check that there is room and that you may write there, then load the file again.",
            ) from error

    def open(self, sha256: str) -> BinaryIO:
        """The file of this SHA-256, to be read from its start to its end; it cannot be rewound.

        A changed or shortened file raises `EvidenceError` no later than at its end, as a missing one does at once.
        """
        path = self._path(sha256)
        try:
            file = path.open("rb")
        except OSError as error:
            raise EvidenceError(
                f"The kept file {path} cannot be opened: {error.strerror}.",
                "Restore it from a backup, or load the original file again.",
            ) from error
        return cast(BinaryIO, io.BufferedReader(_Checked(file, path, sha256, self._vault), _CHUNK_BYTES))

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise EvidenceError(f"{sha256!r} is not a SHA-256 of 64 hex digits.", "Give the SHA-256 of a kept file.")
        return self._folder / sha256[:2] / f"{sha256}.zst.enc"

    def _write(self, stream: BinaryIO) -> Kept:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _draft(self._folder) as draft:
            with draft.open("xb") as file:
                kept = self._seal(stream, file)
                file.flush()
                os.fsync(file.fileno())
            path = self._path(kept.sha256)
            if not path.exists():
                path.parent.mkdir(mode=0o700, exist_ok=True)
                draft.rename(path)
                _sync_folder(path.parent)
                _sync_folder(self._folder)
        return kept

    def _seal(self, stream: BinaryIO, file: BinaryIO) -> Kept:
        digest, size = hashlib.sha256(), 0
        frames = FrameWriter(file, self._vault)
        with zstandard.ZstdCompressor(level=_LEVEL).stream_writer(cast(BinaryIO, frames), closefd=False) as compressed:
            for chunk in _chunks(stream):
                digest.update(chunk)
                size += len(chunk)
                compressed.write(chunk)
        frames.finish(digest.digest())
        return Kept(digest.hexdigest(), size)


class _Checked(io.RawIOBase):
    """Decrypts and decompresses, and at the end compares the SHA-256 of all that was read."""

    def __init__(self, file: io.BufferedReader, path: Path, sha256: str, vault: Vault) -> None:
        super().__init__()
        self._file = file
        self._path = path
        self._sha256 = sha256
        self._digest = hashlib.sha256()
        with self._explained():
            frames = FrameReader(file, vault, bytes.fromhex(sha256))
            self._plain = zstandard.ZstdDecompressor().stream_reader(cast(BinaryIO, frames), read_across_frames=False)

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Some of the bytes; none at the end, when they were all as they were kept."""
        with self._explained():
            size = self._plain.readinto(buffer)
        self._digest.update(memoryview(buffer).cast("B")[:size])
        if size == 0 and self._digest.hexdigest() != self._sha256:
            raise self._damaged("its content is not what its name says")
        return size

    def close(self) -> None:
        """Closes the file as well."""
        self._file.close()
        super().close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DamagedError, zstandard.ZstdError, OSError) as error:
            self._file.close()
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> EvidenceError:
        return EvidenceError(
            f"The kept file {self._path} is not as it was kept: {why}.",
            "Restore it from a backup; or move it away, to be examined, and load the original file again.",
        )


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            yield chunk
    except OSError as error:
        raise InputError(
            f"The file cannot be read to its end: {error.strerror or error}.", "Copy it to a sound disk, then load it."
        ) from error


def _hashed(stream: BinaryIO) -> Kept:
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(stream):
        digest.update(chunk)
        size += len(chunk)
    return Kept(digest.hexdigest(), size)


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A new name in the folder. What still stands there at the end is removed."""
    path = folder / f".draft-{secrets.token_hex(8)}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
