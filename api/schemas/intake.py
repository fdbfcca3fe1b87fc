"""What came of a table of exhibits that was sent."""

from __future__ import annotations

from api.schemas._wire import Wire


class RowRefused(Wire):
    """A row that was not booked, and why."""

    row: int
    reason: str


class RowBooked(Wire):
    """A row that was booked, or would be.

    `word` is what a raid says of such a phone (STOLEN, BLOCKED, NOT REPORTED, NOT CHECKED …), null where nothing can be
    read off it; `details` say more.
    """

    row: int
    seizure: str
    exhibit: str
    word: str | None = None
    details: tuple[str, ...] = ()


class TableTaken(Wire):
    """One table: `rows = booked + unchanged + refused`. `error` says why it was refused as a whole.

    `new` are the rows that were not booked before; `leftOut` says what of the file was not read, and why.
    """

    name: str
    rows: int
    booked: int
    unchanged: int
    refused: list[RowRefused]
    new: list[RowBooked]
    error: str | None
    left_out: tuple[str, ...] = ()


class IntakeTaken(Wire):
    """Every table of the file, and the jobs that load what was booked. `dryRun`: nothing was, and it is only said."""

    tables: list[TableTaken]
    jobs: list[str]
    dry_run: bool = False
