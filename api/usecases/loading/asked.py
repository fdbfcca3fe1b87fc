"""A load that somebody asked for: what is to be loaded, how it is to be read, and which case it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.access import Actor, ForbiddenError
from api.desk import Desk
from api.usecases.load import ask_of
from tracer.records.access.cases import Cases
from tracer.records.access.values import Job
from tracer.records.audit import Act
from tracer.records.records import Records
from tracer.records.values import Source

KIND = "load"


@dataclass(frozen=True, slots=True)
class ToLoad:
    """Files by path, with what the person said of them; without a case they are open to the whole installation."""

    files: tuple[str, ...]
    kind: str | None = None
    identifier: str | None = None
    case: str | None = None


def ask_for(desk: Desk, who: Actor, wanted: ToLoad) -> Job:
    """Puts the load into the line. Raises `ForbiddenError` for a case that is not theirs, `UsageError` as `ask_of`."""
    if wanted.case is not None and wanted.case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Choose one of yours.", frozenset({wanted.case}))
    ask_of(wanted.kind, wanted.identifier, None)
    job = desk.jobs.add(KIND, who.person.id, asdict(wanted))
    desk.audit.note(who.asked(), Act.COLLECTED, job.id, {"files": str(len(wanted.files))})
    return job


def wanted_of(asked: Mapping[str, Any]) -> ToLoad:
    """What a job was asked to load."""
    return ToLoad(tuple(asked["files"]), asked.get("kind"), asked.get("identifier"), asked.get("case"))


def paths_of(wanted: ToLoad) -> list[Path]:
    """Its files that are still there: those of a job that was taken up again may be gone."""
    return [path for path in map(Path, wanted.files) if path.exists()]


def belongs(records: Records, case: str | None, source: Source) -> None:
    """Ties a source to a case before any of its rows can be seen.

    A file that is open to all already stays open: to load it again must not take it away from others.
    """
    if case is None:
        return
    cases = records.part(Cases)
    if not source.rows or cases.of_sources([source.id]):
        cases.put_source(case, source.id)
