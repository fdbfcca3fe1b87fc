"""Intake: a table of exhibits is checked row by row before it is booked, and booked once however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from api.access import Actor, Permission
from api.limits import takes_files
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.custody_web.intake import Intake, take_file, try_file
from api.usecases.loading.incoming import forget, receive
from api.web.sent_files import blocks_of, files_of, text_of
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.audit import Act

router = APIRouter()
SHOWN = 200


@router.get("/intake")
def intake(request: Request, who: Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE))]) -> Response:
    """The empty table to fill in, and where a filled one is sent."""
    return _page(request, who, _Answer())


@router.post("/intake")
@takes_files
async def send(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.COLLECTED))]
) -> Response:
    """Say what would come of each row, or book those that can be."""
    desk = desk_of(request)
    async with request.form() as form:
        books, case = text_of(form, "act") == "book", text_of(form, "case") or None
        try:
            file = files_of(form)[0]
            arrived = await receive(desk.settings.incoming, file.filename or "file", blocks_of(file))
            try:
                taken = await run_in_threadpool(take_file if books else try_file, desk, who, arrived.path, case)
            finally:
                forget(arrived.path)
        except TracerError as error:
            answer = _Answer(booked=books, case=case, error=error)
            return await run_in_threadpool(_page, request, who, answer)
    return await run_in_threadpool(_page, request, who, _Answer(taken, books, case))


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of a table that was sent, or would come of it."""

    taken: Intake | None = None
    booked: bool = False
    case: str | None = None
    error: TracerError | None = None


def _page(request: Request, who: Actor, answer: _Answer) -> Response:
    desk = desk_of(request)
    data = {
        "title": "Book from a table",
        "taken": answer.taken,
        "booked": answer.booked,
        "case": answer.case,
        "error": answer.error,
        "most": SHOWN,
        "cases": [one for one in desk.cases.every() if one.id in who.cases],
        "loads": who.may(Permission.LOAD),
    }
    return page(request, "intake.html", data, 200 if answer.error is None else status_of(answer.error))
