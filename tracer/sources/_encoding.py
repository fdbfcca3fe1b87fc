"""Text in whatever encoding, as UTF-8 bytes. What is invalid in the encoding comes out as invalid UTF-8 too."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Protocol

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
_INVALID = b"\xff"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's text is written: a codec, the byte-order mark before it, and whether a lone CR ends its lines."""

    codec: str
    bom: bytes = b""
    lone_cr: bool = False

    @property
    def label(self) -> str:
        """Its name for a person."""
        return _LABELS[self.codec]


def detect(head: bytes) -> Encoding:
    """The encoding of a file with this head.

    A byte-order mark decides. Without one the file is UTF-8, unless more of its lines with letters beyond ASCII are
    invalid in UTF-8 than valid: then it is Windows-1252. So one damaged line does not spoil the names in all others.
    """
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return Encoding(codec, bom, _lone_cr(head[len(bom) :].replace(b"\0", b"")))
    lines = [line for line in head.split(b"\n")[:-1] or [head[:-4] or head] if not line.isascii()]
    valid = sum(is_utf8(line) for line in lines)
    return Encoding("cp1252" if len(lines) - valid > valid else "utf-8", lone_cr=_lone_cr(head))


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are strictly UTF-8."""
    if data.isascii():
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def visible(text: str) -> str:
    """Text that any store can keep: NULs and bytes that are not text are written out, `\\x00` and `\\x81`."""
    try:
        shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        shown = text.encode("utf-8", "backslashreplace").decode()
    return shown.replace("\0", "\\x00")


class Readable(Protocol):
    """Anything that bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """The next bytes; empty at the end."""


class Chained:
    """Bytes already read, and then the stream they came from: what has been looked at is read again."""

    def __init__(self, start: bytes, stream: Readable) -> None:
        self._start = start
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """The next bytes; the first time as many as were read before."""
        start, self._start = self._start, b""
        return start or self._stream.read(size)


class Utf8Stream:
    """A stream of text read as UTF-8 bytes, its byte-order mark left out. `read` may give more bytes than asked for."""

    def __init__(self, stream: Readable, encoding: Encoding) -> None:
        self._stream = stream
        self._encoding = encoding
        self._bom_left = len(encoding.bom)
        errors = "surrogateescape" if encoding.codec == "cp1252" else "surrogatepass"
        self._errors = errors
        self._decoder = codecs.getincrementaldecoder(encoding.codec)(errors)
        self._ended = False

    def read(self, size: int) -> bytes:
        """The next bytes; empty at the end."""
        while not self._ended:
            data = self._stream.read(size)
            self._ended = not data
            if self._bom_left:
                cut = min(self._bom_left, len(data))
                data, self._bom_left = data[cut:], self._bom_left - cut
            text = self._as_utf8(data)
            if text:
                return text.replace(b"\r", b"\n") if self._encoding.lone_cr else text
        return b""

    def _as_utf8(self, data: bytes) -> bytes:
        if self._encoding.codec == "utf-8":
            return data
        try:
            return self._decoder.decode(data, final=self._ended).encode("utf-8", self._errors)
        except UnicodeDecodeError:
            return _INVALID


def _lone_cr(head: bytes) -> bool:
    return b"\r" in head[:-1] and b"\n" not in head
