"""Cases, for administrators; and opening one in an emergency, for those who trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access import Actor, Permission
from api.desk import Desk
from api.paging import Cursor, Limit, paged
from api.repeats import Asking, Key, once
from api.schemas.access import (
    BelongingSaid,
    CaseList,
    CasePeopleSaid,
    CaseSaid,
    CaseView,
    GlassSaid,
    GlassView,
    UnknownSeizureView,
)
from api.signing_in import desk_of, needs
from api.usecases.access.case_seizures import UnknownSeizure, unknown_among
from api.usecases.access.casework import break_glass, open_case, put_file, put_seizure, set_people, take_seizure
from tracer.records.access.values import Case
from tracer.records.audit import Act

router = APIRouter(prefix="/cases", tags=["cases"])
READS = [Depends(needs(Permission.ADMINISTER))]
Changes = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]


@router.get("", dependencies=READS)
def cases(request: Request, cursor: Cursor = 0, limit: Limit = 100) -> CaseList:
    """All cases."""
    desk = desk_of(request)
    found = desk.cases.every()
    some, after = paged(found, cursor, limit)
    return CaseList(items=_views(desk, some), next=after, of=len(found))


@router.post("", status_code=201)
def begin(request: Request, response: Response, who: Changes, said: CaseSaid, key: Key = None) -> CaseView:
    """Open a case."""
    desk = desk_of(request)
    asking = Asking(who, "open case", said, key)
    case_id, _ = once(desk, asking, lambda: open_case(desk.cases, said.name, said.force, who.asked()).id)
    response.headers["Location"] = f"/api/v1/cases/{case_id}"
    return _view(desk, desk.cases.find(case_id))


@router.get("/{case_id}", dependencies=READS)
def case(request: Request, case_id: str) -> CaseView:
    """One case."""
    desk = desk_of(request)
    return _view(desk, desk.cases.find(case_id))


@router.put("/{case_id}/people")
def people(request: Request, who: Changes, case_id: str, said: CasePeopleSaid) -> CaseView:
    """Say who works on a case."""
    desk = desk_of(request)
    set_people(desk.cases, desk.people, case_id, said.people, who.asked())
    return _view(desk, desk.cases.find(case_id))


@router.post("/{case_id}/belongings", dependencies=[Depends(needs(Permission.ADMINISTER, Act.ALTERED))])
def put(request: Request, case_id: str, said: BelongingSaid) -> CaseView:
    """Put a file or a seizure into a case. The same again changes nothing."""
    desk = desk_of(request)
    if said.kind == "source":
        put_file(desk.records, case_id, said.id)
    else:
        put_seizure(desk.cases, case_id, said.id)
    return _view(desk, desk.cases.find(case_id))


@router.delete("/{case_id}/belongings")
def take(request: Request, who: Changes, case_id: str, said: BelongingSaid) -> CaseView:
    """Take a file or a seizure out of a case."""
    desk = desk_of(request)
    if said.kind == "source":
        desk.cases.take_source(case_id, said.id, who.asked())
    else:
        take_seizure(desk.cases, case_id, said.id, who.asked())
    return _view(desk, desk.cases.find(case_id))


@router.post("/{case_id}/break-glass", status_code=201)
def open_in_emergency(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.TRACE, Act.ALTERED))],
    case_id: str,
    said: GlassSaid,
    key: Key = None,
) -> GlassView:
    """Open a case of one's own force for some hours, for a reason that supervisors read.

    The same key again opens it no longer than it was opened.
    """
    desk = desk_of(request)
    asking = Asking(who, f"break glass {case_id}", said, key)
    made, _ = once(desk, asking, lambda: break_glass(desk, who, [case_id], said.reason).id)
    glass = desk.cases.found_broken(made)
    return GlassView(id=glass.id, case=glass.case, reason=glass.reason, at=glass.at, until=glass.until)


def _view(desk: Desk, one: Case) -> CaseView:
    return _views(desk, [one])[0]


def _views(desk: Desk, some: Sequence[Case]) -> list[CaseView]:
    """The cases as they are shown; what is known of all their seizures is asked once."""
    belonging = {one.id: desk.cases.belongings(one.id) for one in some}
    unknown = unknown_among(desk.records, [seizure for _, seizures in belonging.values() for seizure in seizures])
    return [_told(desk, one, *belonging[one.id], unknown) for one in some]


def _told(
    desk: Desk, one: Case, sources: Iterable[str], seizures: Iterable[str], unknown: Iterable[UnknownSeizure]
) -> CaseView:
    references = [seizure.removeprefix("seizure:") for seizure in seizures]
    return CaseView(
        id=one.id,
        name=one.name,
        force=one.force,
        created_at=one.created_at,
        people=sorted(desk.cases.members(one.id)),
        sources=list(sources),
        seizures=references,
        unknown=[UnknownSeizureView.model_validate(each) for each in unknown if each.reference in references],
    )
