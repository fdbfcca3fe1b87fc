"""The numbered lines of a text, those that cannot be read among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tracer.model import Refusal
from tracer.sources._batches import NOT_TEXT, NUL
from tracer.sources._blocks import Block, blocks
from tracer.sources._encoding import is_utf8
from tracer.sources._records import fault_of, shown


def lines(read: Callable[[int], bytes], start: bytes = b"") -> Iterator[tuple[int, str | Refusal]]:
    """Each line of what `read` gives after `start`, without its end, numbered from 1."""
    row = 0
    for piece in blocks(read, start):
        if isinstance(piece, Block):
            for line in piece.data.removesuffix(b"\n").split(b"\n"):
                row += 1
                yield row, _line(row, line)
        else:
            row += 1
            fault = fault_of(piece)
            yield row, Refusal(row, fault.reason, {"line": fault.text} if fault.text else {})


def _line(row: int, line: bytes) -> str | Refusal:
    if not is_utf8(line):
        return Refusal(row, NOT_TEXT, {"line": shown(line)})
    if b"\0" in line:
        return Refusal(row, NUL, {"line": shown(line)})
    return line.decode().removesuffix("\r")
