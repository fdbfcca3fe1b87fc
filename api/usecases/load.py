"""Load files, after finishing what an earlier load had to leave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from api.bootstrap import House
from tracer.identifiers import parse
from tracer.ingest import Loaded, Progress
from tracer.reading import Ask
from tracer.sources.mapping import Mapping


def load(
    house: House, files: Sequence[Path], ask: Ask, progress: Progress, tell: Callable[[str], None]
) -> Iterator[Loaded]:
    """One result for each file, in order."""
    loader = house.loader(progress, tell)
    for path in files:
        yield from loader.load(path, ask)


def ask_of(kind: str | None, identifier: str | None, columns: Path | None) -> Ask:
    """What the person said of the files. Raises `IdentifierError`, `UsageError` and `InputError`."""
    device = parse(identifier).identifier.id if identifier else None
    return Ask(kind, device, Mapping.read(columns) if columns else None)
