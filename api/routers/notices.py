"""The outbox of notices to owners and claimants, as `tracer notify` shows it. The server itself sends what is due."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from api.access import Actor, Permission
from api.paging import Cursor, Limit, paged
from api.schemas.notices import Checked, NoticeList, NoticeText, NoticeView, ToldOtherwise
from api.schemas.returns import ReasonSaid
from api.show.recovery import notice_json
from api.signing_in import desk_of, needs
from api.usecases.recovery import desk_acts
from api.usecases.recovery.reach import checked_code, notice_of, seen_notices
from api.usecases.recovery.send import preview
from tracer.records.recovery.values import Notice, NoticeState

router = APIRouter(prefix="/notices", tags=["returns"])
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]


@router.get("")
def notices(
    request: Request, who: Returns, state: NoticeState | None = None, cursor: Cursor = 0, limit: Limit = 100
) -> NoticeList:
    """The notices, newest first. Those given up (`dead`) say why."""
    found = seen_notices(desk_of(request), who, state)
    some, after = paged(found, cursor, limit)
    return NoticeList(items=[_view(one) for one in some], next=after, of=len(found))


@router.get("/check")
def check(request: Request, who: Returns, code: Annotated[str, Query(min_length=1, max_length=40)]) -> Checked:
    """Whether a check code that an owner reads out is of a notice of ours."""
    ours, found = checked_code(desk_of(request), who, code)
    return Checked(ours=ours, notice=None if found is None else _view(found))


@router.get("/{notice_id}/text")
def text(request: Request, who: Returns, notice_id: str) -> NoticeText:
    """What a notice says, without whom it goes to."""
    found = notice_of(desk_of(request), who, notice_id)
    return NoticeText.model_validate(preview(desk_of(request).custody, found.id))


@router.post("/{notice_id}/retry")
def retry(request: Request, who: Returns, notice_id: str, said: ReasonSaid) -> NoticeView:
    """Put a notice that was given up back into the queue."""
    return _view(desk_acts.retry_as(desk_of(request), who, notice_id, said.reason))


@router.post("/{notice_id}/told")
def told(request: Request, who: Returns, notice_id: str, said: ToldOtherwise) -> NoticeView:
    """Note that they were told otherwise what a notice says: it is owed no more, and does not go out.

    One that was not given up needs a reason. Refused for one that went out, or is on its way just now.
    """
    telling = desk_acts.Telling(said.how, said.at, said.reason or "")
    return _view(desk_acts.told_as(desk_of(request), who, notice_id, telling))


def _view(one: Notice) -> NoticeView:
    return NoticeView.model_validate(notice_json(one))
