"""Loading: drop files, see what they are, and what became of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.problems import status_of
from api.routers.jobs import cancel, own_job, view
from api.signing_in import desk_of, needs
from api.usecases.loading.asked import ToLoad, ask_for
from api.usecases.loading.incoming import forget, receive
from api.usecases.loading.seen import rejected_rows, seen_sources
from api.web.forms import then
from api.web.links import Link
from api.web.sent_files import blocks_of, files_of, text_of
from api.web.view import page
from tracer.errors import TracerError
from tracer.kinds import kinds
from tracer.records.audit import Act

router = APIRouter()
LINKS = (Link("Load", "/load", Permission.LOAD, 60),)
SHOWN = 50
_FIELDS = {"kind": "as", "identifier": "identifier", "case": "case"}
_OPEN = ("waiting", "running")


@router.get("/load")
def load(request: Request, who: Annotated[Actor, Depends(needs(Permission.LOAD))]) -> Response:
    """Where files are dropped, and the history of those that were loaded."""
    return _page(request, who)


@router.post("/load")
@takes_files
async def send(request: Request, who: Annotated[Actor, Depends(needs(Permission.LOAD, Act.COLLECTED))]) -> Response:
    """Take the files and load them as a job; this is how it goes without scripts."""
    desk = desk_of(request)
    arrived: list[Path] = []
    async with request.form() as form:
        try:
            for file in files_of(form):
                arrived.append((await receive(desk.settings.incoming, file.filename or "file", blocks_of(file))).path)
            said = {name: text_of(form, field) or None for name, field in _FIELDS.items()}
            job = await run_in_threadpool(ask_for, desk, who, ToLoad(tuple(map(str, arrived)), **said))
        except TracerError as error:
            _forget(arrived)
            return await run_in_threadpool(_page, request, who, error)
        except BaseException:
            _forget(arrived)
            raise
    return then(f"/load/jobs/{job.id}")


@router.get("/load/jobs/{job_id}")
def job(request: Request, job_id: str, who: Annotated[Actor, Depends(needs(Permission.LOAD, None))]) -> Response:
    """How far a load of one's own is, and what became of each file."""
    found = own_job(request, job_id, who)
    return page(request, "load_job.html", {"title": "Loading", "job": view(found)})


@router.post("/load/jobs/{job_id}/cancel")
def stop(request: Request, job_id: str, who: Annotated[Actor, Depends(needs(Permission.LOAD))]) -> Response:
    """Stop a load of one's own; what it committed stays."""
    cancel(request, job_id, who)
    return then(f"/load/jobs/{job_id}")


@router.get("/load/sources/{source_id}")
def source(request: Request, source_id: str, who: Annotated[Actor, Depends(needs(Permission.LOAD))]) -> Response:
    """The rows of one file that were refused, with why."""
    desk = desk_of(request)
    found = rejected_rows(desk, who, source_id)
    rows = found.page(0, SHOWN)
    reasons: dict[str, int] = {}
    for row in found.every():
        reasons[row.reason] = reasons.get(row.reason, 0) + 1
    ordered = sorted(reasons.items(), key=lambda pair: -pair[1])
    data = {"source": desk.records.source(source_id), "rows": rows, "of": found.of, "reasons": ordered[:SHOWN]}
    return page(request, "load_source.html", {"title": "Rejected rows", **data})


def _forget(arrived: list[Path]) -> None:
    for path in arrived:
        forget(path)


def _page(request: Request, who: Actor, error: TracerError | None = None) -> Response:
    desk = desk_of(request)
    sources = seen_sources(desk, who)
    data = {
        "title": "Load",
        "error": error,
        "largest": desk.settings.largest_upload,
        "kinds": sorted(kinds()),
        "cases": [case for case in desk.cases.every() if case.id in who.cases],
        "sources": sources[:SHOWN],
        "of": len(sources),
        "jobs": [view(one) for one in desk.jobs.recent() if one.by == who.person.id and one.state in _OPEN],
    }
    return page(request, "load.html", data, 200 if error is None else status_of(error))
