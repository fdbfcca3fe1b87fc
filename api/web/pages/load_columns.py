"""Which column is which: a file of a load that did not fit its kind, read again as somebody says."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.access import Actor, ForbiddenError, Permission
from api.problems import status_of
from api.routers.jobs import own_job
from api.signing_in import desk_of, needs
from api.usecases.loading.asked import KIND, ask_for, wanted_of
from api.usecases.loading.columns import FoundFile, found_file, load_with, mapping_said, suggested
from api.web.forms import then
from api.web.sent_files import text_of
from api.web.view import page
from tracer.errors import NotFoundError, TracerError
from tracer.kinds import kind_named, kinds
from tracer.records.access.values import Job
from tracer.records.audit import Act

router = APIRouter()
MOST_COLUMNS = 500


@router.get("/load/jobs/{job_id}/columns")
def columns(
    request: Request,
    job_id: str,
    who: Annotated[Actor, Depends(needs(Permission.LOAD))],
    file: int = 0,
    kind: str = "",
) -> Response:
    """The columns of one file of a load of one's own, each with a value that stands in it."""
    job = _own(request, job_id, who)
    shown = _shown(job, file, kind, found_file(desk_of(request), job, file))
    return page(request, "load_columns.html", shown)


@router.post("/load/jobs/{job_id}/columns")
async def say(
    request: Request, job_id: str, who: Annotated[Actor, Depends(needs(Permission.LOAD, Act.COLLECTED))]
) -> Response:
    """Load the file as the form says, or only check what would come of it."""
    job = await run_in_threadpool(_own, request, job_id, who)
    async with request.form() as form:
        number = text_of(form, "file")
        place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else -1
        kind, only_checked = text_of(form, "kind"), text_of(form, "act") == "check"
        said = [text_of(form, f"column{n}") for n in range(MOST_COLUMNS)]
    return await run_in_threadpool(_asked, request, who, job, (place, kind, said, only_checked))


@router.post("/load/jobs/{job_id}/load")
def load(
    request: Request, job_id: str, who: Annotated[Actor, Depends(needs(Permission.LOAD, Act.COLLECTED))]
) -> Response:
    """Load what was only checked, as it was checked. Raises `NotFoundError` where nothing of it is kept."""
    wanted = wanted_of(_own(request, job_id, who).asked)
    if not wanted.kept:
        raise NotFoundError("Nothing of these files was kept.", "Choose them again.")
    return then(f"/load/jobs/{ask_for(desk_of(request), who, replace(wanted, dry_run=False)).id}")


def _own(request: Request, job_id: str, who: Actor) -> Job:
    """A load of one's own into a case that one still works on. Raises `NotFoundError` and `ForbiddenError`."""
    job = own_job(request, job_id, who)
    if job.kind != KIND:
        raise NotFoundError("This work is no load.", "Look at the list of loads.")
    case = wanted_of(job.asked).case
    if case is not None and case not in who.cases:
        raise ForbiddenError("You do not work on that case.", "Ask its officers.", frozenset({case}))
    return job


def _asked(request: Request, who: Actor, job: Job, form: tuple[int, str, list[str], bool]) -> Response:
    place, kind, said, only_checked = form
    desk = desk_of(request)
    found = found_file(desk, job, place)
    try:
        mapping = mapping_said(kind, found, said, wanted_of(job.asked).identifier)
    except TracerError as error:
        again = _shown(job, place, kind, found) | {"said": said, "error": error}
        return page(request, "load_columns.html", again, status_of(error))
    return then(f"/load/jobs/{ask_for(desk, who, load_with(job, found, mapping, only_checked)).id}")


def _shown(job: Job, place: int, kind: str, found: FoundFile) -> dict[str, object]:
    """What the form shows. Columns that were said before, or whose names the kind knows, are chosen already."""
    wanted = wanted_of(job.asked)
    chosen = kind or wanted.kind or ""
    known = kind_named(chosen) if chosen in kinds() else None
    guesses = suggested(known, found.header) if known else {}
    if wanted.columns:
        guesses |= {theirs: own for own, theirs in wanted.columns.columns.items()}
    return {
        "title": "Which column is which",
        "job": job.id,
        "file": place,
        "found": found,
        "kinds": sorted(kinds()),
        "kind": known,
        "needed": known.missing((), wanted.identifier) if known else (),
        "said": [guesses.get(one, "") for one in found.header],
        "error": None,
    }
