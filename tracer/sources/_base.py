"""What a source format is: a way to turn bytes into rows of text, and nothing more."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, ClassVar

from tracer.model import RawBatch

HEAD_BYTES = 65_536
"""How much of the start of a file the formats are shown to recognise it."""

BATCH_ROWS = 20_000
"""Rows in one batch. Fixed, so that a load that is resumed cuts the file where it was cut before."""


@dataclass(frozen=True, slots=True)
class Head:
    """The start of a file: its name (only a hint) and its first bytes, after any gzip is undone.

    `sheet` is which of a workbook's sheets is meant, from 0; None means the only one.
    """

    name: str
    data: bytes
    sheet: int | None = None


class Format(ABC):
    """One file format. Stateless; found by name in this folder.

    Every value comes out as the text that stood in the file: numbers are not interpreted, so that a kind can refuse
    what a spreadsheet spoiled. `read` must give the same batches each time for the same bytes: a resumed load counts
    on it. A row that cannot be read is a refusal in the batch it would have stood in, and reading goes on.
    """

    name: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]] = ()
    """Endings its files often have (`.gpx`). Only a hint: it decides between formats that are equally sure."""
    kind: ClassVar[str | None] = None
    """The kind its rows always are (`pings` for a GPX file), or None where the columns tell."""

    @abstractmethod
    def confidence(self, head: Head) -> float:
        """How sure it is, from 0 (cannot be) to 1, that a file with this head is of this format."""

    def of_sheet(self, sheet: int | None) -> Format:  # noqa: ARG002
        """The format, reading one of several sheets: itself, where its files have none."""
        return self

    @abstractmethod
    def read(self, stream: BinaryIO) -> Iterator[RawBatch]:
        """Batches of at most `BATCH_ROWS` rows, in the order of the file, in bounded memory.

        `stream` may not be seekable. Raises `UnsafeInputError` for what would harm the machine and `InputError` where
        the file is not of this format at all.
        """
