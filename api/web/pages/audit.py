"""The audit: who looked at what, when and what for. Purpose first; that it was read is noted in it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response, StreamingResponse

from api.access import Actor, Permission
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.access.audit_checkpoint import audit_problems
from api.usecases.access.audit_reading import Wanted, export_audit, names_of, read_audit
from api.web.audit_words import thing_of
from api.web.forms import day
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


@dataclass(frozen=True, slots=True)
class Said:
    """The form as it was filled in, to be shown again whatever was wrong with it."""

    purpose: str = ""
    who: str = ""
    act: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    def wanted(self) -> Wanted:
        """What it asks for. Raises `UsageError` for a day or an act that is none."""
        if self.act and self.act not in list(Act):
            raise UsageError(f"There is no act {self.act!r} in the audit.", f"Choose one of {', '.join(Act)}.")
        return Wanted(self.purpose, self.who, self.act, self.subject, day(self.since), day(self.until))


def said_of(  # noqa: PLR0913, PLR0917 - the fields of the form
    purpose: Text = "", who: Text = "", act: Text = "", subject: Text = "", since: Text = "", until: Text = ""
) -> Said:
    """The fields of the form."""
    return Said(purpose, who, act, subject, since, until)


Asks = Annotated[Said, Depends(said_of)]
Before = Annotated[int | None, Query(ge=0, le=10**15)]


@router.get("/audit")
def audit(request: Request, who: Reads, said: Asks, before: Before = None) -> Response:
    """The form, and what fits it once a purpose was given."""
    if not request.query_params:
        return _page(request, said)
    try:
        found = read_audit(desk_of(request), who, said.wanted(), before, SHOWN)
    except TracerError as error:
        return _page(request, said, error=error)
    more = found.entries[-1].number if len(found.entries) == SHOWN else None
    return _page(request, said, found=found, more=more)


@router.get("/audit/export.csv")
def export(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.AUDIT, Act.DISCLOSED))], said: Asks
) -> Response:
    """All that fits, as a file."""
    try:
        lines = export_audit(desk_of(request), who, said.wanted())
    except TracerError as error:
        return _page(request, said, error=error)
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/audit/verify")
def verify(request: Request, who: Annotated[Actor, Depends(needs(Permission.AUDIT))]) -> Response:
    """Derive everything again, and compare it with what was signed."""
    desk = desk_of(request)
    problems = list(audit_problems(desk.settings, desk.audit))
    return _page(request, Said(), verified=True, problems=problems, by=who.person.name)


def _page(request: Request, said: Said, **more: object) -> Response:
    desk = desk_of(request)
    size, root = desk.audit.size_and_root()
    error = more.get("error")
    data = {
        "title": "Audit",
        "wanted": said,
        "acts": list(Act),
        "size": size,
        "root": base64.b64encode(root).decode("ascii"),
        "names": names_of(desk),
        "thing_of": thing_of,
        **more,
    }
    return page(request, "audit.html", data, status_of(error) if isinstance(error, TracerError) else 200)
