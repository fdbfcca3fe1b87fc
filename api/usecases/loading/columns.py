"""A file whose columns are not those of its kind: what they are, and a load of it with each said by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from api.desk import Desk
from api.usecases.loading.asked import ToLoad, plain_copies, wanted_of
from tracer.errors import InputError, NotFoundError, UsageError
from tracer.kinds import kind_named
from tracer.kinds._base import Kind
from tracer.records.access.values import Job
from tracer.sources import recognise
from tracer.sources.mapping import ColumnMapping
from tracer.sources.unpack import head_of, member_named

_LOOKED_AT = 200
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file, with a value that stands in it."""

    name: str
    example: str


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of a load, kept among the evidence: its name, the name of what it was sent as, and its columns."""

    name: str
    sent: tuple[str, str]
    columns: tuple[FileColumn, ...]

    @property
    def header(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]


def found_file(desk: Desk, job: Job, number: int) -> FoundFile:
    """One of the files of a load, by its place in the result. Raises `NotFoundError` and `InputError`."""
    files: Any = job.result.get("files", ())
    if not 0 <= number < len(files) or not files[number].get("sha256"):
        raise NotFoundError("There is no such file.", "It was only tried, and nothing of it was kept. Send it again.")
    name = str(files[number]["name"])
    sent = (str(files[number]["sha256"]), name.partition("/")[0])
    with plain_copies(desk.settings, ToLoad((), kept=(sent,))) as (copy,):
        member = member_named(copy, name)
        if member is None:
            raise NotFoundError(f"{name} is not in what was kept.", "Send it again.")
        found = recognise(head_of(member))
        with member.open() as stream:
            first = next((raw for raw in found.read(stream) if raw.table.num_columns), None)
    if first is None:
        raise InputError(f"{name} has no rows.", "Check that it is the file you meant.")
    table = first.table
    return FoundFile(name, sent, tuple(FileColumn(one, _example(table[one])) for one in table.column_names))


def suggested(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """For each column of a file that the kind knows by its name: the kind's own name for it."""
    return {theirs: own for own, theirs in kind.names(header).items()}


def mapping_said(kind: str, found: FoundFile, said: Sequence[str], identifier: str | None) -> ColumnMapping:
    """The mapping that a form states: for each column of the file the kind's column, or nothing.

    Raises `UsageError` where two columns are said to be one, and where one that the kind needs is not said.
    """
    known = kind_named(kind)
    columns: dict[str, str] = {}
    for column, own in zip(found.columns, said, strict=False):
        if not own:
            continue
        if own in columns:
            raise UsageError(f"{columns[own]} and {column.name} are both said to be {own}.", "Choose one of them.")
        if own not in {one.name for one in known.columns}:
            raise UsageError(f"{kind} has no column {own[:40]}.", "Choose one of the list.")
        columns[own] = column.name
    rest = [name for name in found.header if name not in columns.values()]
    missing = known.missing([*columns, *rest], identifier)
    if missing:
        raise UsageError(f"{kind} also needs {', '.join(missing)}.", "Say which column of the file it is.")
    return ColumnMapping(columns, {}, kind)


def load_with(job: Job, found: FoundFile, mapping: ColumnMapping, dry_run: bool) -> ToLoad:
    """The load of a file that is kept, with its columns said; all else as it was asked for at first."""
    before = wanted_of(job.asked)
    return replace(before, files=(), kept=(found.sent,), kind=mapping.kind, columns=mapping, dry_run=dry_run)


def _example(column: Any) -> str:
    texts = (str(value).strip() for value in islice(column.to_pylist(), _LOOKED_AT) if value is not None)
    return next((text for text in texts if text), "")[:_LONGEST]
