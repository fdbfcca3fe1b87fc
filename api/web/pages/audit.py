"""The audit: who looked at what, when and what for. Purpose first; that it was read is noted in it."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.access import Actor, Permission
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.access.audit_checkpoint import audit_problems
from api.usecases.access.audit_reading import Wanted, export_audit, names_of, read_audit
from api.web.links import Link
from api.web.view import page
from tracer.errors import TracerError, UsageError
from tracer.records.audit import Act

router = APIRouter()
LINKS = (Link("Audit", "/audit", Permission.AUDIT, 85),)
SHOWN = 100
# Reading is noted by the search itself, in the transaction that reads.
Reads = Annotated[Actor, Depends(needs(Permission.AUDIT, None))]
Text = Annotated[str, Query(max_length=500)]


def wanted_of(  # noqa: PLR0913, PLR0917 - the fields of the form
    purpose: Text = "", who: Text = "", act: Text = "", subject: Text = "", since: Text = "", until: Text = ""
) -> Wanted:
    """What the form asks for. Raises `UsageError` for a day that is none."""
    return Wanted(purpose, who, act, subject, _day(since), _day(until))


Asks = Annotated[Wanted, Depends(wanted_of)]
Before = Annotated[int | None, Query(ge=0, le=10**15)]


@router.get("/audit")
def audit(request: Request, who: Reads, wanted: Asks, before: Before = None) -> Response:
    """The form, and what fits it once a purpose was given."""
    if not request.query_params:
        return _page(request, wanted)
    try:
        found = read_audit(desk_of(request), who, wanted, before, SHOWN)
    except TracerError as error:
        return _page(request, wanted, error=error)
    more = found.entries[-1].number if len(found.entries) == SHOWN else None
    return _page(request, wanted, found=found, more=more)


@router.get("/audit/export.csv")
def export(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.AUDIT, Act.DISCLOSED))], wanted: Asks
) -> Response:
    """All that fits, as a file."""
    lines = export_audit(desk_of(request), who, wanted)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/audit/verify")
def verify(request: Request, who: Annotated[Actor, Depends(needs(Permission.AUDIT))]) -> Response:
    """Derive everything again, and compare it with what was signed."""
    desk = desk_of(request)
    problems = list(audit_problems(desk.settings, desk.audit))
    return _page(request, Wanted(""), verified=True, problems=problems, by=who.person.name)


def _page(request: Request, wanted: Wanted, **more: object) -> Response:
    desk = desk_of(request)
    size, root = desk.audit.size_and_root()
    error = more.get("error")
    data = {
        "title": "Audit",
        "wanted": wanted,
        "acts": list(Act),
        "size": size,
        "root": base64.b64encode(root).decode("ascii"),
        "names": names_of(desk),
        **more,
    }
    return page(request, "audit.html", data, status_of(error) if isinstance(error, TracerError) else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError("That is no day.", "Write it as 2026-03-31.") from None
