"""Gathers rows into batches: from tables that were read at once, or from rows that come one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tracer.errors import UnsafeInputError
from tracer.model import RawBatch, Refusal
from tracer.sources._base import BATCH_ROWS
from tracer.sources._encoding import visible
from tracer.sources._stream import TruncatedError, reason_of

Cells = Mapping[str, str | None]
Item = tuple[int, Cells] | Refusal
"""A row with its number and its cells by column, or a row that could not be read."""


class Formula(str):
    """The text of a cell that holds a formula: what is shown there was worked out, and not written."""

    __slots__ = ()


NUL = "it holds a NUL character"
NOT_TEXT = "it holds bytes or characters that are not valid text"


def batches(items: Iterable[Item]) -> Iterator[RawBatch]:
    """Batches of rows that come one by one; their columns are those the batch's rows have, in order of appearance.

    A stream that breaks off becomes a last refusal, numbered one past the last row. If it breaks off before the first
    row there is nothing to load, and its `TruncatedError` is raised.
    """
    gathered: list[Item] = []
    last = 0
    try:
        for item in items:
            checked = _checked(item)
            last = checked.row if isinstance(checked, Refusal) else checked[0]
            gathered.append(checked)
            if len(gathered) == BATCH_ROWS:
                yield _batch(gathered)
                gathered = []
    except TruncatedError as error:
        if not last:
            raise
        gathered.append(Refusal(last + 1, reason_of(error)))
    except UnsafeInputError:
        if gathered:
            yield _batch(gathered)
        raise
    if gathered:
        yield _batch(gathered)


def text_fault(values: Iterable[str | None]) -> str:
    """Why some of the values cannot be kept as text, or nothing."""
    for value in values:
        if value is None:
            continue
        if "\0" in value:
            return NUL
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            return NOT_TEXT
    return ""


def kept(cells: Cells) -> dict[str, str]:
    """The cells that are not empty, as text that a refusal can hold."""
    return {visible(name): visible(value) for name, value in cells.items() if value}


def table_of(columns: Mapping[str, Sequence[str | None]], length: int) -> pa.Table:
    """A table of string columns of one length, empty texts as nulls."""
    arrays = [_nulls_for_empty(pa.array(values, pa.string())) for values in columns.values()]
    if not arrays:
        return pa.table({"": pa.nulls(length, pa.string())}).select([])
    return pa.Table.from_arrays(arrays, names=list(columns))


def _nulls_for_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _checked(item: Item) -> Item:
    if isinstance(item, Refusal):
        return Refusal(item.row, visible(item.reason), kept(item.cells))
    row, cells = item
    fault = text_fault(cells.values()) or text_fault(cells)
    return Refusal(row, fault, kept(cells)) if fault else item


def _batch(items: list[Item]) -> RawBatch:
    rows = [item for item in items if not isinstance(item, Refusal)]
    names = dict.fromkeys(name for _, cells in rows for name in cells)
    columns = {name: [cells.get(name) for _, cells in rows] for name in names}
    numbers = pa.array([row for row, _ in rows], pa.int64())
    refusals = tuple(item for item in items if isinstance(item, Refusal))
    formulas = {name: [one if isinstance(one, Formula) else None for one in column] for name, column in columns.items()}
    if not any(map(any, formulas.values())):
        return RawBatch(table_of(columns, len(rows)), numbers, refusals)
    written = {name: [None if isinstance(one, Formula) else one for one in column] for name, column in columns.items()}
    return RawBatch(table_of(written, len(rows)), numbers, refusals, table_of(formulas, len(rows)))


class TableCutter:
    """Cuts tables that come in any size into batches of exactly `BATCH_ROWS` rows, refused rows included.

    Rows and refusals are given in order of their numbers, each number once.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._empty = pa.table({name: pa.nulls(0, pa.string()) for name in names})
        self._tables: list[pa.Table] = []
        self._numbers: list[np.ndarray] = []
        self._refusals: list[Refusal] = []
        self._waiting = 0

    def add(self, table: pa.Table, numbers: np.ndarray, refusals: Sequence[Refusal] = ()) -> Iterator[RawBatch]:
        """Takes rows and refusals and gives the batches that are now full."""
        self._tables.append(table)
        self._numbers.append(numbers)
        self._refusals += refusals
        self._waiting += len(numbers) + len(refusals)
        if self._waiting >= BATCH_ROWS:
            yield from self._full()

    def rest(self) -> Iterator[RawBatch]:
        """What is left at the end of the file."""
        if self._waiting:
            table, numbers = self._joined()
            yield _raw(table, numbers, self._refusals)

    def _joined(self) -> tuple[pa.Table, np.ndarray]:
        table = pa.concat_tables([self._empty, *self._tables])
        numbers = np.concatenate(self._numbers) if self._numbers else np.empty(0, np.int64)
        return table, numbers

    def _full(self) -> Iterator[RawBatch]:
        table, numbers = self._joined()
        taken = 0
        while self._waiting >= BATCH_ROWS:
            refused = np.array([refusal.row for refusal in self._refusals[:BATCH_ROWS]], np.int64)
            ahead = numbers[taken : taken + BATCH_ROWS]
            last = np.sort(np.concatenate([ahead, refused]))[BATCH_ROWS - 1]
            count = int(np.searchsorted(ahead, last, side="right"))
            refusals = int(np.searchsorted(refused, last, side="right"))
            yield _raw(table.slice(taken, count), ahead[:count], self._refusals[:refusals])
            self._refusals = self._refusals[refusals:]
            taken += count
            self._waiting -= BATCH_ROWS
        self._tables, self._numbers = [table.slice(taken)], [numbers[taken:]]


def _raw(table: pa.Table, numbers: np.ndarray, refusals: Sequence[Refusal]) -> RawBatch:
    return RawBatch(table.combine_chunks(), pa.array(numbers, pa.int64()), tuple(refusals))
