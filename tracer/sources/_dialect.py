"""Works out how a delimited text is written: its delimiter, where its header stands, and its columns' names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from tracer.errors import InputError
from tracer.sources._base import HEAD_BYTES
from tracer.sources._blocks import Block
from tracer.sources._encoding import Chained, Encoding, Utf8Stream, detect, visible
from tracer.sources._records import Fault, GuardedRecords, Record

DELIMITERS = ",;\t|:"
LOOKED_AT = 200
"""Records looked at to find delimiter and header."""
_VALUE = re.compile(r"\s*[-+]?(\d+[.,]\d+([eE][-+]?\d+)?|\d{8,}|\d{4}-\d\d-\d\d.*)\s*")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a text is written. `row` numbers the header record from 1; `offset` is where, in UTF-8 bytes, it ends.

    `agreement` is the share of the records looked at that have the most frequent number of fields.
    """

    delimiter: str
    names: tuple[str, ...]
    row: int
    offset: int
    agreement: float


@dataclass(frozen=True, slots=True)
class Opening:
    """The start of a text: its encoding, its first bytes as UTF-8, and the rest of the stream."""

    encoding: Encoding
    head: bytes
    whole: bool
    rest: Utf8Stream


def open_text(stream: BinaryIO) -> Opening:
    """Reads enough of a stream to recognise how it is written."""
    raw = stream.read(HEAD_BYTES)
    encoding = detect(raw)
    text = Utf8Stream(Chained(raw, stream), encoding)
    head = bytearray()
    while len(head) < HEAD_BYTES and (data := text.read(HEAD_BYTES)):
        head += data
    return Opening(encoding, bytes(head), len(head) < HEAD_BYTES, text)


def sniff(head: bytes, whole: bool) -> Dialect:
    """The dialect of a text with this head (UTF-8); `whole` says that it is all there is.

    The delimiter is the one that gives the most records the same number of fields, more than one; with none such the
    text has one column. The header is the first record of that width, or an earlier one that looks like column names
    and is near that width: so notes before the header are passed over, and rows that all end in a stray delimiter do
    not make a header of themselves. Raises `InputError` where there is no header to be found.
    """
    lines = head if whole else head[: head.rfind(b"\n") + 1]
    if not lines.strip():
        raise InputError("The file is empty." if whole else f"Its first line is longer than {HEAD_BYTES:,} bytes.")
    looks = [_look(lines, delimiter) for delimiter in DELIMITERS]
    tables = [look for look in looks if look.is_table()]
    best = max(tables or looks[:1], key=lambda look: (round(look.agreement, 2), look.delimiter != ":", look.width))
    index = best.header() if tables else best.first()
    cells = best.records[index]
    if not cells or isinstance(cells, Fault) or _is_values(cells):
        raise InputError(
            "It has no header: its first line holds values, not column names.",
            "Add a first line with the names of the columns.",
        )
    return Dialect(best.delimiter, unique_names(cells), index + 1, best.ends[index], best.agreement)


def unique_names(cells: Sequence[str | None]) -> tuple[str, ...]:
    """Column names: trimmed, an empty one as `column_3`, a repeated one as `name_2`."""
    names: dict[str, None] = {}
    for position, cell in enumerate(cells, 1):
        wanted = name = visible((cell or "").strip()) or f"column_{position}"
        repeat = 1
        while name in names:
            repeat += 1
            name = f"{wanted}_{repeat}"
        names[name] = None
    return tuple(names)


@dataclass(frozen=True, slots=True)
class _Look:
    delimiter: str
    records: tuple[Record, ...]
    ends: tuple[int, ...]
    width: int
    agreement: float

    def header(self) -> int:
        return header_index([None if isinstance(record, Fault) else record for record in self.records], self.width)

    def first(self) -> int:
        """Where the first record stands that is not blank."""
        return next((index for index, record in enumerate(self.records) if record), 0)

    def is_table(self) -> bool:
        """Whether it has columns, and under notes a header of names: times and decimals make no table of one column."""
        index = self.header()
        record = self.records[index]
        return self.width > 1 and not isinstance(record, Fault) and (index == self.first() or _is_names(record))


def header_index(records: Sequence[Sequence[str] | None], width: int) -> int:
    """Where the header stands among the first records, of which most have `width` cells."""
    for index, record in enumerate(records):
        if record and (len(record) == width or (_is_near(len(record), width) and _is_names(record))):
            return index
    return next((index for index, record in enumerate(records) if record), 0)


def usual_width(widths: Sequence[int]) -> tuple[int, float]:
    """The most frequent width, and the share of the records that have it.

    Of widths that are equally frequent it is the first record's, unless that is 1 (a note), and then the largest.
    """
    if not widths:
        return 0, 0.0
    first = widths[0] if widths[0] > 1 else 0
    width, count = max(Counter(widths).items(), key=lambda item: (item[1], item[0] == first, item[0]))
    return width, count / len(widths)


def _look(lines: bytes, delimiter: str) -> _Look:
    guarded = GuardedRecords(Block(lines), iter(()), delimiter)
    records: list[Record] = []
    ends: list[int] = []
    for record in islice(guarded, LOOKED_AT):
        records.append(record if isinstance(record, Fault) or any(cell.strip() for cell in record) else [])
        ends.append(guarded.consumed)
    width, agreement = usual_width([len(record) for record in records if record and not isinstance(record, Fault)])
    return _Look(delimiter, tuple(records), tuple(ends), width, agreement)


def _is_near(width: int, usual: int) -> bool:
    return width > 1 and 2 * width >= usual


def _is_names(cells: Sequence[str]) -> bool:
    names = [cell.strip() for cell in cells if cell.strip()]
    return bool(names) and not any(name[0].isdigit() for name in names)


def _is_values(cells: Sequence[str]) -> bool:
    return any(_VALUE.fullmatch(cell) for cell in cells)
