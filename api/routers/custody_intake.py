"""Exhibits booked from a table."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.schemas.intake import IntakeTaken, TableTaken
from api.signing_in import desk_of, needs
from api.usecases.custody_web.intake import take_file
from api.usecases.loading.incoming import forget, receive
from tracer.records.audit import Act

router = APIRouter(prefix="/custody", tags=["custody"])
Collects = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.COLLECTED))]
_BODY = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@router.post("/intake", openapi_extra=_BODY)
@takes_files
async def intake(
    request: Request,
    who: Collects,
    name: Annotated[str, Query(min_length=1, max_length=300, description="The file's name.")],
    case: Annotated[str | None, Query(max_length=80, description="The case that new seizures belong to.")] = None,
) -> IntakeTaken:
    """Send a table of seizures as the body. Every row is booked, was booked before, or is refused with its reason."""
    desk = desk_of(request)
    arrived = await receive(desk.settings.incoming, name, request.stream())
    try:
        taken = await run_in_threadpool(take_file, desk, who, arrived.path, case)
    finally:
        forget(arrived.path)
    tables = [TableTaken.model_validate(one.stated()) for one in taken.tables]
    return IntakeTaken(tables=tables, jobs=list(taken.jobs))
