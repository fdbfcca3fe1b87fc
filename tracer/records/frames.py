"""Encrypted files: a stream cut into frames, each sealed so that none can be changed, moved, dropped or cut off.

A file is `MAGIC`, 32 random bytes of salt, then frames. A frame is the length of its plain bytes (4 bytes, big-endian)
and those bytes under AES-256-GCM. The key is the vault's, derived with the salt, so it serves one file only; the nonce
is the frame's index (11 bytes) and whether it is the last (1 byte), as in the STREAM construction (Hoang, Reyhanitabar,
Rogaway and Vizár 2015). `MAGIC`, salt, index and length are bound to every frame; what names the content (its SHA-256)
is known when all is read, and is bound to the last.
"""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tracer.records.vault import Vault

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"tracer evidence 1\n"
FRAME_BYTES = 1 << 20
SALT_BYTES = 32
_LENGTH_BYTES = 4
_TAG_BYTES = 16


class DamagedError(Exception):
    """A frame does not open, or the file ends before its last one. The message says which."""


class FrameWriter(io.RawIOBase):
    """Encrypts what is written to it. `finish` must be called: a file without its last frame does not open."""

    def __init__(self, file: BinaryIO, vault: Vault) -> None:
        super().__init__()
        salt = os.urandom(SALT_BYTES)
        self._file = file
        self._sealer = _Sealer(vault, salt)
        self._waiting = bytearray()
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        """True."""
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Takes the bytes, and writes every frame that they fill."""
        self._waiting += data
        # A full frame waits until more comes: it may be the last.
        while len(self._waiting) > FRAME_BYTES:
            self._file.write(self._sealer.seal(bytes(self._waiting[:FRAME_BYTES]), None))
            del self._waiting[:FRAME_BYTES]
        return len(data)

    def finish(self, name: bytes) -> None:
        """Writes the last frame, bound to the name of the content."""
        self._file.write(self._sealer.seal(bytes(self._waiting), name))
        self._waiting.clear()


class FrameReader(io.RawIOBase):
    """Decrypts frame by frame. Reading raises `DamagedError` as soon as something is not as it was written."""

    def __init__(self, file: io.BufferedReader, vault: Vault, name: bytes) -> None:
        super().__init__()
        if file.read(len(MAGIC)) != MAGIC:
            raise DamagedError("its first bytes are not those of kept evidence")
        self._file = file
        self._name = name
        self._sealer = _Sealer(vault, file.read(SALT_BYTES))
        self._left = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Some of the plain bytes, none at the end."""
        wanted = memoryview(buffer).cast("B")
        while not self._left and not self._ended:
            self._left = memoryview(self._next())
        size = min(len(wanted), len(self._left))
        wanted[:size] = self._left[:size]
        self._left = self._left[size:]
        return size

    def close(self) -> None:
        """Closes the file as well."""
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        length = self._file.read(_LENGTH_BYTES)
        size = int.from_bytes(length, "big")
        if len(length) < _LENGTH_BYTES or size > FRAME_BYTES:
            raise DamagedError("it ends too early or was overwritten")
        sealed = self._file.read(size + _TAG_BYTES)
        # What ends the file must open as the last frame, so a file cut off between two frames does not open.
        self._ended = not self._file.peek(1)
        return self._sealer.open(sealed, size, self._name if self._ended else None)


class _Sealer:
    """Seals or opens the frames of one file, in order."""

    def __init__(self, vault: Vault, salt: bytes) -> None:
        self._cipher = AESGCM(vault.derive("evidence", salt))
        self._bound = MAGIC + salt
        self._index = 0

    def seal(self, plain: bytes, name: bytes | None) -> bytes:
        nonce, length = self._nonce(name), len(plain).to_bytes(_LENGTH_BYTES, "big")
        return length + self._cipher.encrypt(nonce, plain, self._bound + nonce + length + (name or b""))

    def open(self, sealed: bytes, size: int, name: bytes | None) -> bytes:
        index, nonce, length = self._index, self._nonce(name), size.to_bytes(_LENGTH_BYTES, "big")
        try:
            return self._cipher.decrypt(nonce, sealed, self._bound + nonce + length + (name or b""))
        except (InvalidTag, ValueError) as error:
            raise DamagedError(
                f"its frame {index} does not open: it was changed, cut off or has another key"
            ) from error

    def _nonce(self, name: bytes | None) -> bytes:
        nonce = self._index.to_bytes(11, "big") + (b"\0" if name is None else b"\1")
        self._index += 1
        return nonce
