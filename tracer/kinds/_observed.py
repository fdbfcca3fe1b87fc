"""Rows that come in millions: read a column at a time into observations.

The plain case (every cell in the usual form) goes through Arrow and numpy; a cell in any other form goes through the
same scalar reader the rich kinds use, once for each distinct text, so that both give the same values and reasons.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.identifiers.bulk import normalise_imeis
from tracer.kinds._base import Context, Kind
from tracer.model import Observations, ParsedBatch, Refusal
from tracer.times import EARLIEST, FUTURE_LEEWAY, parse_instant

_PLAIN_TIME = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{3})?(Z|[+-]\d\d:\d\d)$"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT = pa.timestamp("ms", tz="UTC")
_OF_NO_DEVICE = "no imei or identifier: give the column, or load the file as one about one device"


@dataclass(slots=True)
class Faults:
    """Reasons found while reading columns: the first for each row stands."""

    reasons: dict[int, str] = field(default_factory=dict)

    def add(self, rows: npt.NDArray[np.int64], reason: Callable[[int], str]) -> None:
        """Give a reason to each row position that has none yet."""
        for position in rows.tolist():
            if position not in self.reasons:
                self.reasons[position] = reason(position)


class ObservedKind(Kind):
    """A kind of observation: an identifier seen at a time, with what was seen as columns.

    A kind may have a column `grade` beside those of the node: a row that has one is what a person says.
    """

    said: ClassVar[tuple[str, ...]]
    """Columns of the node, in the order they enter its id."""

    def missing(self, header: Sequence[str], identifier: str | None = None) -> tuple[str, ...]:
        """A file about one device needs no column that says which."""
        lacking = super().missing(header, identifier)
        return lacking if identifier is None else tuple(name for name in lacking if name != "imei")

    @abstractmethod
    def observe(self, table: pa.Table, faults: Faults) -> dict[str, pa.Array]:
        """The node's columns other than `at`, null where refused; faults are added to `faults`."""

    def instants(self, texts: pa.Array, latest: datetime, faults: Faults) -> tuple[pa.Array, pa.Array]:
        """When each was seen (timestamp[ms, UTC]), and what the text said of the zone."""
        return read_instants(texts, latest, faults)

    def read(self, table: pa.Table, rows: pa.Array, context: Context) -> ParsedBatch:
        """Column by column; each row is an observation or a refusal."""
        if table.num_rows == 0:
            return ParsedBatch()
        faults = Faults()
        columns = {"identifier": read_identifiers(table, context, faults)}
        columns["at"], columns["zone"] = self.instants(column_of(table, "at"), context.latest, faults)
        columns |= self.observe(table, faults)
        refusals = _refusals(table, rows, faults)
        kept = pa.table({"row": rows, **columns})
        if faults.reasons:
            keep = np.ones(table.num_rows, dtype=bool)
            keep[list(faults.reasons)] = False
            kept = kept.filter(pa.array(keep))
        return ParsedBatch(observations=Observations(self.name, self._with_ids(kept)), refusals=refusals)

    def _with_ids(self, kept: pa.Table) -> pa.Table:
        parts = [kept[name] if pa.types.is_string(kept[name].type) else _said(kept[name]) for name in self.said]
        empty = pa.scalar("")
        joined = pc.binary_join_element_wise(
            pa.scalar(self.name), *[pc.fill_null(part, empty) for part in parts], pa.scalar("\x1f")
        )
        if "grade" in kept.column_names:
            joined = _graded(joined, kept["grade"])
        ids = [blake2b(said, digest_size=16).hexdigest() for said in joined.cast(pa.binary()).to_pylist()]
        return kept.add_column(0, "id", pa.array(ids, pa.string()))


