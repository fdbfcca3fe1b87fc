"""Cases: who works on each, and which files and seizures belong to it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.access.case_seizures import unknown_among
from api.usecases.access.casework import open_case, put_file, put_seizure, set_people, take_seizure
from api.web.forms import then
from api.web.pages.admin import READS, Changes
from api.web.view import page
from tracer.errors import TracerError

router = APIRouter(prefix="/admin/cases")
Short = Annotated[str, Form(max_length=200)]
SHOWN = 500


@router.get("", dependencies=READS)
def cases(request: Request) -> Response:
    """All cases, and a form for one more."""
    return _every(request)


@router.post("")
def begin(request: Request, who: Changes, name: Short, force: Short) -> Response:
    """Open a case."""
    try:
        made = open_case(desk_of(request).cases, name, force, who.asked())
    except TracerError as error:
        return _every(request, error)
    return then(f"/admin/cases/{made.id}")


@router.get("/{case_id}", dependencies=READS)
def case(request: Request, case_id: str) -> Response:
    """One case, to be changed."""
    return _one(request, case_id)


@router.post("/{case_id}/people")
def people(
    request: Request, who: Changes, case_id: str, people: Annotated[list[str] | None, Form(max_length=100)] = None
) -> Response:
    """Say who works on it."""
    desk = desk_of(request)
    set_people(desk.cases, desk.people, case_id, people or [], who.asked())
    return then(f"/admin/cases/{case_id}")


@router.post("/{case_id}/files")
def file(
    request: Request, who: Changes, case_id: str, source: Short, take: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Put a file into the case, or take it out."""
    desk = desk_of(request)
    try:
        if take:
            desk.cases.take_source(case_id, source, who.asked())
        else:
            put_file(desk.records, case_id, source)
    except TracerError as error:
        return _one(request, case_id, error)
    return then(f"/admin/cases/{case_id}")


@router.post("/{case_id}/seizures")
def seizure(
    request: Request, who: Changes, case_id: str, seizure: Short, take: Annotated[str, Form(max_length=3)] = ""
) -> Response:
    """Put a seizure into the case, or take it out."""
    desk = desk_of(request)
    try:
        if take:
            take_seizure(desk.cases, case_id, seizure, who.asked())
        else:
            put_seizure(desk.cases, case_id, seizure)
    except TracerError as error:
        return _one(request, case_id, error)
    return then(f"/admin/cases/{case_id}")


def _every(request: Request, error: TracerError | None = None) -> Response:
    desk = desk_of(request)
    found = [(case, len(desk.cases.members(case.id)), desk.cases.belongings(case.id)) for case in desk.cases.every()]
    data = {"title": "Cases", "cases": found, "force": desk.settings.force, "error": error}
    return page(request, "admin_cases.html", data, 200 if error is None else status_of(error))


def _one(request: Request, case_id: str, error: TracerError | None = None) -> Response:
    desk = desk_of(request)
    found = desk.cases.find(case_id)
    files, seizures = desk.cases.belongings(case_id)
    sources = desk.records.sources()
    data = {
        "title": found.name,
        "case": found,
        "people": desk.people.every(),
        "members": desk.cases.members(case_id),
        "files": [one for one in sources if one.id in files],
        "others": [one for one in reversed(sources) if one.id not in files][:SHOWN],
        "of_others": len(sources) - len(files),
        "seizures": [one.removeprefix("seizure:") for one in seizures],
        "unknown": {one.reference: one.words for one in unknown_among(desk.records, seizures)},
        "error": error,
    }
    return page(request, "admin_case.html", data, 200 if error is None else status_of(error))
