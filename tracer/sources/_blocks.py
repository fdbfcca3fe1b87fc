"""Cuts text into blocks of whole lines, so that a file of any size and with any line is read in little memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tracer.sources._stream import TruncatedError, reason_of

LINE_LIMIT = 1 << 20
"""The longest line that is read, its end included, and so the size of a block: no line in a block can be longer."""
SHOWN_BYTES = 200


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of UTF-8 text; only the last of the file may lack its line end."""

    data: bytes


@dataclass(frozen=True, slots=True)
class LongLine:
    """The start of a line that was passed over because it is longer than `LINE_LIMIT`."""

    start: bytes


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """The stream could not be read further: why, and the part of a line that stood before the break."""

    reason: str
    rest: bytes


Piece = Block | LongLine | BrokenOff


def blocks(read: Callable[[int], bytes], start: bytes = b"") -> Iterator[Piece]:
    """Pieces of what `read` gives after `start`. Where they are cut depends on the bytes alone."""
    return _Cutter(read, start).pieces()


class _Cutter:
    def __init__(self, read: Callable[[int], bytes], start: bytes) -> None:
        self._read = read
        self._buffer = bytearray(start)
        self._ended = False
        self._reason = ""

    def pieces(self) -> Iterator[Piece]:
        while True:
            while not self._ended and len(self._buffer) < LINE_LIMIT:
                self._fill()
            cut = self._buffer.rfind(b"\n", 0, LINE_LIMIT) + 1
            if cut:
                yield Block(bytes(self._buffer[:cut]))
                del self._buffer[:cut]
            elif len(self._buffer) < LINE_LIMIT:
                break
            else:
                yield LongLine(bytes(self._buffer[:SHOWN_BYTES]))
                self._skip_line()
        if self._reason:
            yield BrokenOff(self._reason, bytes(self._buffer))
        elif self._buffer:
            yield Block(bytes(self._buffer))

    def _fill(self) -> None:
        try:
            data = self._read(LINE_LIMIT)
        except TruncatedError as error:
            self._ended, self._reason = True, reason_of(error)
            return
        self._ended = not data
        self._buffer += data

    def _skip_line(self) -> None:
        while (end := self._buffer.find(b"\n")) < 0 and not self._ended:
            self._buffer.clear()
            self._fill()
        del self._buffer[: end + 1 if end >= 0 else len(self._buffer)]
