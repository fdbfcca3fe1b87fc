"""Disposal by two people: one asks, another approves, then it is done once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.repeats import Asking, Key, once
from api.routers._custody_given import Acts, Reads, Seen, Seizure, words_of
from api.schemas.custody import DisposalAsked, DisposalDecided, DisposalList, DisposalTold, DisposeSaid, RecordedTold
from api.show.custody_answers import disposal_told, etag_of, recorded_told
from api.signing_in import desk_of, needs
from api.usecases.custody_web.disposal import ask, decide, disposals, dispose
from tracer.records.audit import Act

router = APIRouter(prefix="/custody", tags=["custody"])
Approves = Annotated[Actor, Depends(needs(Permission.APPROVE, Act.ALTERED))]


@router.get("/disposals")
def every(request: Request, who: Reads, cursor: Cursor = 0, limit: Limit = 100) -> DisposalList:
    """Disposals that were asked for, the newest first."""
    found = disposals(desk_of(request), who)
    some, after = paged(found, cursor, limit)
    return DisposalList(items=[disposal_told(one) for one in some], next=after, of=len(found))


@router.post("/exhibits/{exhibit:path}/ask-disposal", status_code=201)
def wish(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, who: Acts, exhibit: str, said: DisposalAsked, seizure: Seizure = None, key: Key = None
) -> DisposalTold:
    """Ask for the disposal of an exhibit. While one is asked for, another is refused: but for the same key."""
    desk = desk_of(request)
    asking = Asking(who, f"disposal of {exhibit} {seizure or ''}", said, key)
    made, _ = once(desk, asking, lambda: ask(desk, who, (exhibit, seizure), said.reason, said.despite).id)
    return disposal_told(desk.approvals.find(made))


@router.post("/disposals/{disposal}/decide")
def decision(request: Request, who: Approves, disposal: str, said: DisposalDecided) -> DisposalTold:
    """Approve or refuse what somebody else asked for."""
    return disposal_told(decide(desk_of(request), who, disposal, said.approve, said.reason))


@router.post("/disposals/{disposal}/dispose", status_code=201)
def carry_out(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Acts, disposal: str, said: DisposeSaid, seen: Seen
) -> RecordedTold:
    """Record that it was disposed of, with its authorisation, once. Whoever approved it cannot do it as well."""
    done = dispose(desk_of(request), who, disposal, words_of(said, None, seen), said.seal)
    response.headers["ETag"] = etag_of(done.state)
    return recorded_told(done)
