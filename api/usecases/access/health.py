"""How the installation stands, as an administrator sees it: no case and no person in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from api.desk import Desk
from api.usecases.custody.checkpoints import names_in_answers
from api.usecases.custody.keyring import signer
from tracer.custody.kept import KeptAnswer, KeptCheckpoint
from tracer.errors import TracerError

LAST_BACKUP = "last-backup.json"
"""The file of the installation in which a back-up leaves when it was made, and the SHA-256 of its manifest."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness: whether it is given every checkpoint, how often it answered, and how many entries it took last when.

    `size` and `at` are None where it never answered.
    """

    name: str
    remembered: bool
    answers: int
    size: int | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """Engine, records, ledger, audit, witnesses, jobs and back-up.

    `answers` says of each part whether it does; `backup_days` how many whole days old the back-up is.
    """

    engine: str
    records: str
    answers: Mapping[str, bool]
    ledger: str
    ledger_size: int
    audit_size: int
    checkpoint: KeptCheckpoint | None
    checkpoints: int
    witnesses: tuple[Witnessed, ...]
    jobs: Mapping[str, int]
    backup: datetime | None
    backup_days: int | None


def health(desk: Desk) -> Health:
    """What is so now."""
    settings, kept = desk.settings, desk.ledger.checkpoints()
    answers = {
        "records": _answers(desk.people.count),
        "ledger": _answers(desk.ledger.size),
        "graph": _answers(partial(desk.graph.markers, "none")),
    }
    if settings.custody_signer:
        answers["the ledger's signer"] = _answers(lambda: signer(settings).verifier)
    backup = _backup(desk)
    return Health(
        engine="embedded" if settings.neo4j is None else f"Neo4j, database {settings.neo4j.database}",
        records=settings.records_url.partition(":")[0].partition("+")[0],
        answers=answers,
        ledger=desk.ledger.origin,
        ledger_size=desk.ledger.size(),
        audit_size=desk.audit.size_and_root()[0],
        checkpoint=kept[-1] if kept else None,
        checkpoints=len(kept),
        witnesses=_witnesses(desk),
        jobs=Counter(job.state for job in desk.jobs.recent(1000)),
        backup=backup,
        backup_days=None if backup is None else (datetime.now(UTC) - backup).days,
    )


def _witnesses(desk: Desk) -> tuple[Witnessed, ...]:
    names = names_in_answers(desk.custody)
    given: dict[str, list[KeptAnswer]] = {name: [] for name in names.values()}
    for one in desk.ledger.answers():
        given.setdefault(one.witness, []).append(one)
    called = {name: label for label, name in names.items()}
    return tuple(_witnessed(name, called.get(name), answers) for name, answers in sorted(given.items()))


def _witnessed(name: str, called: str | None, answers: list[KeptAnswer]) -> Witnessed:
    last = max(answers, key=lambda one: (one.size, one.kept_at), default=None)
    shown = name if called in (None, name) else f"{called} ({name})"
    size, at = (None, None) if last is None else (last.size, last.kept_at)
    return Witnessed(shown, called is not None, len(answers), size, at)


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
