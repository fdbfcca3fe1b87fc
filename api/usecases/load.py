"""Load files into an installation, or only say what would come of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from api.bootstrap import House
from tracer.errors import IdentifierError, InputError, UsageError
from tracer.identifiers import parse
from tracer.ingest import Loaded, Progress
from tracer.kinds._base import Context
from tracer.reading import Ask, recognised
from tracer.reasons import Reasons
from tracer.sources.mapping import ColumnMapping
from tracer.sources.unpack import Member, members


class Telling(Progress, Protocol):
    """Progress that can also pass on a message."""

    def tell(self, text: str) -> None:
        """A message for the person who waits."""


def load_into(
    opened: Callable[[], AbstractContextManager[House]], files: Sequence[Path], ask: Ask, progress: Telling
) -> Iterator[Loaded]:
    """One result for each file, or for each member of an archive, in order."""
    with opened() as house, house.loader(progress, progress.tell) as loader:
        for path in files:
            yield from loader.load(path, ask)


def try_out(files: Sequence[Path], ask: Ask, progress: Progress) -> Iterator[Loaded]:
    """What each row would come to, apart from what is known already. Nothing is kept and nothing is opened."""
    for path in files:
        try:
            for member in members(path):
                progress.file(member.name, path.stat().st_size)
                yield replace(_tried(member, ask, progress), left_out=member.left_out)
        except InputError as error:
            yield Loaded.refused(path.name, error)


def ask_of(kind: str | None, identifier: str | None, columns: ColumnMapping | None) -> Ask:
    """What the person said of the files. Raises `UsageError`."""
    return Ask(kind, _device(identifier) if identifier else None, columns)


def _device(text: str) -> str:
    try:
        return parse(text).identifier.id
    except IdentifierError as error:
        raise UsageError(f"{text!r} names no device: it is {error.what.rstrip('.')}.", error.do) from error


def _tried(member: Member, ask: Ask, progress: Progress) -> Loaded:
    reasons = Reasons()
    try:
        reading = recognised(member, ask)
        rows = rejected = 0
        for batch in reading.batches(Context(datetime.now(UTC), ask.identifier), progress.moved):
            rows += batch.rows
            rejected += len(batch.parsed.refusals)
            for one in batch.parsed.refusals:
                reasons.add(one.row, one.reason)
    except InputError as error:
        return Loaded.refused(member.name, error)
    told = Loaded(member.name, kind=reading.kind.name, format=reading.format.name, reasons=reasons.every())
    return replace(told, rows=rows, loaded=rows - rejected, rejected=rejected)
