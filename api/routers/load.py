"""Files in, what became of their rows, and the rows that were refused."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.paging import Cursor, paged
from api.repeats import Asking, Key, once
from api.routers.jobs import JobView, view
from api.signing_in import desk_of, needs
from api.usecases.loading.asked import ToLoad, ask_for
from api.usecases.loading.incoming import forget, receive
from api.usecases.loading.seen import SeenSource, rejected_rows, seen_sources
from api.usecases.rejects import csv_lines
from tracer.records.audit import Act
from tracer.sources.mapping import mapping_of

router = APIRouter(tags=["load"])
Loads = Annotated[Actor, Depends(needs(Permission.LOAD))]
_BODY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


class LoadedFile(BaseModel):
    """A file as it was loaded: `rows = loaded + unchanged + rejected`."""

    model_config = ConfigDict(frozen=True, from_attributes=True)
    source: str
    name: str
    sha256: str
    kind: str
    format: str
    state: str
    rows: int
    loaded: int
    unchanged: int
    rejected: int
    recordedAt: datetime  # noqa: N815 - the name on the wire
    cases: list[str]


class LoadedFiles(BaseModel):
    """Files that are open to the person who asks."""

    items: list[LoadedFile]
    next: str | None
    of: int


class RejectView(BaseModel):
    """A row in quarantine, with why."""

    source: str
    row: int
    name: str
    reason: str


class RejectList(BaseModel):
    """Rows in quarantine, of one file or of all that are open to the person who asks."""

    items: list[RejectView]
    next: str | None
    of: int


@router.post("/load", status_code=202, openapi_extra=_BODY)
@takes_files
async def load(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    response: Response,
    who: Annotated[Actor, Depends(needs(Permission.LOAD, Act.COLLECTED))],
    name: Annotated[str, Query(min_length=1, max_length=300, description="The file's name.")],
    kind: Annotated[str | None, Query(alias="as", description="The kind of record, where it cannot be told.")] = None,
    identifier: Annotated[str | None, Query(description="The device the file is about, such as imei:…")] = None,
    case: Annotated[str | None, Query(description="The case the file belongs to.")] = None,
    columns: Annotated[
        str | None, Query(max_length=8_000, description="Which column is which: the text of a TOML mapping file.")
    ] = None,
    dry_run: Annotated[
        bool, Query(alias="dryRun", description="Only say what would come of each row, and why; nothing is kept.")
    ] = False,
    key: Key = None,
) -> JobView:
    """Send a file as the body; it is loaded as a job. The same key again gives the same job."""
    desk = desk_of(request)
    arrived = await receive(desk.settings.incoming, name, request.stream())
    said = {"name": name, "sha256": arrived.sha256, "as": kind, "identifier": identifier, "case": case}
    asking = Asking(who, "load", {**said, "columns": columns, "dryRun": dry_run}, key)
    before = True
    try:
        mapping = mapping_of(columns.encode("utf-8", "replace"), "columns") if columns else None
        asked = ToLoad((str(arrived.path),), kind, identifier, case, mapping, dry_run)
        job, before = await run_in_threadpool(once, desk, asking, lambda: ask_for(desk, who, asked).id)
    finally:
        if before:
            forget(arrived.path)
    response.headers["Location"] = f"/api/v1/jobs/{job}"
    return view(await run_in_threadpool(desk.jobs.find, job))


@router.get("/sources")
def sources(
    request: Request,
    who: Loads,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> LoadedFiles:
    """Loaded files, the newest first."""
    found = seen_sources(desk_of(request), who)
    some, after = paged(found, cursor, limit)
    return LoadedFiles(items=[source_view(one) for one in some], next=after, of=len(found))


@router.get("/rejects")
def rejects(
    request: Request,
    who: Loads,
    source: str | None = None,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> RejectList:
    """Rows in quarantine, in the order of their files."""
    found = rejected_rows(desk_of(request), who, source)
    items = [
        RejectView(source=one.source.id, row=one.source.row, name=one.source_name, reason=one.reason)
        for one in found.page(cursor, limit)
    ]
    after = cursor + limit
    return RejectList(items=items, next=str(after) if after < found.of else None, of=found.of)


@router.get("/rejects.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def rejects_csv(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.LOAD, Act.DISCLOSED))], source: str
) -> StreamingResponse:
    """A file's rows in quarantine, to be mended and loaded again.

    What is personal of owners is in it for whoever loaded the file, and for those who return phones.
    """
    found = rejected_rows(desk_of(request), who, source)
    headers = {"Content-Disposition": f'attachment; filename="rejected-{found.source_id}.csv"'}
    return StreamingResponse(
        csv_lines(found.records, found.files, found.masked), media_type="text/csv; charset=utf-8", headers=headers
    )


def source_view(one: SeenSource) -> LoadedFile:
    """A file for those who may see it."""
    source = one.source
    return LoadedFile(
        source=source.id,
        name=source.name,
        sha256=source.sha256,
        kind=source.kind,
        format=source.format,
        state=one.state,
        rows=source.rows,
        loaded=source.loaded,
        unchanged=source.unchanged,
        rejected=source.rejected,
        recordedAt=source.recorded_at,
        cases=sorted(one.cases),
    )
