"""Delimited records one by one, through Python's csv module, so that no fault in one record harms the next."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tracer.sources._blocks import LINE_LIMIT, SHOWN_BYTES, Block, BrokenOff, LongLine, Piece
from tracer.sources._encoding import visible

RECORD_LINES = 1_000
RECORD_BYTES = LINE_LIMIT
"""A record that runs on for longer than this has a quote that is opened and never closed."""

NEVER_CLOSED = "a quote is opened and never closed"
TOO_LONG = f"the line is longer than {LINE_LIMIT >> 20} MiB"
_CSV_REASONS = {
    "new-line": "a carriage return stands alone inside the line",
    "expected after": "text stands after a closing quote",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that could not be read: why, and the line where it began."""

    reason: str
    text: str


Record = list[str] | Fault
"""Cells (none for a blank line) or a fault. Cells may hold lone surrogates (bytes that are not UTF-8) and NULs."""


def allow_long_fields() -> None:
    """Lets the csv module read a field as long as a line may be; its own limit is an eighth of that."""
    csv.field_size_limit(max(csv.field_size_limit(), LINE_LIMIT))


class GuardedRecords:
    """Iterates over the records of a first piece, drawing on later pieces only to finish a record.

    A record that cannot be read is a fault of its first line, and reading goes on with the line after it. `consumed`
    is the number of bytes of the records given so far.
    """

    def __init__(self, first: Piece, more: Iterator[Piece], delimiter: str) -> None:
        self._delimiter = delimiter
        self._more = more
        self._lines: deque[bytes | LongLine | BrokenOff] = deque()
        self._taken: list[bytes] = []
        self._taken_bytes = 0
        self._last: BrokenOff | None = None
        self.consumed = 0
        self._queue(first)

    def __iter__(self) -> Iterator[Record]:
        reader = self._reader()
        while self._lines:
            first = self._lines[0]
            if not isinstance(first, bytes):
                self._lines.popleft()
                yield fault_of(first)
                continue
            record = self._record(reader)
            if isinstance(record, Fault):
                reader = self._reader()
            yield record

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(_Feed(self), delimiter=self._delimiter, strict=True)

    def _record(self, reader: Iterator[list[str]]) -> Record:
        try:
            cells = next(reader)
        except _NotClosedError:
            return self._give_up(NEVER_CLOSED)
        except csv.Error as error:
            return self._give_up(_reason_of(error))
        self.consumed += self._taken_bytes
        self._taken, self._taken_bytes = [], 0
        return cells

    def next_line(self) -> str:
        """The next line of the record being read; raises where the record has gone on for too long."""
        if self._taken and not self._lines:
            self._queue(next(self._more, None))
        too_long = len(self._taken) >= RECORD_LINES or self._taken_bytes > RECORD_BYTES
        line = self._lines[0] if self._lines and not too_long else None
        if not isinstance(line, bytes):
            raise _NotClosedError
        self._lines.popleft()
        self._taken.append(line)
        self._taken_bytes += len(line)
        return line.decode("utf-8", "surrogateescape")

    def _give_up(self, reason: str) -> Fault:
        first, *rest = self._taken
        self._lines.extendleft(reversed(rest))
        self.consumed += len(first)
        self._taken, self._taken_bytes = [], 0
        return Fault(reason, shown(first))

    def _queue(self, piece: Piece | None) -> None:
        if isinstance(piece, Block):
            self._lines.extend(line_of + b"\n" for line_of in piece.data.removesuffix(b"\n").split(b"\n"))
        elif piece is not None:
            self._lines.append(piece)


def shown(line: bytes) -> str:
    """The start of a line as text that can be kept."""
    return visible(line[:SHOWN_BYTES].decode("utf-8", "surrogateescape")).rstrip("\r\n")


def fault_of(piece: LongLine | BrokenOff) -> Fault:
    """What a piece that is no block says in the place of a record."""
    if isinstance(piece, LongLine):
        return Fault(TOO_LONG, shown(piece.start))
    return Fault(piece.reason, shown(piece.rest))


def _reason_of(error: csv.Error) -> str:
    return next((reason for part, reason in _CSV_REASONS.items() if part in str(error)), str(error))


class _NotClosedError(Exception):
    """The record did not end where it had to."""


class _Feed:
    def __init__(self, records: GuardedRecords) -> None:
        self._records = records

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        return self._records.next_line()
