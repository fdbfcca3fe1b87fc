"""What two people do: what waits, decided with a reason; and cases that were opened in an emergency."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.access.casework import broken_glass, look_at
from api.usecases.access.two_people import KINDS, decide, within_reach
from api.usecases.custody_web.disposal import ACT
from api.usecases.custody_web.disposal_asked import asked_disposals
from api.web.forms import then
from api.web.links import Link
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.audit import Act

router = APIRouter()
LINKS = (Link("Approvals", "/approvals", Permission.APPROVE, 80),)
SHOWN = 50
Approves = Annotated[Actor, Depends(needs(Permission.APPROVE))]


@router.get("/approvals")
def approvals(request: Request, who: Approves) -> Response:
    """What waits for a second person, what was decided, and broken glass."""
    return _page(request, who)


@router.post("/approvals/{approval_id}")
def decision(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.APPROVE, Act.ALTERED))],
    approval_id: str,
    decision: Annotated[str, Form(pattern="^(approve|refuse)$")],
    reason: Annotated[str, Form(max_length=200)],
) -> Response:
    """Approve or refuse what somebody else asked for."""
    try:
        decide(desk_of(request), who, approval_id, decision == "approve", reason)
    except TracerError as error:
        return _page(request, who, error)
    return then("/approvals")


@router.post("/approvals/glass/{glass_id}")
def looked_at(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.APPROVE, Act.ALTERED))], glass_id: str
) -> Response:
    """Say that one has looked at why a case was opened."""
    look_at(desk_of(request), who, glass_id)
    return then("/approvals")


def _page(request: Request, who: Actor, error: TracerError | None = None) -> Response:
    desk = desk_of(request)
    every = within_reach(desk, who)
    decided = [one for one in every if one.state != "asked"]
    broken = broken_glass(desk, who)
    data = {
        "title": "Approvals",
        "me": who.person.id,
        "error": error,
        "asked": [one for one in every if one.state == "asked"],
        "disposals": asked_disposals(desk, who, every),
        "disposal": ACT,
        "decided": decided[:SHOWN],
        "of_decided": len(decided),
        "unseen": [one for one in broken if one.seen_by is None],
        "seen": [one for one in broken if one.seen_by is not None][:SHOWN],
        "of_seen": sum(one.seen_by is not None for one in broken),
        "names": {one.id: one.name for one in desk.people.every()},
        "cases": {one.id: one.name for one in desk.cases.every()},
        "acts": {name: kind.text for name, kind in KINDS.items()},
    }
    return page(request, "approvals.html", data, 200 if error is None else status_of(error))
