"""People who work here, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.repeats import Asking, Key, once
from api.schemas.access import PasswordMade, PersonList, PersonMade, PersonSaid, PersonView
from api.signing_in import desk_of, needs
from api.usecases.access.accounts import NewAccount
from api.usecases.access.staff import Change, add_person, change_person, reset, tag_of
from tracer.records.access.values import Person
from tracer.records.audit import Act

router = APIRouter(prefix="/people", tags=["people"])
READS = [Depends(needs(Permission.ADMINISTER))]
Changes = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]


@router.get("", dependencies=READS)
def people(request: Request, cursor: Cursor = 0, limit: Limit = 100) -> PersonList:
    """Everybody."""
    found = desk_of(request).people.every()
    some, after = paged(found, cursor, limit)
    return PersonList(items=[_view(one) for one in some], next=after, of=len(found))


@router.post("", status_code=201)
def add(request: Request, response: Response, who: Changes, said: PersonSaid, key: Key = None) -> PersonMade:
    """Make an account. Its first password is in this answer and nowhere else."""
    desk, passwords = desk_of(request), []

    def make() -> str:
        made = add_person(desk, who, _account(said))
        passwords.append(made.password)
        return made.person.id

    person_id, _ = once(desk, Asking(who, "add person", said, key), make)
    response.headers["Location"] = f"/api/v1/people/{person_id}"
    return PersonMade(person=_view(desk.people.find(person_id)), password=passwords[0] if passwords else None)


@router.get("/{person_id}", dependencies=READS)
def person(request: Request, response: Response, person_id: str) -> PersonView:
    """One person, with the `ETag` that a change names."""
    found = desk_of(request).people.find(person_id)
    response.headers["ETag"] = f'"{tag_of(found)}"'
    return _view(found)


@router.put("/{person_id}")
def change(  # noqa: PLR0913, PLR0917 - each is a part of the request
    request: Request,
    response: Response,
    who: Changes,
    person_id: str,
    said: PersonSaid,
    if_match: Annotated[str | None, Header(max_length=200)] = None,
) -> PersonView:
    """Change an account; 412 when it is no longer what `If-Match` names."""
    seen = None if if_match is None else if_match.strip().strip('"')
    changed = change_person(desk_of(request), who, person_id, Change(_account(said), said.active, seen))
    response.headers["ETag"] = f'"{tag_of(changed)}"'
    return _view(changed)


@router.post("/{person_id}/reset")
def reset_password(request: Request, who: Changes, person_id: str) -> PasswordMade:
    """A new password, in this answer and nowhere else; one-time codes are gone."""
    return PasswordMade(password=reset(desk_of(request), who, person_id))


@router.delete("/{person_id}/sessions", status_code=204)
def sign_out(request: Request, who: Changes, person_id: str) -> None:
    """Sign somebody out everywhere."""
    desk = desk_of(request)
    desk.sessions.end_all_of(desk.people.find(person_id).id, who.asked())


def _account(said: PersonSaid) -> NewAccount:
    return NewAccount(said.username, said.name, said.force, tuple(said.roles), said.initials)


def _view(one: Person) -> PersonView:
    return PersonView(
        id=one.id,
        username=one.username,
        name=one.name,
        force=one.force,
        roles=sorted(one.roles),
        initials=one.initials,
        active=one.active,
        has_password=one.has_password,
        has_totp=one.has_totp,
        subject=one.subject,
        created_at=one.created_at,
    )
