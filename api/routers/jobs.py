"""Long work: how far it is, as it goes on, and stopping it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool

from api.access import Actor, ForbiddenError, Permission
from api.signing_in import desk_of, needs, still_here
from tracer.records.access.values import Job
from tracer.records.audit import Act

EVENT = {
    "type": "object",
    "properties": {"event": {"const": "job"}, "data": {"type": "string", "contentMediaType": "application/json"}},
    "required": ["event", "data"],
}
"""One server-sent event: its data is a job, as `GET /jobs/{job_id}` gives it."""

router = APIRouter(prefix="/jobs", tags=["jobs"])


def _has_jobs(who: Annotated[Actor, Depends(needs(None, None))]) -> Actor:
    """Whoever loads files or keeps the graph."""
    if not who.may(Permission.LOAD) and not who.may(Permission.ADMINISTER):
        raise ForbiddenError("Your role has no jobs here.", "Ask an administrator.")
    return who


Works = Annotated[Actor, Depends(_has_jobs)]
LOOKS_EVERY_S = 0.5
LONGEST_S = 3600


class JobView(BaseModel):
    """A job as it stands."""

    model_config = ConfigDict(frozen=True)
    id: str
    kind: str
    state: str
    progress: dict[str, Any]
    result: dict[str, Any]
    createdAt: datetime  # noqa: N815 - the name on the wire
    changedAt: datetime  # noqa: N815


class JobList(BaseModel):
    """The newest jobs of the person who asks."""

    items: list[JobView]
    next: str | None = None
    of: int


@router.get("")
def jobs(request: Request, who: Works) -> JobList:
    """My newest jobs."""
    mine = [job for job in desk_of(request).jobs.recent() if job.by == who.person.id]
    return JobList(items=[view(job) for job in mine], of=len(mine))


@router.get("/{job_id}")
def job(request: Request, job_id: str, who: Works) -> JobView:
    """One of my jobs."""
    return view(own_job(request, job_id, who))


@router.post("/{job_id}/cancel")
def cancel(request: Request, job_id: str, who: Works) -> JobView:
    """Stop a job; what it did stays."""
    own_job(request, job_id, who)
    desk_of(request).audit.note(who.asked(), Act.ALTERED, job_id, {"what": "asked that it be stopped"})
    return view(desk_of(request).jobs.cancel(job_id))


@router.get(
    "/{job_id}/events",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": EVENT}}}},
)
async def events(request: Request, job_id: str, who: Works) -> EventSourceResponse:
    """Server-sent events: the job each time that it changes, until it ends, or whoever asks is signed out."""
    await run_in_threadpool(own_job, request, job_id, who)
    return EventSourceResponse(_changes(request, job_id, who))


def view(job: Job) -> JobView:
    """A job for whoever asked for it, without the paths of this machine."""
    return JobView(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=job.progress,
        result=job.result,
        createdAt=job.created_at,
        changedAt=job.changed_at,
    )


def own_job(request: Request, job_id: str, who: Actor) -> Job:
    """A job that this person began. Raises `NotFoundError`, and `ForbiddenError` for anybody else's."""
    found = desk_of(request).jobs.find(job_id)
    if found.by != who.person.id:
        raise ForbiddenError("This is somebody else's job.", "Ask whoever began it.")
    return found


async def _changes(request: Request, job_id: str, who: Actor) -> AsyncIterator[dict[str, str]]:
    told = None
    for _ in range(int(LONGEST_S / LOOKS_EVERY_S)):
        if not await run_in_threadpool(still_here, request, who):
            return
        found = await run_in_threadpool(desk_of(request).jobs.find, job_id)
        if found.changed_at != told:
            told = found.changed_at
            yield {"event": "job", "data": json.dumps(view(found).model_dump(mode="json"))}
        if found.state in ("done", "failed", "cancelled"):
            return
        await asyncio.sleep(LOOKS_EVERY_S)
