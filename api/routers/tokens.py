"""Keys of programs, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.repeats import Asking, Key, once
from api.schemas.access import TokenList, TokenMade, TokenSaid, TokenView
from api.signing_in import desk_of, needs
from api.usecases.access.keys import NewToken, make_token
from tracer.records.access.values import Token
from tracer.records.audit import Act

router = APIRouter(prefix="/tokens", tags=["tokens"])
Changes = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]


@router.get("", dependencies=[Depends(needs(Permission.ADMINISTER))])
def tokens(request: Request, cursor: Cursor = 0, limit: Limit = 100) -> TokenList:
    """All tokens, those that ended too."""
    found = desk_of(request).tokens.every()
    some, after = paged(found, cursor, limit)
    return TokenList(items=[_view(one) for one in some], next=after, of=len(found))


@router.post("", status_code=201)
def make(request: Request, who: Changes, said: TokenSaid, key: Key = None) -> TokenMade:
    """Make a token. Its secret is in this answer and nowhere else."""
    desk, secrets = desk_of(request), []

    def make_one() -> str:
        new = NewToken(said.name, said.person, tuple(said.scopes), said.days)
        token_id, secret = make_token(desk.people, desk.tokens, new, who.asked())
        secrets.append(secret)
        return token_id

    token_id, _ = once(desk, Asking(who, "make token", said, key), make_one)
    return TokenMade(id=token_id, secret=secrets[0] if secrets else None)


@router.delete("/{token_id}", status_code=204)
def revoke(request: Request, who: Changes, token_id: str) -> None:
    """End a token at once."""
    desk_of(request).tokens.revoke(token_id, who.asked())


def _view(one: Token) -> TokenView:
    return TokenView(
        id=one.id,
        name=one.name,
        person=one.person.id,
        scopes=sorted(one.scopes),
        created_at=one.created_at,
        until=one.until,
        revoked_at=one.revoked_at,
    )
