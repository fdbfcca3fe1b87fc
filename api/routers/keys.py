"""The keys that sign for the custody ledger. To hand over to the next one takes two people: see `/approvals`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.access import Actor, Permission
from api.schemas.registers import KeyList, KeyTold
from api.signing_in import desk_of, needs
from api.usecases.access.registers import first_key
from api.usecases.custody.keyring import keys
from tracer.records.audit import Act

router = APIRouter(prefix="/custody/keys", tags=["custody"])


@router.get("", dependencies=[Depends(needs(None))])
def every(request: Request) -> KeyList:
    """The public parts of all keys, the oldest first."""
    return KeyList(items=[KeyTold.model_validate(one) for one in keys(desk_of(request).settings)])


@router.post("", status_code=201)
def new(request: Request, who: Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]) -> KeyTold:
    """Make the first key; 422 where there is one. The private part stays on the machine."""
    return KeyTold.model_validate(first_key(desk_of(request), who))
