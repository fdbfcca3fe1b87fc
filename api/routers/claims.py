"""Claims to exhibits: who says that one is theirs, what was decided, and handing it to whom a claim was accepted of."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.access import Actor, Permission
from api.repeats import Asking, Key, once
from api.schemas.claims import AgreedSaid, ClaimList, ClaimSaid, ClaimView, DecisionSaid, OneClaimView, OnePersonSaid
from api.schemas.returns import HandBackSaid
from api.show import recovery as show
from api.signing_in import desk_of, needs
from api.usecases.custody_web.reach import reached
from api.usecases.recovery import claim_acts
from api.usecases.recovery.claim_acts import Deciding, NewClaim, OneClaim
from api.usecases.recovery.desk_acts import Taken
from api.usecases.recovery.reach import claim_of
from tracer.records.audit import Act
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.values import Claim

router = APIRouter(prefix="/returns/claims", tags=["returns"])
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]
Sees = Annotated[Actor, Depends(needs(Permission.RETURNS, Act.CONSULTED, Permission.CUSTODY_WRITE))]
Notes = Annotated[Actor, Depends(needs(Permission.RETURNS, Act.ALTERED, Permission.CUSTODY_WRITE))]
Name = Annotated[str, Query(min_length=1, max_length=200)]
PDF = "application/pdf"


@router.get("")
def claims(request: Request, who: Sees, exhibit: Name, seizure: Name | None = None) -> ClaimList:
    """The claims to an exhibit, what was decided, and how far its hand-back to a claimant is.

    Open to those who return phones, and to those who keep exhibits: these see of each that there is one, of what kind
    and what was decided, and no reasons.
    """
    desk = desk_of(request)
    state = reached(desk, who, claim_acts.noting(who), exhibit, seizure)
    found = desk.records.part(Claims).of_exhibit(state.exhibit)
    if not who.may(Permission.RETURNS):
        return ClaimList(whole=False, items=[_outline(one) for one in found])
    return ClaimList(whole=True, items=[_view(claim_acts.one_claim(desk, one)) for one in found])


@router.post("", status_code=201)
def claim(request: Request, who: Notes, said: ClaimSaid, key: Key = None) -> ClaimView:
    """Record that somebody says an exhibit is theirs. Until it is decided nobody is given it.

    Open to those who return phones and to those who keep exhibits; to decide it is for the first alone. The same key
    again gives the same claim.
    """
    desk, new = desk_of(request), NewClaim(said.kind, said.who, said.why, said.email or "")
    exhibit = (said.exhibit, said.seizure)
    made, _ = once(desk, Asking(who, "claim", said, key), lambda: claim_acts.claim_as(desk, who, exhibit, new).id)
    return ClaimView.model_validate(show.claim_json(claim_of(desk, who, made, claim_acts.noting(who))))


@router.post("/{claim_id}/decision")
def decide(request: Request, who: Returns, claim_id: str, said: DecisionSaid) -> ClaimView:
    """Decide a claim; who decided and why is kept. One alone can be accepted; with `change` otherwise than before."""
    done = claim_acts.decide_as(desk_of(request), who, claim_id, Deciding(said.accept, said.reason, said.change))
    return ClaimView.model_validate(show.claim_json(done))


@router.post("/{claim_id}/one-person")
def one_person(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.ALTERED, Permission.APPROVE))],
    claim_id: str,
    said: OnePersonSaid,
) -> OneClaimView:
    """Say that whoever claims it as its owner is the owner of the report that it is confirmed for, or is not after all.

    It goes back by the report then. Open to those who return phones and to supervisors.
    """
    return _view(claim_acts.say_one_as(desk_of(request), who, claim_id, said.one, said.reason))


@router.post("/{claim_id}/ready")
def ready(request: Request, who: Returns, claim_id: str) -> OneClaimView:
    """Say that whoever claimed it may collect it. Refused while something stands in the way."""
    return _view(claim_acts.ready_as(desk_of(request), who, claim_id))


@router.post("/{claim_id}/update")
def stays(request: Request, who: Returns, claim_id: str) -> OneClaimView:
    """Say that whoever may collect it has to wait: a time agreed holds no more, and they are told once, never why."""
    return _view(claim_acts.stays_as(desk_of(request), who, claim_id))


@router.post("/{claim_id}/collection")
def agree(request: Request, who: Returns, claim_id: str, said: AgreedSaid) -> OneClaimView:
    """Keep the time and place that were agreed with the claimant; a later one takes the place of an earlier."""
    return _view(claim_acts.arrange_as(desk_of(request), who, claim_id, (said.begins, said.ends), said.point))


@router.post("/{claim_id}/hand-back", status_code=201)
def hand_back(request: Request, who: Returns, claim_id: str, said: HandBackSaid, key: Key = None) -> OneClaimView:
    """Hand it to the claimant: receipt, custody, report and notice in one, or none of it."""
    taken = Taken(said.identity, said.name, said.seal, said.despite_block, key, said.expect)
    return _view(claim_acts.hand_to_claimant_as(desk_of(request), who, claim_id, taken))


@router.get("/{claim_id}/receipt", response_class=Response, responses={200: {"content": {PDF: {}}}})
def receipt(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.DISCLOSED))], claim_id: str
) -> Response:
    """The receipt that was kept when it was handed to the claimant."""
    return Response(claim_acts.claim_receipt(desk_of(request), who, claim_id), media_type=PDF)


def _outline(one: Claim) -> OneClaimView:
    """What the page of its exhibit shows of a claim to those who keep it."""
    statements = tuple(replace(each, why="") for each in one.statements)
    return _view(OneClaim(replace(one, decided_why=None, earlier=(), statements=statements), None, ()))


def _view(one: OneClaim) -> OneClaimView:
    back = None if one.back is None else show.claim_return_json(one.back, one.also)
    waits: dict[str, object] = {"inTheWay": [str(each) for each in one.hindrances], "untold": list(one.untold)}
    waits["notices"] = [show.notice_json(each) for each in one.notices]
    return OneClaimView.model_validate({**show.claim_json(one.claim), **waits, "handBack": back})
