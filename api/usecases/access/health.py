"""How the installation stands, as an administrator sees it: no case and no person in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from api.desk import Desk
from api.usecases.custody.checkpoints import remembered
from tracer.custody.kept import KeptCheckpoint
from tracer.errors import TracerError

LAST_BACKUP = "last-backup.json"
"""The file of the installation in which a back-up leaves when it was made, and the SHA-256 of its manifest."""


@dataclass(frozen=True, slots=True)
class Health:
    """Engine, records, ledger, audit, witnesses, jobs and back-up. `answers` says of each part whether it does."""

    engine: str
    records: str
    answers: Mapping[str, bool]
    ledger: str
    ledger_size: int
    audit_size: int
    checkpoint: KeptCheckpoint | None
    checkpoints: int
    witnesses: Mapping[str, int]
    jobs: Mapping[str, int]
    backup: datetime | None


def health(desk: Desk) -> Health:
    """What is so now."""
    settings, kept = desk.settings, desk.ledger.checkpoints()
    answers = {
        "records": _answers(desk.people.count),
        "ledger": _answers(desk.ledger.size),
        "graph": _answers(partial(desk.graph.markers, "none")),
    }
    given = Counter(one.witness for one in desk.ledger.answers())
    return Health(
        engine="embedded" if settings.neo4j is None else f"Neo4j, database {settings.neo4j.database}",
        records=settings.records_url.partition(":")[0].partition("+")[0],
        answers=answers,
        ledger=desk.ledger.origin,
        ledger_size=desk.ledger.size(),
        audit_size=desk.audit.size_and_root()[0],
        checkpoint=kept[-1] if kept else None,
        checkpoints=len(kept),
        witnesses={name: given.get(name, 0) for name in sorted({*remembered(desk.custody), *given})},
        jobs=Counter(job.state for job in desk.jobs.recent(1000)),
        backup=_backup(desk),
    )


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except TracerError:
        return False
    return True


def _backup(desk: Desk) -> datetime | None:
    try:
        told = json.loads((desk.settings.home / LAST_BACKUP).read_text(encoding="utf-8"))
        return datetime.fromisoformat(told["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
