"""Who may act on exhibits, and where these may lie: the registers of the custody ledger, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.schemas.registers import OfficerList, OfficerSaid, OfficerTold, PlaceList, PlaceSaid
from api.schemas.stores import StoreTold
from api.signing_in import desk_of, needs
from api.usecases.access.registers import Entry, keep_officer, keep_place, tag_of
from tracer.custody.events import PlaceKind
from tracer.records.audit import Act

router = APIRouter(prefix="/registers", tags=["registers"])
READS = [Depends(needs(Permission.ADMINISTER))]
Changes = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]
Short = Annotated[str, Path(min_length=1, max_length=60)]
Match = Annotated[str | None, Header(alias="If-Match", max_length=200, description="The ETag that was seen.")]


@router.get("/officers", dependencies=READS)
def officers(request: Request, cursor: Cursor = 0, limit: Limit = 100) -> OfficerList:
    """Everybody who may act on exhibits, or once might."""
    found = desk_of(request).ledger.officers()
    some, after = paged(found, cursor, limit)
    return OfficerList(items=[OfficerTold.model_validate(one) for one in some], next=after, of=len(found))


@router.put("/officers/{initials}")
def officer(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Changes, initials: Short, said: OfficerSaid, if_match: Match = None
) -> OfficerTold:
    """Register an officer, or change the name or whether they may act; 412 when it is not what `If-Match` names."""
    kept = keep_officer(desk_of(request), who, Entry(initials, said.name, said.active, _seen(if_match)))
    response.headers["ETag"] = f'"{tag_of(kept)}"'
    return OfficerTold.model_validate(kept)


@router.get("/stores", dependencies=READS)
def places(request: Request, cursor: Cursor = 0, limit: Limit = 100) -> PlaceList:
    """Stores and laboratories, with those that are no longer in use."""
    found = desk_of(request).ledger.places()
    some, after = paged(found, cursor, limit)
    return PlaceList(items=[StoreTold.model_validate(one) for one in some], next=after, of=len(found))


@router.put("/stores/{store}")
def place(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request, response: Response, who: Changes, store: Short, said: PlaceSaid, if_match: Match = None
) -> StoreTold:
    """Register a store or laboratory, or change its name or whether it is in use; 412 as for an officer."""
    entry = Entry(store, said.name, said.active, _seen(if_match))
    kept = keep_place(desk_of(request), who, entry, PlaceKind(said.kind))
    response.headers["ETag"] = f'"{tag_of(kept)}"'
    return StoreTold.model_validate(kept)


def _seen(if_match: str | None) -> str | None:
    return None if if_match is None or if_match.strip() == "*" else if_match.strip().removeprefix("W/").strip('"')
