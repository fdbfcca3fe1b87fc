"""Raids: opened with their place and legal power, then booked scan after scan."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Query, Request

from api.access import Actor, Permission
from api.paging import Cursor, paged
from api.schemas.raids import NewRaidSaid, RaidList, RaidOpened, RaidStanding, ScanAnswered, ScanSaid
from api.show.raid import raid_standing, raid_told
from api.signing_in import desk_of, needs
from api.usecases.custody_web.raid_opening import NewRaid, open_raid, raids_of
from api.usecases.custody_web.raid_scanning import Scan, take_scan
from api.usecases.custody_web.raid_viewing import view_raid
from tracer.records.audit import Act

router = APIRouter(prefix="/custody/raids", tags=["raids"])
Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ))]
Books = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.COLLECTED))]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", min_length=8, max_length=100, pattern=r"^[A-Za-z0-9._:-]+$")
]


@router.get("")
def raids(
    request: Request, who: Reads, cursor: Cursor = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> RaidList:
    """Raids that are booked here, the newest first."""
    found = raids_of(desk_of(request), who)
    some, after = paged(found, cursor, limit)
    return RaidList(items=[raid_told(one) for one in some], next=after, of=len(found))


@router.post("", status_code=201)
def begin(request: Request, who: Books, said: NewRaidSaid) -> RaidOpened:
    """Open a raid, or join the one that was opened with the same. Where that has another place, address, legal power,
    count or case, the answer is 409 with the `differences`, and nothing is changed. Where no place is known as what is
    said, and some are written much like it, the answer is 404 with those as `near`: send one of them, or `newPlace`.
    """
    new = NewRaid(said.seizure, said.place, said.power, said.expected, said.address, said.case, said.new_place)
    opened = open_raid(desk_of(request), who, new)
    return RaidOpened(**raid_told(opened.raid).model_dump(), new_place=opened.new_place)


@router.post("/{reference:path}/scans")
def scan(request: Request, who: Books, reference: str, said: ScanSaid, idempotency_key: Key = None) -> ScanAnswered:
    """Send a scan. It is on the disk before it is answered; the same key again is booked once and answered the same."""
    sent = Scan(
        idempotency_key or uuid4().hex,
        said.act,
        said.text,
        said.identifier,
        said.about,
        said.after,
        said.found_with,
        said.waited_s,
    )
    return ScanAnswered.model_validate(take_scan(desk_of(request), who, reference, sent))


@router.get("/{reference:path}")
def raid(
    request: Request,
    who: Reads,
    reference: str,
    cursor: Cursor = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 1_000,
) -> RaidStanding:
    """A raid as it stands: expected against booked, by officer, and its exhibits with problems first."""
    return raid_standing(view_raid(desk_of(request), who, reference), cursor, limit)
