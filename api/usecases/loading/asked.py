"""A load that somebody asked for: what is to be loaded, how it is to be read, and which case it belongs to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from api.access import Actor, ForbiddenError
from api.desk import Desk
from api.settings import Settings
from api.usecases.load import ask_of
from api.usecases.loading.incoming import safe_name
from tracer.kinds import kind_named
from tracer.reading import Ask
from tracer.records.access.cases import Cases
from tracer.records.access.values import Job
from tracer.records.audit import Act
from tracer.records.evidence import EvidenceStore
from tracer.records.records import Records
from tracer.records.values import Source
from tracer.records.vault import Vault
from tracer.sources.mapping import ColumnMapping
from tracer.spool import private_folder

KIND = "load"


@dataclass(frozen=True, slots=True)
class ToLoad:
    """Files by path, with what the person said of them; without a case they are open to the whole installation.

    `kept` are files that are among the evidence already, by SHA-256 and name. `dry_run`: it is only said what would
    come of each row, and nothing is kept.
    """

    files: tuple[str, ...]
    kind: str | None = None
    identifier: str | None = None
    case: str | None = None
    columns: ColumnMapping | None = None
    dry_run: bool = False
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def ask(self) -> Ask:
        """How they are to be read. Raises `UsageError` where it names no device."""
        return ask_of(self.kind, self.identifier, self.columns)


def ask_for(desk: Desk, who: Actor, wanted: ToLoad) -> Job:
    """Puts the load into the line. Raises `ForbiddenError` for a case that is not theirs, `UsageError` as `ask_of`."""
    if wanted.case is not None and wanted.case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Choose one of yours.", frozenset({wanted.case}))
    asked = wanted.ask.kind or (wanted.columns.kind if wanted.columns else None)
    if asked is not None:
        kind_named(asked)
    job = desk.jobs.add(KIND, who.person.id, asdict(wanted))
    tried = {"what": "tried, and nothing kept"} if wanted.dry_run else {}
    desk.audit.note(who.asked(), Act.COLLECTED, job.id, {"files": str(len(wanted.files + wanted.kept)), **tried})
    return job


def wanted_of(asked: Mapping[str, Any]) -> ToLoad:
    """What a job was asked to load."""
    columns = asked.get("columns")
    return ToLoad(
        tuple(asked["files"]),
        asked.get("kind"),
        asked.get("identifier"),
        asked.get("case"),
        ColumnMapping(**columns) if columns else None,
        bool(asked.get("dry_run")),
        tuple((sha256, name) for sha256, name in asked.get("kept", ())),
    )


def paths_of(wanted: ToLoad) -> list[Path]:
    """Its files that are still there: those of a job that was taken up again may be gone."""
    return [path for path in map(Path, wanted.files) if path.exists()]


@contextmanager
def plain_copies(settings: Settings, wanted: ToLoad) -> Iterator[list[Path]]:
    """Copies of what is kept, under their names, for as long as the block lasts. Raises `EvidenceError`."""
    if not wanted.kept:
        yield []
        return
    evidence = EvidenceStore(settings.evidence, Vault.load(settings.data_key_file))
    with private_folder(settings.spool) as folder, ExitStack() as copying:
        copies = []
        for number, (sha256, name) in enumerate(wanted.kept):
            copy = folder / str(number) / safe_name(name)
            copy.parent.mkdir()
            kept, plain = copying.enter_context(evidence.open(sha256)), copying.enter_context(copy.open("xb"))
            shutil.copyfileobj(kept, plain, 1 << 20)
            plain.flush()
            copies.append(copy)
        yield copies


def belongs(records: Records, case: str | None, source: Source) -> None:
    """Ties a source to a case before any of its rows can be seen.

    A file that is open to all already stays open: to load it again must not take it away from others.
    """
    if case is None:
        return
    cases = records.part(Cases)
    if not source.rows or cases.of_sources([source.id]):
        cases.put_source(case, source.id)
