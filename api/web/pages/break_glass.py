"""Opening a case that is not one's own, for a reason that a supervisor reads."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.signing_in import desk_of, needs, note_refusal
from api.usecases.access.casework import LONGEST_REASON, NoReasonError, break_glass
from api.web.forms import local, then
from api.web.view import page
from tracer.records.audit import Act

router = APIRouter()


@router.post("/break-glass")
def open_case(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.TRACE, Act.ALTERED))],
    case: Annotated[list[str], Form(max_length=50)],
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Open it for some hours, and go on to what was asked for. Never a case of another force."""
    try:
        break_glass(desk_of(request), who, case, reason)
    except NoReasonError as error:
        note_refusal(request)
        told = {"title": "The case is not open", "detail": error.what, "do": error.do, "cases": case}
        return page(request, "problem.html", {"problem": told, "title": told["title"], "next": local(next)}, 422)
    return then(next)
