"""What a kind of record is: the columns it has, and what a row of it says."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from tracer.kinds._cells import Cells, RowFaultError
from tracer.kinds._formulas import without_formulas
from tracer.model import Fact, ParsedBatch, RawBatch, Refusal

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its fixed name, and other names it is known to come under (compared without case and punctuation)."""

    name: str
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a row is read with: the moment of loading (the last time to believe) and the device the file is about."""

    latest: datetime
    identifier: str | None = None


class Kind(ABC):
    """One kind of record. Stateless; found by name in this folder."""

    name: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    also_used: ClassVar[tuple[str, ...]] = ()
    """Columns that are only kept with the record, and read from there later."""

    def names(self, header: Sequence[str]) -> dict[str, str]:
        """For each of the kind's columns that the header has: the header's own name for it.

        The exact name stands above the same name in other letters, so a renamed column never meets one that has it.
        """
        known = {_plain(name): name for name in reversed(header)} | {name: name for name in header}
        found = {}
        for column in self.columns:
            for candidate in (column.name, *column.aliases):
                theirs = known.get(candidate, known.get(_plain(candidate)))
                if theirs is not None:
                    found[column.name] = theirs
                    break
        return found

    def missing(self, header: Sequence[str], identifier: str | None = None) -> tuple[str, ...]:  # noqa: ARG002
        """Required columns that the header lacks; `identifier` is the device the whole file is about, if it is."""
        present = self.names(header)
        return tuple(c.name for c in self.columns if c.required and c.name not in present)

    def parse(self, batch: RawBatch, context: Context) -> ParsedBatch:
        """What the rows say. Each raw row ends in exactly one of facts, observations and refusals."""
        names = self.names(batch.table.column_names)
        own = [_own_name(name, names) for name in batch.table.column_names]
        formulas = None if batch.formulas is None else batch.formulas.rename_columns(own)
        renamed = replace(batch, table=batch.table.rename_columns(own), formulas=formulas)
        plain = without_formulas(renamed, (*(column.name for column in self.columns), *self.also_used))
        parsed = self.read(plain.table, plain.rows, context)
        return ParsedBatch(parsed.facts, parsed.observations, plain.refusals + parsed.refusals)

    @abstractmethod
    def read(self, table: pa.Table, rows: pa.Array, context: Context) -> ParsedBatch:
        """`table` has the kind's own column names; columns it does not know keep theirs."""


class RowKind(Kind):
    """A kind whose rows are few and rich: each is read by itself into a fact."""

    @abstractmethod
    def fact(self, cells: Cells, row: int) -> Fact:
        """The fact in one row. Raises `RowFaultError` with the reason it is refused."""

    def read(self, table: pa.Table, rows: pa.Array, context: Context) -> ParsedBatch:
        """Row by row."""
        facts: list[Fact] = []
        refusals: list[Refusal] = []
        known = frozenset(column.name for column in self.columns)
        names = table.column_names
        rows_of_cells = zip(*(column.to_pylist() for column in table.columns), strict=True)
        for row, values in zip(rows.to_pylist(), rows_of_cells, strict=True):
            given = {name: text for name, value in zip(names, values, strict=True) if value and (text := value.strip())}
            try:
                facts.append(self.fact(Cells(given, known, context.latest), row))
            except RowFaultError as fault:
                written = {name: value for name, value in zip(names, values, strict=True) if name in given}
                refusals.append(Refusal(row, str(fault), written))
        return ParsedBatch(facts=tuple(facts), refusals=tuple(refusals))


def _plain(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _own_name(header_name: str, names: dict[str, str]) -> str:
    for own, theirs in names.items():
        if theirs == header_name:
            return own
    return header_name
