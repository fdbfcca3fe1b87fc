"""What the ledger keeps beside its entries, and what a check of it found, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracer.records.custody_rows import RefusalRow


@dataclass(frozen=True, slots=True)
class KeptCheckpoint:
    """A signed checkpoint as it was kept: the note's exact bytes, and the size and root it signs."""

    size: int
    root: bytes
    note: bytes
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a witness, or a time-stamp authority, answered to a checkpoint: exact bytes."""

    size: int
    witness: str
    answer: bytes
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class RecordedRefusal:
    """An event that was asked for and refused: who asked, for which exhibit, and why."""

    at: datetime
    by: str
    exhibit: str
    kind: str
    code: str
    what: str

    @classmethod
    def of(cls, row: RefusalRow) -> RecordedRefusal:
        """A refusal as the database has it."""
        return cls(datetime.fromisoformat(row.at), row.by, row.exhibit, row.kind, row.code, row.what)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the database that is not as it was recorded: where (`entry 3`, `exhibit exhibit:…`) and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """What a check of the live database found; `opened` openings were checked, `erased` can no longer be."""

    size: int
    root: bytes
    problems: tuple[Problem, ...]
    checkpoints: int
    opened: int
    erased: int

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
