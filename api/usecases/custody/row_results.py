"""What came of a table of exhibits, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not booked: its number in the file, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class BookedRow:
    """A row that was booked now, or would be: its number in the file, the exhibit, and what should be known of it.

    `phones` are the ids of what can be read off it. `word` is what a raid would have said of it, None where nothing can
    be read; `calls` is whether that, or one of the `details`, calls for somebody to read it.
    """

    row: int
    seizure: str
    exhibit: str
    what: str
    details: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    word: str | None = None
    calls: bool = False

    def stated(self) -> dict[str, object]:
        """As JSON says it."""
        said = {"row": self.row, "seizure": self.seizure, "exhibit": self.exhibit}
        return {**said, "word": self.word, "details": list(self.details)}


@dataclass(slots=True)
class Taken:
    """What came of a file, or would. `error` says why it was refused as a whole. `rows = booked + unchanged + refused`.

    `new` are the rows that are booked now and were not before; `left_out` says what of the file is not read, and why.
    """

    name: str
    rows: int = 0
    booked: int = 0
    unchanged: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    new: list[BookedRow] = field(default_factory=list)
    error: str | None = None
    source: str | None = None
    left_out: list[str] = field(default_factory=list)

    def stated(self) -> dict[str, object]:
        """As JSON says it."""
        return {
            "name": self.name,
            "rows": self.rows,
            "booked": self.booked,
            "unchanged": self.unchanged,
            "refused": [{"row": one.row, "reason": one.reason} for one in self.refused],
            "new": [one.stated() for one in self.new],
            "error": self.error,
            "source": self.source,
            "left_out": self.left_out,
        }

    def put_in_order(self) -> None:
        """Its rows as they stand in the file."""
        self.refused.sort(key=lambda one: one.row)
        self.new.sort(key=lambda one: one.row)
