"""What two people do: one asks, another decides, and then it is done once."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request

from api.access import Actor, ForbiddenError, Permission
from api.paging import Cursor, Limit, paged
from api.repeats import Asking, Key, once
from api.schemas.access import ApprovalList, ApprovalSaid, ApprovalView, DecisionSaid, DisposalAskedView, Done
from api.show.custody_answers import exhibit_told
from api.signing_in import desk_of, needs
from api.usecases.access.two_people import Wish, ask, carry_out, decide, within_reach
from api.usecases.custody_web.disposal_asked import AskedDisposal, asked_disposals
from tracer.records.access.values import Approval
from tracer.records.audit import Act

router = APIRouter(prefix="/approvals", tags=["approvals"])
Asks = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]


@router.get("")
def approvals(
    request: Request,
    who: Annotated[Actor, Depends(needs(None))],
    state: Literal["asked", "approved", "refused", "done"] | None = None,
    cursor: Cursor = 0,
    limit: Limit = 100,
) -> ApprovalList:
    """Requests: all for those who decide, one's own for others who ask."""
    if not who.may(Permission.APPROVE) and not who.may(Permission.ADMINISTER):
        raise ForbiddenError("Your role neither asks nor decides here.", "Ask a supervisor.")
    found = within_reach(desk_of(request), who, state)
    if not who.may(Permission.APPROVE):
        found = tuple(one for one in found if one.asked_by == who.person.id)
    some, after = paged(found, cursor, limit)
    told = asked_disposals(desk_of(request), who, some)
    return ApprovalList(items=[_view(one, told.get(one.id)) for one in some], next=after, of=len(found))


@router.post("", status_code=201)
def ask_for(request: Request, who: Asks, said: ApprovalSaid, key: Key = None) -> ApprovalView:
    """Ask for an act. The same asked for again, while it is open or under the same key, is the same request."""
    desk = desk_of(request)
    wish = Wish(said.act, said.subject or desk.ledger.origin, said.reason, said.despite)
    made, _ = once(desk, Asking(who, "ask for", said, key), lambda: ask(desk, who, wish).id)
    return _view(desk.approvals.find(made))


@router.post("/{approval_id}/decision")
def decision(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.APPROVE, Act.ALTERED))],
    approval_id: str,
    said: DecisionSaid,
) -> ApprovalView:
    """Approve or refuse what somebody else asked for."""
    return _view(decide(desk_of(request), who, approval_id, said.approve, said.reason))


@router.post("/{approval_id}/do")
def do(request: Request, who: Asks, approval_id: str) -> Done:
    """Do what was approved, once."""
    return Done(said=carry_out(desk_of(request), who, approval_id))


def _view(one: Approval, asked: AskedDisposal | None = None) -> ApprovalView:
    view = ApprovalView.model_validate(one)
    if asked is None:
        return view
    told = DisposalAskedView(
        exhibit=exhibit_told(asked.state),
        what=asked.what,
        standing=asked.standing,
        against=list(asked.against),
        unsaid=list(asked.unsaid),
    )
    return view.model_copy(update={"disposal": told})
