"""The audit, for auditors: read for a purpose, exported, and verified."""

from __future__ import annotations

import base64
import re
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BeforeValidator
from pydantic_core import PydanticKnownError

from api.access import Actor, Permission
from api.schemas._wire import Wire
from api.signing_in import desk_of, needs
from api.usecases.access.audit_checkpoint import audit_problems
from api.usecases.access.audit_reading import Wanted, export_audit, read_audit
from tracer.records.audit import Act

router = APIRouter(prefix="/audit", tags=["audit"])
Text = Annotated[str, Query(max_length=500)]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _as_it_is_written(said: object) -> object:
    """A number alone would be taken for the seconds since 1970."""
    if isinstance(said, str) and not _DAY.fullmatch(said):
        raise PydanticKnownError("date_type")
    return said


Days = Annotated[date | None, BeforeValidator(_as_it_is_written), Query(description="A whole day in London.")]


class EntryView(Wire):
    """One act: who did what with which data, when and what for."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    purpose: str
    details: dict[str, str]


class EntryList(Wire):
    """Entries, the newest first."""

    items: list[EntryView]
    next: str | None
    of: int


class Verified(Wire):
    """Whether the audit holds: how many entries, the root over them (RFC 6962), and what does not hold."""

    size: int
    root: str
    problems: list[str]


def wanted_of(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    purpose: Annotated[
        str, Query(min_length=1, max_length=500, description="What it is read for; noted in the audit.")
    ],
    who: Text = "",
    act: Act | None = None,
    subject: Text = "",
    since: Days = None,
    until: Days = None,
) -> Wanted:
    """What is looked for."""
    return Wanted(purpose, who, act or "", subject, since, until)


Asks = Annotated[Wanted, Depends(wanted_of)]


@router.get("")
def audit(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.AUDIT, None))],
    wanted: Asks,
    cursor: Annotated[int | None, Query(ge=0, le=10**15)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> EntryList:
    """Entries that fit. That they were looked for is an entry too."""
    found = read_audit(desk_of(request), who, wanted, cursor, limit)
    items = [EntryView.model_validate(one) for one in found.entries]
    more = len(items) == limit and items[-1].number > 0
    return EntryList(items=items, next=str(items[-1].number) if more else None, of=found.of)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def export(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.AUDIT, Act.DISCLOSED))], wanted: Asks
) -> StreamingResponse:
    """All that fits, as CSV in which no cell is a formula."""
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    lines = export_audit(desk_of(request), who, wanted)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/verify", dependencies=[Depends(needs(Permission.AUDIT))])
def verify(request: Request) -> Verified:
    """Derive every hash again, and compare the audit with what was signed of it."""
    desk = desk_of(request)
    problems = list(audit_problems(desk.settings, desk.audit))
    size, root = desk.audit.size_and_root()
    return Verified(size=size, root=base64.b64encode(root).decode("ascii"), problems=problems)
