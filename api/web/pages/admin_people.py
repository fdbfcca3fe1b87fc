"""People: who works here, what each may do, and which officer of the custody ledger acts for them."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.access import Actor, Role
from api.problems import status_of
from api.signing_in import desk_of
from api.usecases.access.accounts import NewAccount
from api.usecases.access.staff import Change, add_person, change_person, reset, tag_of, tie
from api.web.forms import then
from api.web.pages.admin import READS, Changes
from api.web.view import page
from tracer.errors import TracerError

router = APIRouter(prefix="/admin/people")
Short = Annotated[str, Form(max_length=200)]
Roles = Annotated[list[str] | None, Form(max_length=50)]


@router.get("", dependencies=READS)
def people(request: Request) -> Response:
    """Everybody, and a form for one more."""
    return _every(request)


@router.post("")
def add(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Changes,
    username: Short,
    name: Short,
    force: Short = "",
    initials: Short = "",
    roles: Roles = None,
) -> Response:
    """Make an account; its first password is shown on this answer and never again."""
    try:
        made = add_person(desk_of(request), who, NewAccount(username, name, force, tuple(roles or ()), initials))
    except TracerError as error:
        return _every(request, error)
    return _one(request, made.person.id, secret=made.password)


@router.get("/{person_id}", dependencies=READS)
def person(request: Request, person_id: str) -> Response:
    """One person, to be changed."""
    return _one(request, person_id)


@router.post("/{person_id}")
def change(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Changes,
    person_id: str,
    username: Short,
    name: Short,
    seen: Short,
    force: Short = "",
    initials: Short = "",
    roles: Roles = None,
    active: Annotated[str, Form(max_length=3)] = "",
) -> Response:
    """Change name, force, roles, officer, or whether they may act."""
    account = NewAccount(username, name, force, tuple(roles or ()), initials)
    try:
        change_person(desk_of(request), who, person_id, Change(account, active == "yes", seen))
    except TracerError as error:
        return _one(request, person_id, error)
    return then(f"/admin/people/{person_id}")


@router.post("/{person_id}/reset")
def new_password(request: Request, who: Changes, person_id: str) -> Response:
    """A new password, shown on this answer and never again; one-time codes are gone."""
    return _one(request, person_id, secret=reset(desk_of(request), who, person_id))


@router.post("/{person_id}/subject")
def subject(request: Request, who: Changes, person_id: str, subject: Short = "") -> Response:
    """Say by which subject the identity provider knows them."""
    try:
        tie(desk_of(request), who, person_id, subject)
    except TracerError as error:
        return _one(request, person_id, error)
    return then(f"/admin/people/{person_id}")


def _every(request: Request, error: TracerError | None = None) -> Response:
    desk = desk_of(request)
    found = desk.people.every()
    shared = Counter(one.initials for one in found if one.initials and one.active)
    data = {
        "title": "People",
        "people": found,
        "roles": list(Role),
        "force": desk.settings.force,
        "shared": sorted(initials for initials, count in shared.items() if count > 1),
        "error": error,
    }
    return page(request, "admin_people.html", data, 200 if error is None else status_of(error))


def _one(request: Request, person_id: str, error: TracerError | None = None, secret: str = "") -> Response:
    desk = desk_of(request)
    found = desk.people.find(person_id)
    actor: Actor = request.state.actor
    data = {
        "title": found.name,
        "person": found,
        "tag": tag_of(found),
        "roles": list(Role),
        "secret": secret,
        "issuer": desk.settings.oidc_issuer,
        "subject": (found.subject or "").removeprefix(f"{desk.settings.oidc_issuer} "),
        "cases": [case for case in desk.cases.every() if person_id in desk.cases.members(case.id)],
        "self": actor.person.id == person_id,
        "error": error,
    }
    return page(request, "admin_person.html", data, 200 if error is None else status_of(error))
