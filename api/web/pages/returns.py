"""Whose is it, and what is due? What has to be told today, what is open, and each return by itself."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.signing_in import desk_of, needs
from api.usecases.custody_web.disposal import open_disposals
from api.usecases.custody_web.reach import reached
from api.usecases.recovery.candidates import candidates
from api.usecases.recovery.compared import ContradictedError
from api.usecases.recovery.desk_acts import Finding, confirm_as
from api.usecases.recovery.one_return import kept_receipt, letters, people_of
from api.usecases.recovery.reach import checked_code, confirmation_of, notice_of
from api.usecases.recovery.send import preview
from api.web.forms import then
from api.web.links import Link
from api.web.returns_view import RETURNS, SUBJECTS, drawn, drawn_return, drawn_returns, names, way_back, way_to
from tracer.custody.events import reference_of
from tracer.errors import NotFoundError, TracerError, UsageError
from tracer.records.audit import Act
from tracer.records.recovery.confirmations import Confirmations
from tracer.recovery.report import Report

router = APIRouter(prefix=RETURNS)
LINKS = (Link("Returns", RETURNS, Permission.RETURNS, 60),)
DONE = {
    "told": "The owner is told: a notice is on its way.",
    "untold": "Done, but nobody is told. Reach the owner otherwise.",
    "back": "The phone was handed back.",
    "kept": "Noted.",
    "also": "The times are offered. At some of them another phone may be collected there as well: see below.",
}
Returns = Annotated[Actor, Depends(needs(Permission.RETURNS))]
Short = Annotated[str, Form(max_length=200)]
Name = Annotated[str, Query(max_length=300)]


@router.get("")
def returns(request: Request, who: Returns, all: bool = False) -> Response:
    """What is late, due and open; `all`: every exhibit of which it is to be said whose it is."""
    return drawn_returns(request, who, all_to_confirm=all)


@router.get("/confirm")
def candidates_of(request: Request, who: Returns, exhibit: Name, seizure: Name = "") -> Response:
    """The reports that an exhibit may be of, with what speaks for and against each."""
    try:
        return _confirming(request, who, (exhibit, seizure))
    except (NotFoundError, UsageError) as error:
        return drawn_returns(request, who, error, exhibit=exhibit)


@router.post("/confirm")
def confirmed(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Returns,
    exhibit: Short,
    seizure: Short = "",
    candidate: Short = "",
    reference: Short = "",
    force: Short = "",
    reasons: Annotated[str, Form(max_length=4000)] = "",
    enhanced: Short = "",
    despite: Annotated[str, Form(max_length=1000)] = "",
    despite_of: Short = "",
    key: Short = "",
) -> Response:
    """Confirm whose it is; the owner is told."""
    desk = desk_of(request)
    given = {"candidate": candidate, "reference": reference, "force": force, "reasons": reasons, "despite": despite}
    given["enhanced"] = enhanced
    try:
        state = reached(desk, who, Permission.RETURNS, exhibit, seizure or None)
        known = {one.report.owner: one.report for one in candidates(desk, who, state.exhibit)}
        report = known.get(candidate) or Report(force.strip(), reference.strip())
        if not report.reference or not report.force:
            raise UsageError("No report is chosen.", "Choose one, or give its force and reference.")
        # A reason in spite of what was said against one report is none for another.
        nevertheless = despite if despite_of == report.owner else ""
        said = Finding(
            state.exhibit, report, tuple(reasons.splitlines()), enhanced == "yes", key or None, None, nevertheless
        )
        done = confirm_as(desk, who, said)
    except ContradictedError as error:
        return _confirming(request, who, (exhibit, seizure), error, {**given, "despite_of": report.owner})
    except TracerError as error:
        return _confirming(request, who, (exhibit, seizure), error, given)
    return then(f"{way_to(done.confirmation.id)}?done={'told' if done.notice else 'untold'}")


@router.get("/of/{confirmation}")
def one(request: Request, who: Returns, confirmation: str, done: str = "") -> Response:
    """One phone."""
    return drawn_return(request, who, confirmation, done=DONE.get(done, ""))


@router.get("/of/{confirmation}/owner")
def owner(
    request: Request,
    who: Annotated[Actor, Depends(needs(Permission.OWNERS))],
    confirmation: str,
    purpose: Name = "",
) -> Response:
    """The owner's details, for a purpose that is typed in and noted."""
    desk = desk_of(request)
    found = confirmation_of(desk, who, confirmation, Permission.OWNERS)
    try:
        known, claims = people_of(desk, who, found.id, purpose)
    except (UsageError, NotFoundError) as error:
        return drawn_return(request, who, found.id, error)
    data = {"title": "The owner's details", "found": found, "known": known, "claims": claims}
    return drawn(request, "returns_owner.html", {**data, "purpose": purpose.strip(), "back": way_to(found.id)})


@router.get("/of/{confirmation}/receipt")
def receipt(
    request: Request, who: Annotated[Actor, Depends(needs(Permission.RETURNS, Act.DISCLOSED))], confirmation: str
) -> Response:
    """The receipt that was kept when the phone was handed back, to be printed and signed."""
    headers = {"Content-Disposition": 'inline; filename="receipt.pdf"'}
    return Response(kept_receipt(desk_of(request), who, confirmation), media_type="application/pdf", headers=headers)


@router.get("/about")
def about(request: Request, who: Returns, force: Name, reference: Name, done: str = "") -> Response:
    """What the owner of a report asked, whether or not a phone of theirs was found."""
    report = Report(force, reference)
    found = letters(desk_of(request), who, report) if who.may(Permission.OWNERS) else ()
    data = {"title": f"Questions about {reference}", "report": report, "messages": found, "done": DONE.get(done, "")}
    return drawn(request, "returns_about.html", data)


@router.get("/notices/{notice}")
def notice(request: Request, who: Returns, notice: str) -> Response:
    """What a notice says."""
    found = notice_of(desk_of(request), who, notice)
    text = preview(desk_of(request).custody, found.id)
    back = way_back(desk_of(request), found)
    data = {"title": SUBJECTS.get(found.kind, found.kind), "letter": found, "text": text, "back": back}
    return drawn(request, "returns_notice.html", data)


@router.get("/check")
def check(request: Request, who: Returns, code: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Whether a check code that an owner reads out is of a notice of ours."""
    ours, found = checked_code(desk_of(request), who, code)
    about = "" if found is None else f": “{SUBJECTS.get(found.kind, found.kind)}”, about {found.report.reference}"
    return drawn_returns(request, who, code=code, checked=True, ours=f"Ours{about}." if ours else "")


def _confirming(
    request: Request,
    who: Actor,
    named: tuple[str, str],
    error: TracerError | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    desk = desk_of(request)
    state = reached(desk, who, Permission.RETURNS, named[0], named[1] or None)
    before = desk.records.part(Confirmations).of_exhibit(state.exhibit)
    data = {
        "title": f"Whose is {reference_of(state.exhibit)}?",
        "state": state,
        "exhibit": reference_of(state.exhibit),
        "candidates": candidates(desk, who, state.exhibit),
        "before": before,
        "disposals": open_disposals(desk, state),
        "names": names(desk),
        "given": given or {"force": desk.settings.force},
        "key": secrets.token_urlsafe(12),
    }
    return drawn(request, "returns_confirm.html", data, error)
