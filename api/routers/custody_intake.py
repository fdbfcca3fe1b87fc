"""Exhibits booked from a table."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.schemas.intake import IntakeTaken, TableTaken
from api.signing_in import desk_of, needs
from api.usecases.custody.intake import write_template
from api.usecases.custody_web.intake import take_file, try_file
from api.usecases.loading.incoming import forget, receive
from tracer.records.audit import Act

router = APIRouter(prefix="/custody", tags=["custody"])
Collects = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.COLLECTED))]
Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, None))]
TEMPLATES: dict[str, dict[str, object]] = {
    "text/csv": {},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
}
_BODY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/intake/template", response_class=FileResponse, responses={200: {"content": TEMPLATES}})
def template(_: Reads, format: Literal["csv", "xlsx"] = "csv") -> FileResponse:
    """An empty table with the right columns; in the workbook every cell is text, so that an IMEI stays as typed."""
    folder = Path(mkdtemp())
    file = folder / f"exhibits.{format}"
    write_template(file)
    return FileResponse(file, filename=file.name, background=BackgroundTask(rmtree, folder))


@router.post("/intake", openapi_extra=_BODY)
@takes_files
async def intake(
    request: Request,
    who: Collects,
    name: Annotated[str, Query(min_length=1, max_length=300, description="The file's name.")],
    case: Annotated[str | None, Query(max_length=80, description="The case that new seizures belong to.")] = None,
    dry_run: Annotated[
        bool, Query(alias="dryRun", description="Only say what would come of each row; nothing is booked or kept.")
    ] = False,
) -> IntakeTaken:
    """Send a table of seizures as the body. Every row is booked, was booked before, or is refused with its reason."""
    desk = desk_of(request)
    arrived = await receive(desk.settings.incoming, name, request.stream())
    try:
        taken = await run_in_threadpool(try_file if dry_run else take_file, desk, who, arrived.path, case)
    finally:
        forget(arrived.path)
    tables = [TableTaken.model_validate(one.stated()) for one in taken.tables]
    return IntakeTaken(tables=tables, jobs=list(taken.jobs), dry_run=dry_run)
