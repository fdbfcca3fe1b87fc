"""Long work: asked for in one process, done in another, watched from any."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from tracer.errors import NotFoundError
from tracer.records.access.tables import job
from tracer.records.access.values import Job
from tracer.records.part import Part, new_id, now, stamp

LOST_AFTER = timedelta(minutes=5)
"""The process of a job that runs gives a sign more often than this; a job without has lost its process."""

_ENDED = ("done", "failed", "cancelled")


class Jobs(Part):
    """Jobs by id. A worker takes one, says how far it is, and ends it."""

    def add(self, kind: str, by: str, asked: Mapping[str, Any]) -> Job:
        """Puts work into the line."""
        at = stamp(now())
        values: dict[str, Any] = {
            "id": new_id("job"),
            "kind": kind,
            "by": by,
            "asked": json.dumps(dict(asked)),
            "state": "waiting",
            "progress": "{}",
            "result": "{}",
            "created_at": at,
            "changed_at": at,
            "cancel": False,
        }
        with self.database.writing() as connection:
            connection.execute(insert(job).values(**values))
            return _one(connection, values["id"])

    def take(self) -> Job | None:
        """The oldest job that waits, or that lost its process, now running for the caller; None when there is none."""
        at = now()
        lost = (job.c.state == "running") & (job.c.changed_at < stamp(at - LOST_AFTER))
        wanted = select(job.c.id).where((job.c.state == "waiting") | lost).order_by(job.c.created_at).limit(1)
        with self.database.writing() as connection:
            found = connection.execute(wanted).scalar()
            if found is None:
                return None
            _set(connection, found, {"state": "running"})
            return _one(connection, found)

    def tell(self, job_id: str, progress: Mapping[str, Any]) -> bool:
        """Says how far a job is; True when somebody wants it stopped."""
        with self.database.writing() as connection:
            _set(connection, job_id, {"progress": json.dumps(dict(progress))})
            return bool(connection.execute(select(job.c.cancel).where(job.c.id == job_id)).scalar())

    def alive(self, job_id: str) -> None:
        """Says that the process of a job that runs is there, however long its work says nothing."""
        running = (job.c.id == job_id) & (job.c.state == "running")
        with self.database.writing() as connection:
            connection.execute(update(job).where(running).values(changed_at=stamp(now())))

    def end(self, job_id: str, state: str, result: Mapping[str, Any]) -> None:
        """A job is done, failed or cancelled."""
        with self.database.writing() as connection:
            _set(connection, job_id, {"state": state, "result": json.dumps(dict(result))})

    def give_back(self, job_id: str) -> None:
        """Puts a job that was stopped from outside back into the line, to be taken up where it was."""
        with self.database.writing() as connection:
            if _one(connection, job_id).state == "running":
                _set(connection, job_id, {"state": "waiting"})

    def cancel(self, job_id: str) -> Job:
        """Asks that a job be stopped; one that only waits ends at once."""
        with self.database.writing() as connection:
            found = _one(connection, job_id)
            if found.state == "waiting":
                _set(connection, job_id, {"state": "cancelled", "cancel": True})
            elif found.state not in _ENDED:
                _set(connection, job_id, {"cancel": True})
            return _one(connection, job_id)

    def find(self, job_id: str) -> Job:
        """One job. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, job_id)

    def recent(self, limit: int = 50) -> tuple[Job, ...]:
        """The newest jobs."""
        wanted = select(job).order_by(job.c.created_at.desc()).limit(limit)
        with self.database.reading() as connection:
            return tuple(_job(row) for row in connection.execute(wanted))

    def loaded(self, by: str, source_id: str) -> bool:
        """Whether this person had the source loaded."""
        wanted = select(job.c.id).where(job.c.by == by, job.c.result.contains(json.dumps(source_id), autoescape=True))
        with self.database.reading() as connection:
            return connection.execute(wanted.limit(1)).first() is not None

    def unended(self) -> tuple[Job, ...]:
        """The jobs that wait or run."""
        wanted = select(job).where(job.c.state.not_in(_ENDED))
        with self.database.reading() as connection:
            return tuple(_job(row) for row in connection.execute(wanted))


def _set(connection: Connection, job_id: str, values: Mapping[str, Any]) -> None:
    connection.execute(update(job).where(job.c.id == job_id).values(**values, changed_at=stamp(now())))


def _one(connection: Connection, job_id: str) -> Job:
    row = connection.execute(select(job).where(job.c.id == job_id)).first()
    if row is None:
        raise NotFoundError("There is no such job.", "Look at the list of loads.")
    return _job(row)


def _job(row: Row[Any]) -> Job:
    created, changed = datetime.fromisoformat(row.created_at), datetime.fromisoformat(row.changed_at)
    told = (json.loads(row.asked), row.state, json.loads(row.progress), json.loads(row.result))
    return Job(row.id, row.kind, row.by, *told, created, changed, bool(row.cancel))
