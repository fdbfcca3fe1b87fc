"""From a file to rows with a meaning: which format, which kind, cut into batches the same way each time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, cast

from tracer.errors import InputError
from tracer.kinds import kind_named, kinds, recognise_kind
from tracer.kinds._base import Context, Kind
from tracer.kinds.seizures import BOOKED_ROW, REVISION, TAKEN_BACK
from tracer.model import ParsedBatch, RawBatch
from tracer.sources import recognise
from tracer.sources._base import Format
from tracer.sources.mapping import ColumnMapping, apply
from tracer.sources.mended import kind_of, unmarked
from tracer.sources.unpack import Member, head_of

if TYPE_CHECKING:
    import pyarrow as pa

_LEDGER = (REVISION, TAKEN_BACK, BOOKED_ROW)

Moved = Callable[[int, int], None]
"""Told the bytes read so far and the rows of the batch just read."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What the person said of a file: its kind, the device it is about, which column is which.

    `ledger` is said by nobody: the file is what this system read off its own custody ledger.
    """

    kind: str | None = None
    identifier: str | None = None
    columns: ColumnMapping | None = None
    ledger: bool = False


@dataclass(frozen=True, slots=True)
class NumberedBatch:
    """One batch of a source: its number from 0, how many rows went into it, and what they say."""

    number: int
    rows: int
    parsed: ParsedBatch


@dataclass(frozen=True, slots=True)
class Reading:
    """A member that has been recognised, ready to be read any number of times."""

    member: Member
    format: Format
    kind: Kind
    ask: Ask

    def first(self) -> RawBatch | None:
        """The first rows, under the kind's own names where they were said, and None where there are no columns."""
        raw = _first(self.member, self.format)
        return None if raw is None else _mapped(raw, self.ask)

    def batches(self, context: Context, moved: Moved) -> Iterator[NumberedBatch]:
        """The batches of the file, in order."""
        with self.member.open() as stream:
            counted = Counted(stream)
            for number, raw in enumerate(self.format.read(cast(BinaryIO, io.BufferedReader(counted, 1 << 20)))):
                rows = raw.table.num_rows + len(raw.refusals)
                parsed = self.kind.parse(_mapped(raw, self.ask), context)
                moved(counted.done, rows)
                yield NumberedBatch(number, rows, parsed)


def recognised(member: Member, ask: Ask) -> Reading:
    """Find the format and the kind from what stands in the file. Raises `InputError` where neither fits."""
    found = recognise(head_of(member))
    asked = ask.kind or (ask.columns.kind if ask.columns else None)
    if asked is not None:
        return Reading(member, found, kind_named(asked), ask)
    if found.kind is not None:
        return Reading(member, found, kind_named(found.kind), ask)
    first = _first(member, found)
    if first is None:
        raise InputError(f"{member.name} has no rows.", "Check that it is the file you meant.")
    of_mended = kind_of(first.table)
    if of_mended in kinds():
        return Reading(member, found, kind_named(of_mended), ask)
    header = cast("list[str]", _mapped(first, ask).table.column_names)
    return Reading(member, found, recognise_kind(header, ask.identifier), ask)


def _first(member: Member, found: Format) -> RawBatch | None:
    """The first batch that has any columns."""
    with member.open() as stream:
        return next((raw for raw in found.read(stream) if raw.table.num_columns), None)


def _mapped(raw: RawBatch, ask: Ask) -> RawBatch:
    formulas = None
    if raw.formulas is not None:
        # A value for every row stands above what a column holds.
        columns = ask.columns and replace(ask.columns, constants=dict.fromkeys(ask.columns.constants, ""))
        formulas = _named(raw.formulas, columns, ask.ledger)
    return replace(raw, table=_named(raw.table, ask.columns, ask.ledger), formulas=formulas)


def _named(table: pa.Table, columns: ColumnMapping | None, ledger: bool) -> pa.Table:
    table = unmarked(table)
    table = apply(table, columns) if columns else table
    if ledger:
        return table
    # Whoever sends a file must not replace with it what the ledger says of an exhibit.
    return table.rename_columns([f"{name}_said" if name in _LEDGER else name for name in table.column_names])


class Counted(io.RawIOBase):
    """A stream that counts the bytes read from it."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self.done = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.done += len(data)
        return len(data)
