"""The values that flow from source to graph: raw rows, refusals, facts and observations. All are immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Most commands ask questions and read no file: they start a fifth sooner without it.
    import pyarrow as pa

JsonValue = str | int | float | bool | None


class Basis(StrEnum):
    """On what a statement rests."""

    OBSERVED = "observed"
    ASSERTED = "asserted"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where a statement comes from: a source's id and the row in it, numbered as a person opening the file would."""

    id: str
    row: int


FORMULA = "holds a formula, not a value; copy the column and paste it as values, into cells that are text"
"""Why a cell is refused whose text a spreadsheet worked out, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not loaded: its number, why, and the cells as they were read (text, by column name)."""

    row: int
    reason: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Rows as a format reads them, before anyone asks what they mean.

    `table` has one string column for each column of the file (null where the cell is empty); `rows` (int64, same
    length) holds each row's number in the file. `refusals` are rows the format itself could not read. `formulas` has
    the columns of `table` and the formulas in its cells, which are null in `table`; None where there are none.
    """

    table: pa.Table
    rows: pa.Array
    refusals: tuple[Refusal, ...] = ()
    formulas: pa.Table | None = None


@dataclass(frozen=True, slots=True)
class PhoneSet:
    """Identifiers that one row says are in one phone, such as a report's two IMEIs and serial. Ids are `kind:value`."""

    identifiers: tuple[str, ...]
    make: str | None = None
    model: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "identifiers", tuple(sorted(set(self.identifiers))))


@dataclass(frozen=True, slots=True)
class Fact:
    """One row's statement of a kind other than bulk observations.

    `body` is what it says, without personal data; `private` is an owner's personal data, which only the records
    database keeps, encrypted. `phones` are the identifier sets the row speaks of, in the order the kind documents.
    `mentions` are the keys (`handler:fonez`, `place:unit-4-phones`) of the things whose properties it tells of.
    """

    kind: str
    row: int
    body: Mapping[str, JsonValue]
    phones: tuple[PhoneSet, ...] = ()
    mentions: tuple[str, ...] = ()
    private: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def id(self) -> str:
        """32 hex digits: a hash of what the fact says, the same in whatever file it stands."""
        said = [self.kind, dict(self.body), [[*p.identifiers, p.make, p.model] for p in self.phones]]
        return hash_id(canonical_json(said).encode())


@dataclass(frozen=True, slots=True)
class Observations:
    """A batch of pings or sightings, columnar because there are millions.

    `table` has the columns `id` (32 hex digits), `identifier` (`imei:…`), `row` (int64), `zone` ("stated", "assumed",
    or "day" where only a day was given), the properties of the node the kind declares in the graph (`at` is
    timestamp[ms, UTC]), and where any row is graded `grade`: a row that has one is asserted.
    """

    kind: str
    table: pa.Table


@dataclass(frozen=True, slots=True)
class ParsedBatch:
    """What a kind makes of a raw batch: every raw row is in exactly one of the three."""

    facts: tuple[Fact, ...] = ()
    observations: Observations | None = None
    refusals: tuple[Refusal, ...] = ()


def hash_id(said: bytes) -> str:
    """32 hex digits of BLAKE2b (RFC 7693) over what was said: 128 bits, so that no two statements meet by chance."""
    return hashlib.blake2b(said, digest_size=16).hexdigest()


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces, so that equal statements are equal texts."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact as the records database keeps it, with the row that first said it."""

    id: str
    kind: str
    body: Mapping[str, JsonValue]
    phones: tuple[PhoneSet, ...]
    source: SourceRow
