"""Exhibits: where they are, their history, and what can be recorded of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access import Permission
from api.paging import Cursor, Limit, paged
from api.routers._custody_given import Reads, Seizure
from api.schemas import custody as s
from api.show.custody_answers import etag_of, exhibit_told, exhibits_page, history_told
from api.signing_in import desk_of
from api.usecases.custody.refusals import refusal_json, refusals_for
from api.usecases.custody_web.looking import Wanted, found_exhibits, seen, told_history
from api.usecases.custody_web.reach import named, reached
from tracer.custody.events import Status

router = APIRouter(prefix="/custody", tags=["custody"])
E1 = "/exhibits/{exhibit:path}"
Text = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get("/exhibits")
def exhibits(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Reads,
    seizure: Seizure = None,
    store: Text = None,
    holder: Text = None,
    status: Status | None = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> s.ExhibitList:
    """Exhibits that are open to the person who asks, and how many more there are that are not."""
    found = found_exhibits(desk_of(request), who, Wanted(seizure, store, holder, status))
    return exhibits_page(found.exhibits, cursor, limit, found.left_out)


@router.get("/where")
def where(request: Request, who: Reads, q: Annotated[str, Query(min_length=1, max_length=200)]) -> s.ExhibitList:
    """Where an exhibit is, by its reference, its seal or its id; a reference of several seizures for each of them."""
    desk = desk_of(request)
    found = seen(desk, who, named(desk, q))
    if not found.exhibits:
        # Says what is near, or that it is not theirs.
        reached(desk, who, Permission.CUSTODY_READ, q)
    return exhibits_page(found.exhibits, 0, len(found.exhibits), found.left_out)


@router.get("/refusals")
def refusals(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Reads,
    exhibit: Text = None,
    seizure: Seizure = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> s.RefusalList:
    """What was asked and refused of exhibits that are open to the person who asks, oldest first."""
    found = refusals_for(desk_of(request), who, exhibit, seizure)
    some, following = paged(found, cursor, limit)
    items = [s.RefusalTold.model_validate(refusal_json(one)) for one in some]
    return s.RefusalList(items=items, next=following, of=len(found))


@router.get(f"{E1}/history")
def history(  # noqa: PLR0913, PLR0917 - each is a parameter of the request
    request: Request,
    who: Reads,
    exhibit: str,
    seizure: Seizure = None,
    private: bool = False,
    purpose: Annotated[str, Query(max_length=200, description="What private texts are read for.")] = "",
) -> s.HistoryTold:
    """The history of an exhibit. Private texts only with a purpose, which the audit notes."""
    told = told_history(desk_of(request), who, (exhibit, seizure), purpose if private else None)
    return history_told(told)


@router.get(E1)
def exhibit(request: Request, response: Response, who: Reads, exhibit: str, seizure: Seizure = None) -> s.ExhibitTold:
    """An exhibit as it stands. Its ETag goes into If-Match where something is recorded of it."""
    state = reached(desk_of(request), who, Permission.CUSTODY_READ, exhibit, seizure)
    response.headers["ETag"] = etag_of(state)
    return exhibit_told(state)
