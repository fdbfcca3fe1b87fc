"""Delimited text: CSV and its relatives, in whatever encoding and with whatever faults people hand over."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from tracer.errors import InputError
from tracer.model import RawBatch, Refusal
from tracer.sources._base import HEAD_BYTES, Format, Head
from tracer.sources._batches import TableCutter, kept, table_of, text_fault
from tracer.sources._blocks import Block, Piece, blocks
from tracer.sources._dialect import Dialect, open_text, sniff
from tracer.sources._encoding import Encoding, is_utf8
from tracer.sources._head import is_binary, text_start
from tracer.sources._records import Fault, GuardedRecords, Record, allow_long_fields

_TABLE_SURE = 0.8
_COLUMN_SURE = 0.2
"""One column without a delimiter may be a list of identifiers, or prose."""

_HEADLESS_SURE = 0.1
"""Text without a header is still read as this, so that the message says what it lacks."""

Part = tuple[pa.Table, np.ndarray, Sequence[Refusal], int]
"""Rows, their numbers, the rows refused, and how many records of the file these are (blank lines included)."""


class DelimitedText(Format):
    """Text with a header line and one record a line (or more lines, where a quoted cell has line ends).

    Rows are numbered as records are, the header and the notes and blank lines around it included, as a spreadsheet
    shows them. Encodings: UTF-8, UTF-16 with a byte-order mark, otherwise Windows-1252 (see `_encoding.detect`).
    """

    name = "csv"
    suffixes = (".csv", ".tsv", ".txt", ".tac")

    def confidence(self, head: Head) -> float:
        """High for a table, low for text of one column, none for what is not text or opens as JSON or XML."""
        if not _is_text(head):
            return 0.0
        dialect = dialect_of(head)
        if dialect is None:
            return _HEADLESS_SURE
        return _TABLE_SURE * max(0.5, dialect.agreement) if len(dialect.names) > 1 else _COLUMN_SURE

    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of the records after the header; raises `InputError` where there is no header to be found."""
        allow_long_fields()
        opening = open_text(stream)
        dialect = sniff(opening.head, opening.whole)
        pieces = blocks(opening.rest.read, opening.head[dialect.offset :])
        return _batches(_Reader(dialect, opening.encoding), pieces)


def dialect_of(head: Head) -> Dialect | None:
    """How the text of a head is written, or None where it is no delimited text."""
    if not _is_text(head):
        return None
    allow_long_fields()
    opening = open_text(BytesIO(head.data))
    try:
        return sniff(opening.head, len(head.data) < HEAD_BYTES)
    except InputError:
        return None


def _is_text(head: Head) -> bool:
    return not is_binary(head.data) and text_start(head.data)[:1] not in ("{", "[", "<", "")


def _batches(reader: _Reader, pieces: Iterator[Piece]) -> Iterator[RawBatch]:
    cutter = TableCutter(reader.names)
    for piece in pieces:
        for table, numbers, refusals, _ in reader.parts(piece, pieces):
            yield from cutter.add(table, numbers, refusals)
    yield from cutter.rest()