def column_of(table: pa.Table, name: str) -> pa.Array:
    """A column as one string array, trimmed; null where a cell is blank or the file has no such column."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    texts = _one(pc.utf8_trim_whitespace(table[name].cast(pa.string())))
    blank = pc.equal(texts, "")
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts) if pc.any(blank).as_py() else texts


def read_identifiers(table: pa.Table, context: Context, faults: Faults) -> pa.Array:
    """Identifier ids from `imei`, else from `identifier`, else the device the whole file is about."""
    imeis, others = column_of(table, "imei"), column_of(table, "identifier")
    ids, reasons = normalise_imeis(imeis)
    _add_reasons(pc.if_else(imeis.is_valid(), reasons, pa.scalar(None, pa.string())), "imei", faults)
    if others.null_count < len(others):
        ids = pc.coalesce(ids, each_distinct(others, _any_identifier, "identifier", faults, where=imeis.is_null()))
    if context.identifier is not None:
        ids = pc.coalesce(ids, pa.scalar(context.identifier))
    faults.add(_positions(ids.is_null()), lambda _: _OF_NO_DEVICE)
    return _one(ids)


def read_instants(texts: pa.Array, latest: datetime, faults: Faults) -> tuple[pa.Array, pa.Array]:
    """Instants (timestamp[ms, UTC]) and for each whether its zone was stated or assumed."""
    if texts.null_count == 0 and pc.all(pc.match_substring_regex(texts, _PLAIN_TIME)).as_py():
        try:
            instants = texts.cast(INSTANT)
        except pa.ArrowInvalid:  # such as a month 13: the scalar reader says which row
            pass
        else:
            bounds = pc.min_max(instants.cast(pa.int64())).as_py()  # as numbers: datetime has no year 0
            if bounds["min"] >= _milliseconds(EARLIEST) and bounds["max"] <= _milliseconds(latest + FUTURE_LEEWAY):
                return instants, pa.array(["stated"]).take(pa.array(np.zeros(len(texts), dtype=np.int64)))
    return _instants_one_by_one(texts, latest, faults)


def each_distinct(
    texts: pa.Array, read: Callable[[str], str | None], what: str, faults: Faults, where: pa.Array | None = None
) -> pa.Array:
    """Apply a scalar reader once to each distinct text; a ValueError becomes the fault of every row that has it."""
    encoded = texts.dictionary_encode()
    values: list[str | None] = []
    reasons: list[str | None] = []
    for text in encoded.dictionary.to_pylist():
        try:
            values.append(read(text))
            reasons.append(None)
        except ValueError as error:
            values.append(None)
            reasons.append(f"{what}: {error}")
    indices = encoded.indices
    told = pa.array(reasons, pa.string()).take(indices)
    if where is not None:
        told = pc.if_else(where, told, pa.scalar(None, pa.string()))
    _add_reasons(told, "", faults)
    return pa.array(values, pa.string()).take(indices)


def _instants_one_by_one(texts: pa.Array, latest: datetime, faults: Faults) -> tuple[pa.Array, pa.Array]:
    seen: dict[str, tuple[datetime, str]] = {}
    instants: list[datetime | None] = []
    zones: list[str | None] = []
    for position, text in enumerate(texts.to_pylist()):
        try:
            if text is None:
                raise ValueError("nothing there, and it is required")
            if text not in seen:
                instant = parse_instant(text, latest)
                seen[text] = (instant.at, "assumed" if instant.assumed else "stated")
            at, zone = seen[text]
        except ValueError as error:
            faults.reasons.setdefault(position, f"at: {error}")
            instants.append(None)
            zones.append(None)
        else:
            instants.append(at)
            zones.append(zone)
    return pa.array(instants, INSTANT), pa.array(zones, pa.string())


def _milliseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(milliseconds=1)


def _any_identifier(text: str) -> str:
    try:
        return parse(text).identifier.id
    except IdentifierError as error:
        raise ValueError(error.what) from None


def _add_reasons(reasons: pa.Array, what: str, faults: Faults) -> None:
    texts = _one(reasons)
    positions = _positions(texts.is_valid())
    prefix = f"{what}: " if what else ""
    faults.add(positions, lambda position: f"{prefix}{texts[position].as_py()}")


def _positions(mask: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.int64]:
    return np.flatnonzero(_one(mask).to_numpy(zero_copy_only=False))


def _one(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _said(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers as whole thousandths or ten-millionths, so that an id never depends on how a float is written."""
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64()).cast(pa.string())
    scaled = pc.round(pc.multiply(column, pa.scalar(1e7)))
    return scaled.cast(pa.int64()).cast(pa.string())


def _graded(said: pa.ChunkedArray, grades: pa.ChunkedArray) -> pa.Array:
    """A grade is part of what is said, so it counts in the id; once only where what is said ends with it already."""
    pairs = zip(said.to_pylist(), grades.to_pylist(), strict=True)
    whole = [
        text if grade is None or text.endswith(f", graded {grade}") else f"{text}\x1f{grade}" for text, grade in pairs
    ]
    return pa.array(whole, pa.string())


def _refusals(table: pa.Table, rows: pa.Array, faults: Faults) -> tuple[Refusal, ...]:
    if not faults.reasons:
        return ()
    positions = sorted(faults.reasons)
    where = pa.array(positions, pa.int64())
    return tuple(
        Refusal(row, faults.reasons[position], {name: value for name, value in cells.items() if value is not None})
        for position, row, cells in zip(
            positions, rows.take(where).to_pylist(), table.take(where).to_pylist(), strict=True
        )
    )
