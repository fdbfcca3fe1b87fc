"""Exhibits: what waits for somebody, where each is and whether that can be proven, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from api.access import Actor, ForbiddenError, Permission
from api.limits import takes_files
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.custody.export import Wish
from api.usecases.custody.unaccounted import unaccounted
from api.usecases.custody.verify import Verified, verify
from api.usecases.custody_web.acts import Words, do, pass_on
from api.usecases.custody_web.between import told_between
from api.usecases.custody_web.disposal import ask, decide, dispose
from api.usecases.custody_web.exhibit_page import exhibit_page, registered, takers, waiting
from api.usecases.custody_web.files import attach_files
from api.usecases.custody_web.looking import Seen, Wanted, found_exhibits, seen
from api.usecases.custody_web.proof import bundle
from api.usecases.custody_web.reach import named, reached, visible
from api.usecases.loading.incoming import forget, receive
from api.usecases.recovery.claim_acts import NewClaim, claim_as, noting
from api.web.exhibit_forms import PASSING, ActForm, act_of
from api.web.exhibit_words import words_of
from api.web.forms import then
from api.web.links import Link
from api.web.paths import quoted
from api.web.plain_words import plain
from api.web.sent_files import blocks_of, files_of, text_of
from api.web.view import page
from tracer.custody.events import ConflictError, ExhibitState, Status
from tracer.errors import TracerError
from tracer.records.audit import Act

router = APIRouter()
LINKS = (Link("Exhibits", "/exhibits", Permission.CUSTODY_READ, 40),)
SHOWN = 100
Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ))]
Writes = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.ALTERED))]
Passes = Annotated[Actor, Depends(needs(Permission.CUSTODY_HOLD, Act.ALTERED, Permission.CUSTODY_WRITE))]
Notes = Annotated[Actor, Depends(needs(Permission.RETURNS, Act.ALTERED, Permission.CUSTODY_WRITE))]
Approves = Annotated[Actor, Depends(needs(Permission.APPROVE, Act.ALTERED))]
Discloses = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ, Act.DISCLOSED))]
Short = Annotated[str, Form(max_length=200)]
Text = Annotated[str, Form(max_length=4000)]


@router.get("/exhibits")
def exhibits(request: Request, who: Reads, q: str = "", seizure: str = "", status: str = "") -> Response:
    """What waits for somebody, and the exhibits that fit."""
    desk = desk_of(request)
    error: TracerError | None = None
    found = Seen()
    try:
        if q.strip():
            found = seen(desk, who, named(desk, q.strip()[:200]))
            if not found.exhibits:
                reached(desk, who, Permission.CUSTODY_READ, q.strip()[:200])
        else:
            kind = Status(status) if status in set(Status) else None
            found = found_exhibits(desk, who, Wanted(seizure.strip() or None, None, None, kind))
    except TracerError as raised:
        error = raised
    if q.strip() and len(found.exhibits) == 1:
        return then(_way(found.exhibits[0]))
    data = {
        "title": "Exhibits",
        "error": plain(error),
        "asked": {"q": q, "seizure": seizure, "status": status},
        "waiting": waiting(desk, who),
        "found": found.exhibits[:SHOWN],
        "of": len(found.exhibits),
        "left_out": found.left_out,
        "statuses": [one.value for one in Status],
        "books": who.may(Permission.CUSTODY_WRITE),
        **words_of(request),
    }
    return page(request, "exhibits.html", data, 200 if error is None else status_of(error))


@router.get("/exhibits/{reference:path}")
def exhibit(request: Request, who: Reads, reference: str, seizure: str | None = None, purpose: str = "") -> Response:
    """One exhibit; where several seizures have the reference, which of them is meant."""
    desk = desk_of(request)
    if seizure is None and not reference.startswith("exhibit:"):
        meant = visible(desk, who, named(desk, reference))
        if len(meant) > 1:
            data = {"title": reference, "reference": reference, "found": meant, **words_of(request)}
            return page(request, "exhibit_which.html", data)
    state = reached(desk, who, Permission.CUSTODY_READ, reference, seizure)
    return _exhibit(request, who, state, {"purpose": purpose})


@router.post("/exhibits/{exhibit:path}/files")
@takes_files
async def files(request: Request, who: Writes, exhibit: str) -> Response:
    """Keep files with it."""
    desk = desk_of(request)
    state = await run_in_threadpool(reached, desk, who, Permission.CUSTODY_WRITE, exhibit)
    arrived: list[Path] = []
    async with request.form() as form:
        try:
            for file in files_of(form):
                arrived.append((await receive(desk.settings.incoming, file.filename or "file", blocks_of(file))).path)
            words = Words(key=text_of(form, "key") or None)
            await run_in_threadpool(attach_files, desk, who, (exhibit, None), words, arrived)
        except TracerError as error:
            return await run_in_threadpool(_exhibit, request, who, state, {"error": error})
        finally:
            for path in arrived:
                forget(path)
    return then(_way(state))


@router.post("/exhibits/{exhibit:path}/check")
def check(request: Request, who: Reads, exhibit: str) -> Response:
    """Derive the whole ledger again from the stored bytes."""
    desk = desk_of(request)
    state = reached(desk, who, Permission.CUSTODY_READ, exhibit)
    return _exhibit(request, who, state, {"checked": verify(desk.custody)})


@router.post("/exhibits/{exhibit:path}/bundle")
def export(
    request: Request, who: Discloses, exhibit: str, disclose: Annotated[str, Form()] = "", purpose: Short = ""
) -> Response:
    """A bundle that anybody can check."""
    desk = desk_of(request)
    state = reached(desk, who, Permission.CUSTODY_READ, exhibit)
    try:
        out = bundle(desk, who, Wish((state.exhibit,), None, ("all",) if disclose else ()), purpose)
    except TracerError as error:
        return _exhibit(request, who, state, {"error": error})
    return FileResponse(
        out.path, media_type="application/zip", filename="bundle.zip", background=BackgroundTask(out.remove)
    )


@router.post("/exhibits/{exhibit:path}/claims")
def claims(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Notes,
    exhibit: str,
    kind: Short = "",
    claimant: Text = "",
    why: Text = "",
    email: Text = "",
) -> Response:
    """Somebody says that it is theirs: noted by whoever keeps it, and decided by those who return phones."""
    desk = desk_of(request)
    state = reached(desk, who, noting(who), exhibit)
    try:
        claim_as(desk, who, (state.exhibit, None), NewClaim(kind, claimant, why, email))
    except TracerError as error:
        claimed = {"kind": kind, "claimant": claimant, "why": why, "email": email}
        return _exhibit(request, who, state, {"error": error, "claimed": claimed})
    return then(f"{_way(state)}#claims")


@router.post("/exhibits/{exhibit:path}/disposal")
def disposal(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Writes,
    exhibit: str,
    reason: Short = "",
    despite: Short = "",
    approval: Short = "",
    seal: Short = "",
) -> Response:
    """Ask for a disposal; or do what was approved."""
    desk = desk_of(request)
    state = reached(desk, who, Permission.CUSTODY_WRITE, exhibit)
    try:
        if approval:
            dispose(desk, who, approval, Words(), seal or None)
        else:
            ask(desk, who, (state.exhibit, None), reason, despite)
    except TracerError as error:
        return _exhibit(request, who, state, {"error": error, "disposing": {"reason": reason, "despite": despite}})
    return then(_way(state))


@router.post("/exhibits/{exhibit:path}/disposal/decide")
def decision(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Approves,
    exhibit: str,
    approval: Short,
    decision: Annotated[str, Form(pattern="^(approve|refuse)$")],
    reason: Short = "",
) -> Response:
    """Approve or refuse a disposal that somebody else asked for."""
    desk = desk_of(request)
    state = reached(desk, who, Permission.CUSTODY_READ, exhibit)
    try:
        decide(desk, who, approval, decision == "approve", reason)
    except TracerError as error:
        return _exhibit(request, who, state, {"error": error})
    return then(_way(state))


@router.post("/exhibits/{exhibit:path}")
def act(request: Request, who: Passes, exhibit: str, form: Annotated[ActForm, Form()]) -> Response:
    """Record something of it. What somebody else did since the page was opened is told, and nothing is recorded."""
    desk, passing = desk_of(request), form.act in PASSING
    state = reached(desk, who, Permission.CUSTODY_READ if passing else Permission.CUSTODY_WRITE, exhibit)
    try:
        done = (pass_on if passing else do)(desk, who, (state.exhibit, None), form.words(), act_of(form))
    except ForbiddenError:
        raise
    except ConflictError as error:
        now, told = desk.ledger.state(state.exhibit), told_between(desk, error)
        return _exhibit(request, who, now, {"error": told, "given": form})
    except TracerError as error:
        return _exhibit(request, who, state, {"error": error, "given": form})
    return _exhibit(request, who, done.state, {"hints": done.hints}) if done.hints else then(_way(state))


def _exhibit(request: Request, who: Actor, state: ExhibitState, more: Mapping[str, Any]) -> Response:
    desk = desk_of(request)
    officers, places = registered(desk)
    checked: Verified | None = more.get("checked")
    error: TracerError | None = more.get("error")
    view = exhibit_page(desk, who, state, str(more.get("purpose", "")))
    data = {
        "title": f"Exhibit {state.exhibit.rpartition(':')[2]}",
        "view": view,
        "kept": [plain(TracerError(one.what, one.do)) for one in view.kept],
        "officers": officers,
        "takers": takers(desk, state, officers),
        "places": places,
        "key": uuid4().hex,
        "me": who.person.id,
        "claimed": more.get("claimed", {}),
        "disposing": more.get("disposing", {}),
        "counted": unaccounted(desk.custody, state.exhibit).get(state.exhibit),
        "returns": who.may(Permission.RETURNS),
        "approves": who.may(Permission.APPROVE),
        "people": {one.id: one.name for one in desk.people.every()},
        "given": more.get("given"),
        "hints": more.get("hints", ()),
        "error": plain(error),
        "checked": checked,
        **words_of(request),
    }
    return page(request, "exhibit.html", data, 200 if error is None else status_of(error))


def _way(state: ExhibitState) -> str:
    return f"/exhibits/{quoted(state.exhibit)}"