class _Reader:
    """Reads pieces of one file by the fastest way that gives the right rows; all ways give the same."""

    def __init__(self, dialect: Dialect, encoding: Encoding) -> None:
        self.names = dialect.names
        self._delimiter = dialect.delimiter
        self._row = dialect.row
        self._encoding = encoding

    def parts(self, piece: Piece, more: Iterator[Piece]) -> Iterator[Part]:
        """The rows of a piece, and of the pieces after it that its last record runs on into."""
        part = self._fast(piece.data) if isinstance(piece, Block) and is_clean(piece.data) else None
        if part is None:
            part = self._guarded(GuardedRecords(piece, more, self._delimiter))
        self._row += part[3]
        yield part

    def _fast(self, data: bytes) -> Part | None:
        if not is_clean(data) or not is_simple(data, self._delimiter):
            return None
        table, wrong = read_simple(data, self.names, self._delimiter)
        count = table.num_rows + len(wrong)
        numbers = np.arange(self._row + 1, self._row + 1 + count, dtype=np.int64)
        if not wrong:
            return table, numbers, (), count
        numbers = np.delete(numbers, [line - 1 for line, _ in wrong])
        cells = zip(wrong, csv.reader([text for _, text in wrong], delimiter=self._delimiter), strict=True)
        refusals = [self._wrong_width(self._row + line, found) for (line, _), found in cells if not _is_blank(found)]
        return table, numbers, refusals, count

    def _guarded(self, records: Iterable[Record]) -> Part:
        rows: list[list[str]] = []
        numbers: list[int] = []
        refusals: list[Refusal] = []
        row = self._row
        for row, record in enumerate(records, self._row + 1):
            if isinstance(record, Fault):
                refusals.append(self._refusal(row, record.reason, {"line": record.text}))
            elif len(record) != len(self.names):
                if not _is_blank(record):
                    refusals.append(self._wrong_width(row, record))
            elif fault := text_fault(record):
                refusals.append(self._refusal(row, self._named(fault), dict(zip(self.names, record, strict=True))))
            else:
                rows.append(record)
                numbers.append(row)
        columns = zip(*rows, strict=True) if rows else [()] * len(self.names)
        table = table_of(dict(zip(self.names, columns, strict=True)), len(rows))
        return table, np.array(numbers, np.int64), refusals, row - self._row

    def _wrong_width(self, row: int, cells: Sequence[str]) -> Refusal:
        names = [*self.names, *(f"extra_{n}" for n in range(1, len(cells) - len(self.names) + 1))]
        fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
        reason = f"it has {fields}, the header has {len(self.names)}"
        return self._refusal(row, reason, dict(zip(names, cells, strict=False)))

    def _refusal(self, row: int, reason: str, cells: dict[str, str]) -> Refusal:
        if self._encoding.codec == "cp1252":
            reason += " (the file is not UTF-8 and was read as Windows-1252)"
        return Refusal(row, reason, kept(cells))

    def _named(self, fault: str) -> str:
        return fault.replace("valid text", f"valid {self._encoding.label}")


def is_clean(data: bytes) -> bool:
    """Whether a block has nothing that a single cell could be refused for."""
    return b"\0" not in data and is_utf8(data)


def is_simple(data: bytes, delimiter: str) -> bool:
    """Whether every line of a clean block is a record, and quotes stand only around whole cells.

    Arrow and the csv module read such a block alike. Arrow would take a byte-order mark at the start of a block for
    its own, and passes over blank lines uncounted.
    """
    if data.startswith((b"\n", b"\r\n", b"\xef\xbb\xbf")) or b"\n\n" in data or b"\n\r\n" in data:
        return False
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    return b'"' not in data or _quotes_are_simple(data, delimiter)


def _quotes_are_simple(data: bytes, delimiter: str) -> bool:
    """Whether quotes, taken in pairs, open after a delimiter and close before one, on one line (or are doubled)."""
    text = np.frombuffer(b"\n" + data + b"\n", np.uint8)
    quotes = np.flatnonzero(text == ord('"'))
    if len(quotes) % 2:
        return False
    opens, closes = quotes[::2], quotes[1::2]
    line_ends = np.flatnonzero(text == ord("\n"))
    edges = [ord(delimiter), ord("\n"), ord('"')]
    return bool(
        np.isin(text[opens - 1], edges).all()
        and np.isin(text[closes + 1], [*edges, ord("\r")]).all()
        and (np.searchsorted(line_ends, opens) == np.searchsorted(line_ends, closes)).all()
    )


def read_simple(data: bytes, names: Sequence[str], delimiter: str) -> tuple[pa.Table, list[tuple[int, str]]]:
    """The records of a simple block: those as wide as the header, and the others as line number and text."""
    wrong: list[tuple[int, str]] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        wrong.append((row.number, row.text))
        return "skip"

    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        arrow_csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=list(names)),
        arrow_csv.ParseOptions(
            delimiter=delimiter,
            quote_char='"' if b'"' in data else False,
            escape_char=False,
            newlines_in_values=False,
            invalid_row_handler=set_aside,
        ),
        arrow_csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    return table, wrong


def _is_blank(cells: Sequence[str]) -> bool:
    """Whether a record of the wrong width is only a blank line."""
    return not cells or (len(cells) == 1 and not cells[0].strip(" \t"))
