"""Streams that cannot harm the machine, and the error of a stream that breaks off."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from gzip import BadGzipFile
from typing import Any

from tracer.errors import InputError, UnsafeInputError

CHUNK_BYTES = 1 << 16
RATIO_LIMIT = 200
RATIO_FREE_BYTES = 10 << 20
"""Up to here a file may unpack to any multiple of its size: small files of zeros are no danger."""
STREAM_LIMIT = 64 << 30


class TruncatedError(InputError):
    """The file ends early or is damaged from some point on; what was read before that point is good."""


def reason_of(error: InputError) -> str:
    """An error's words as the reason of a refusal."""
    return error.what[:1].lower() + error.what[1:].rstrip(".")


class MeteredStream(io.RawIOBase):
    """Unpacked bytes, counted against the packed bytes they came from.

    All that could be unpacked is given before an error is raised, so that a cut file gives its rows up to the cut.
    `packed` tells how many packed bytes have been used so far.
    """

    def __init__(self, inner: Any, packed: Callable[[], int], word: str, close: Callable[[], None]) -> None:
        super().__init__()
        self._inner = inner
        self._packed = packed
        self._word = word
        self._close = close
        self._given = 0
        self._error: InputError | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills the buffer as far as the data goes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def read(self, size: int | None = -1) -> bytes:
        """Up to `size` bytes; raises `TruncatedError` or `UnsafeInputError` once nothing good is left."""
        wanted = STREAM_LIMIT if size is None or size < 0 else size
        pieces = bytearray()
        while len(pieces) < wanted and self._error is None:
            piece = self._next(min(CHUNK_BYTES, wanted - len(pieces)))
            if not piece:
                break
            pieces += piece
        if self._error is not None and not pieces and wanted:
            raise self._error
        return bytes(pieces)

    def close(self) -> None:
        """Closes what lies beneath."""
        if not self.closed:
            self._close()
        super().close()

    def _next(self, size: int) -> bytes:
        try:
            piece: bytes = self._inner.read1(size)
        except EOFError:
            self._error = TruncatedError(f"The file ends early: {self._word} data is truncated.")
            return b""
        except (zlib.error, BadGzipFile, zipfile.BadZipFile, OSError) as error:
            self._error = TruncatedError(f"The file is damaged: {self._word} data cannot be unpacked ({error}).")
            return b""
        self._given += len(piece)
        self._check_ratio()
        return piece

    def _check_ratio(self) -> None:
        if self._given > STREAM_LIMIT:
            self._error = UnsafeInputError(f"The {self._word} data unpacks to more than {STREAM_LIMIT >> 30} GiB.")
        elif self._given > RATIO_FREE_BYTES and self._given > RATIO_LIMIT * max(1, self._packed()):
            self._error = UnsafeInputError(
                f"The {self._word} data unpacks to more than {RATIO_LIMIT} times its size, as a bomb does.",
                "If the file is genuine, unpack it yourself and load what is inside.",
            )
