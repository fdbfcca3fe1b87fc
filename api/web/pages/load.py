"""Loading: drop files, see what they are, and what became of every row."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from api.access import Actor, Permission
from api.limits import takes_files
from api.problems import status_of
from api.routers.jobs import cancel, own_job, view
from api.signing_in import desk_of, needs
from api.usecases.loading.asked import KIND, ToLoad, ask_for, wanted_of
from api.usecases.loading.incoming import forget, receive
from api.usecases.loading.seen import rejected_rows, seen_sources
from api.web.forms import then
from api.web.links import Link
from api.web.sent_files import blocks_of, files_of, text_of
from api.web.view import page
from tracer.errors import InputError, TracerError
from tracer.kinds import kinds
from tracer.kinds.reports import Reports
from tracer.reasons import Reasons
from tracer.records.audit import Act
from tracer.sources.mapping import ColumnMapping, as_toml, mapping_of

router = APIRouter()
LINKS = (Link("Load", "/load", Permission.LOAD, 60),)
SHOWN = 50
LONGEST_MAPPING = 64_000
_OPEN = ("waiting", "running")


@router.get("/load")
def load(request: Request, who: Annotated[Actor, Depends(needs(Permission.LOAD))], case: str = "") -> Response:
    """Where files are dropped, and the history of those that were loaded."""
    return _page(request, who, case=case)


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
            kind, identifier, case = (text_of(form, field) or None for field in ("as", "identifier", "case"))
            columns, only_checked = await _mapping(form), text_of(form, "act") == "check"
            wanted = ToLoad(tuple(map(str, arrived)), kind, identifier, case, columns, only_checked)
            job = await run_in_threadpool(ask_for, desk, who, wanted)
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
    wanted = wanted_of(found.asked) if found.kind == KIND else ToLoad(())
    mapping = as_toml(wanted.columns) if wanted.columns else ""
    data = {"job": view(found), "mapping": mapping, "tried": wanted.dry_run, "kept": bool(wanted.kept)}
    return page(request, "load_job.html", {"title": "Loading", **data})


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
    reasons = Reasons()
    for row in found.every():
        reasons.add(row.source.row, row.reason)
    rows, every = found.page(0, SHOWN), reasons.every()
    cases = desk.cases.of_sources([source_id]).get(source_id, frozenset()) & who.cases
    masked = found.masked and found.files[0].kind == Reports.name
    data = {
        "source": found.files[0],
        "masked": masked,
        "rows": rows,
        "of": found.of,
        "reasons": every,
        "case": min(cases, default=""),
    }
    return page(request, "load_source.html", {"title": "Rejected rows", **data})


async def _mapping(form: FormData) -> ColumnMapping | None:
    """The mapping file that was chosen. Raises `ConfigurationError`, and `InputError` for what is none."""
    file = form.get("columns")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    written = await file.read(LONGEST_MAPPING + 1)
    if len(written) > LONGEST_MAPPING:
        raise InputError(f"{file.filename[:80]} is too long for a mapping file.", "Choose the TOML file.")
    return mapping_of(written, file.filename[:80])


def _forget(arrived: list[Path]) -> None:
    for path in arrived:
        forget(path)


def _page(request: Request, who: Actor, error: TracerError | None = None, case: str = "") -> Response:
    desk = desk_of(request)
    sources = seen_sources(desk, who)
    data = {
        "title": "Load",
        "error": error,
        "case": case,
        "largest": desk.settings.largest_upload,
        "kinds": sorted(kinds()),
        "cases": [case for case in desk.cases.every() if case.id in who.cases],
        "sources": sources[:SHOWN],
        "of": len(sources),
        "jobs": [view(one) for one in desk.jobs.recent() if one.by == who.person.id and one.state in _OPEN],
    }
    return page(request, "load.html", data, 200 if error is None else status_of(error))
