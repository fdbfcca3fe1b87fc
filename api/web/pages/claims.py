"""Who says that an exhibit is theirs? Every claim to it, what was decided, and handing it to a claimant."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from api.access import Actor, ForbiddenError, Permission
from api.signing_in import desk_of, needs
from api.usecases.recovery import claim_acts
from api.usecases.recovery.claim_acts import Deciding, NewClaim
from api.usecases.recovery.desk_acts import Taken
from api.usecases.recovery.reach import claim_of
from api.usecases.recovery.slot_words import between
from api.web.forms import moment, then
from api.web.paths import quoted
from api.web.plain_words import plain
from api.web.returns_view import RETURNS, STATES, SUBJECTS, TOLD_BY, drawn, names, way_to_claims
from tracer.custody.events import reference_of
from tracer.errors import TracerError, UsageError
from tracer.records.audit import Act
from tracer.records.recovery.values import ClaimReturn

router = APIRouter(prefix=f"{RETURNS}/claims")
DONE = {
    "noted": "The claim is noted. Nobody is given the exhibit before it is decided.",
    "decided": "Decided. Who decided and why is kept.",
    "ready": "They may collect it. Agree on a time with them, and note it here.",
    "waits": "They are told to wait. Say again that they may collect it, once they may.",
    "ring": "The time that was agreed holds no more. They gave no e-mail address: ring them.",
    "agreed": "The time is noted.",
    "one": "Noted, with the reason. Who said it is kept.",
    "back": "It was handed to them. Print the receipt and have it signed.",
}
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]
Name = Annotated[str, Query(max_length=300)]
Short = Annotated[str, Form(max_length=300)]
Text = Annotated[str, Form(max_length=4000)]


@router.get("")
def claims(request: Request, who: Returns, exhibit: Name, seizure: Name = "", done: str = "") -> Response:
    """All claims to an exhibit."""
    return _drawn(request, who, (exhibit, seizure or None), done=done)


@router.get("/who")
def claimants(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.OWNERS))],
    exhibit: Name,
    purpose: Name = "",
) -> Response:
    """Who makes each claim, for a purpose that is typed in and noted."""
    try:
        found = claim_acts.claimants(desk_of(request), who, exhibit, purpose)
    except UsageError as error:
        return _drawn(request, who, (exhibit, None), error)
    data = {"title": "Who claims it", "exhibit": reference_of(exhibit), "claims": found, "purpose": purpose.strip()}
    return drawn(request, "claims_who.html", {**data, "back": way_to_claims(exhibit)})


@router.post("")
def note(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    exhibit: Short,
    kind: Short = "",
    claimant: Text = "",
    why: Text = "",
    email: Short = "",
) -> Response:
    """Somebody says that it is theirs."""
    try:
        made = claim_acts.claim_as(desk_of(request), who, (exhibit, None), NewClaim(kind, claimant, why, email))
    except UsageError as error:
        given = {"kind": kind, "claimant": claimant, "why": why, "email": email}
        return _drawn(request, who, (exhibit, None), error, given)
    return then(f"{way_to_claims(made.exhibit)}&done=noted")


@router.post("/{claim}/decision")
def decide(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request, who: Returns, claim: str, decision: Short = "", reason: Short = "", change: Short = ""
) -> Response:
    """Accept or refuse a claim, or decide it otherwise than before."""

    def act() -> str:
        if decision not in ("accept", "refuse"):
            raise UsageError("It is not said what is decided.", "Accept or refuse.")
        claim_acts.decide_as(desk_of(request), who, claim, Deciding(decision == "accept", reason, change == "yes"))
        return "decided"

    return _tried(request, who, claim, act)


@router.post("/{claim}/one-person")
def one_person(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.ALTERED, Permission.APPROVE))],
    claim: str,
    one: Short = "yes",
    reason: Short = "",
) -> Response:
    """The claimant is the owner of the report, or is not after all."""

    def act() -> str:
        claim_acts.say_one_as(desk_of(request), who, claim, one == "yes", reason)
        return "one"

    if who.may(Permission.RETURNS):
        return _tried(request, who, claim, act)
    # Supervisors say it on the page of the exhibit: this one is for those who return phones.
    found = claim_acts.say_one_as(desk_of(request), who, claim, one == "yes", reason)
    return then(f"/exhibits/{quoted(found.claim.exhibit)}#claims")


@router.post("/{claim}/ready")
def ready(request: Request, who: Returns, claim: str) -> Response:
    """The claimant may collect it."""

    def act() -> str:
        claim_acts.ready_as(desk_of(request), who, claim)
        return "ready"

    return _tried(request, who, claim, act)


@router.post("/{claim}/update")
def stays(request: Request, who: Returns, claim: str) -> Response:
    """The claimant has to wait after all."""

    def act() -> str:
        found = claim_acts.stays_as(desk_of(request), who, claim)
        return "waits" if found.claim.mailed else "ring"

    return _tried(request, who, claim, act)


@router.post("/{claim}/collection")
def agree(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    claim: str,
    day: Short = "",
    begins: Short = "",
    ends: Short = "",
    point: Short = "",
) -> Response:
    """The time that was agreed with the claimant."""

    def act() -> str:
        times = (moment(day, begins), moment(day, ends))
        claim_acts.arrange_as(desk_of(request), who, claim, times, point)
        return "agreed"

    return _tried(request, who, claim, act)


@router.post("/{claim}/hand-back")
def hand_back(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    claim: str,
    identity: Text = "",
    name: Short = "",
    seal: Short = "",
    despite_block: Text = "",
    key: Short = "",
) -> Response:
    """Hand it to the claimant, with its receipt, or do nothing of it."""

    def act() -> str:
        taken = Taken(identity, name, seal, despite_block, key or None)
        claim_acts.hand_to_claimant_as(desk_of(request), who, claim, taken)
        return "back"

    given = {"claim": claim, "identity": identity, "name": name, "seal": seal, "despite_block": despite_block}
    return _tried(request, who, claim, act, given)


@router.get("/{claim}/receipt")
def receipt(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.DISCLOSED))], claim: str
) -> Response:
    """The receipt that was kept when it was handed to the claimant."""
    headers = {"Content-Disposition": 'inline; filename="receipt.pdf"'}
    kept = claim_acts.claim_receipt(desk_of(request), who, claim)
    return Response(kept, media_type="application/pdf", headers=headers)


def _tried(
    request: Request, who: Actor, claim: str, act: Callable[[], str], given: Mapping[str, str] | None = None
) -> Response:
    found = claim_of(desk_of(request), who, claim)
    try:
        done = act()
    except ForbiddenError:
        raise
    except TracerError as error:
        return _drawn(request, who, (found.exhibit, None), error, given)
    return then(f"{way_to_claims(found.exhibit)}&done={done}")


def _drawn(  # noqa: PLR0913, PLR0917 - what a page may be told
    request: Request,
    who: Actor,
    exhibit: tuple[str, str | None],
    error: TracerError | None = None,
    given: Mapping[str, str] | None = None,
    done: str = "",
) -> Response:
    desk = desk_of(request)
    found = claim_acts.claims_page(desk, who, *exhibit)
    reference = reference_of(found.state.exhibit)
    data = {
        "title": f"Claims to {reference}",
        "page": found,
        "exhibit": reference,
        "comes_first": [plain(each) for each in found.comes_first],
        "names": names(desk),
        "when": _when,
        "subjects": SUBJECTS,
        "states": STATES,
        "told_by": TOLD_BY,
        "given": given or {},
        "key": secrets.token_urlsafe(12),
        "may_see_owner": who.may(Permission.OWNERS),
        "done": DONE.get(done, ""),
    }
    return drawn(request, "claims.html", data, error)


def _when(back: ClaimReturn) -> str:
    return "" if back.begins is None or back.ends is None else between(back.begins, back.ends)
