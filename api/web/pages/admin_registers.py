"""Officers and stores: who may act on exhibits, and where these may lie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.access.registers import NEW, Entry, keep_officer, keep_place, tag_of
from api.web.forms import then
from api.web.pages.admin import READS, Changes
from api.web.view import page
from tracer.custody.events import PlaceKind
from tracer.errors import TracerError

router = APIRouter(prefix="/admin/registers")
Short = Annotated[str, Form(max_length=60)]
Name = Annotated[str, Form(max_length=200)]
Active = Annotated[str, Form(pattern="^(yes|no)$")]
Seen = Annotated[str, Form(max_length=64, description="The state that was seen; `new` must not be there yet.")]


@router.get("", dependencies=READS)
def registers(request: Request) -> Response:
    """Everybody and every place, and a form for one more of each."""
    return _page(request)


@router.post("/officers")
def officer(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Changes, initials: Short = "", name: Name = "", active: Active = "yes", seen: Seen = NEW
) -> Response:
    """Register an officer, or say that they may act or may no longer."""
    try:
        keep_officer(desk_of(request), who, Entry(initials, name, active == "yes", seen))
    except TracerError as error:
        return _page(request, error, {"initials": initials, "name": name})
    return then("/admin/registers")


@router.post("/stores")
def store(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Changes,
    kind: Annotated[PlaceKind, Form()],
    short: Short = "",
    name: Name = "",
    active: Active = "yes",
    seen: Seen = NEW,
) -> Response:
    """Register a store or laboratory, or say that it is in use or no longer."""
    try:
        keep_place(desk_of(request), who, Entry(short, name, active == "yes", seen), kind)
    except TracerError as error:
        return _page(request, error, {"kind": kind, "short": short, "place": name})
    return then("/admin/registers")


def _page(request: Request, error: TracerError | None = None, given: Mapping[str, str] | None = None) -> Response:
    ledger = desk_of(request).ledger
    officers, places = ledger.officers(), ledger.places()
    data = {
        "title": "Officers and stores",
        "officers": [(one, tag_of(one), one.id.removeprefix("officer:")) for one in officers],
        "places": [(one, tag_of(one), one.id.partition(":")[2]) for one in places],
        "error": error,
        "given": given or {},
    }
    return page(request, "admin_registers.html", data, 200 if error is None else status_of(error))
