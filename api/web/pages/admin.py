"""Administration: how the installation stands, who is signed in, and what two people do."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.desk import Desk
from api.problems import status_of
from api.signing_in import desk_of, needs
from api.usecases.access.health import health
from api.usecases.access.registers import first_key
from api.usecases.access.two_people import KINDS, Wish, ask, carry_out
from api.usecases.custody.keyring import keys
from api.usecases.graph_work import WORDS, ask_for_graph, graph_jobs, stop_graph_job
from api.web.forms import then
from api.web.links import Link
from api.web.view import page
from tracer.errors import TracerError
from tracer.records.audit import Act

router = APIRouter()
LINKS = (
    Link("Administration", "/admin", Permission.ADMINISTER, 90),
    Link("People", "/admin/people", Permission.ADMINISTER, 91),
    Link("Tokens", "/admin/tokens", Permission.ADMINISTER, 92),
    Link("Cases", "/admin/cases", Permission.ADMINISTER, 93),
    Link("Officers and stores", "/admin/registers", Permission.ADMINISTER, 94),
)
SHOWN = 100
READS = [Depends(needs(Permission.ADMINISTER))]
Changes = Annotated[Actor, Depends(needs(Permission.ADMINISTER, Act.ALTERED))]


@router.get("/admin", dependencies=READS)
def admin(request: Request) -> Response:
    """How everything stands."""
    return _page(request)


@router.post("/admin/key")
def make_first_key(request: Request, who: Changes) -> Response:
    """Make the key that signs for the ledger, where there is none."""
    try:
        made = first_key(desk_of(request), who)
    except TracerError as error:
        return _page(request, error)
    return _page(request, done=f"Publish this key, so that anyone can check a bundle: {made.vkey}")


@router.post("/admin/graph")
def work_on_graph(request: Request, who: Changes, what: Annotated[str, Form(max_length=20)]) -> Response:
    """Make the graph anew, or bring it up to date."""
    try:
        ask_for_graph(desk_of(request), who, what)
    except TracerError as error:
        return _page(request, error)
    return then("/admin#graph")


@router.post("/admin/graph/{job_id}/cancel")
def stop_work_on_graph(request: Request, who: Changes, job_id: str) -> Response:  # noqa: ARG001 - noted already
    """Stop that."""
    try:
        stop_graph_job(desk_of(request), job_id)
    except TracerError as error:
        return _page(request, error)
    return then("/admin#graph")


@router.post("/admin/sessions/{person_id}/end")
def sign_out(request: Request, who: Changes, person_id: str) -> Response:
    """Sign somebody out everywhere."""
    desk = desk_of(request)
    desk.sessions.end_all_of(desk.people.find(person_id).id, who.asked())
    return then("/admin")


@router.post("/admin/approvals")
def ask_for(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    who: Changes,
    act: Annotated[str, Form(max_length=50)],
    reason: Annotated[str, Form(max_length=200)],
    subject: Annotated[str, Form(max_length=200)] = "",
    despite: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Ask for something that a second person has to decide."""
    wish = Wish(act, subject or desk_of(request).ledger.origin, reason, despite)
    try:
        ask(desk_of(request), who, wish)
    except TracerError as error:
        return _page(request, error, given=replace(wish, subject=subject))
    return then("/admin")


@router.post("/admin/approvals/{approval_id}/do")
def do(request: Request, who: Changes, approval_id: str) -> Response:
    """Do what was approved, once."""
    try:
        done = carry_out(desk_of(request), who, approval_id)
    except TracerError as error:
        return _page(request, error)
    return _page(request, done=done)


def _page(request: Request, error: TracerError | None = None, done: str = "", given: Wish | None = None) -> Response:
    desk = desk_of(request)
    sessions = desk.sessions.every()
    data = {
        "title": "Administration",
        "health": health(desk),
        "error": error,
        "done": done,
        "given": given,
        "acts": {name: kind.text for name, kind in KINDS.items()},
        "approvals": [
            one for state in ("asked", "approved") for one in desk.approvals.every(state) if one.act in KINDS
        ],
        **_keys(desk),
        "graph_jobs": graph_jobs(desk),
        "graph_acts": WORDS,
        "sessions": sessions[:SHOWN],
        "of": len(sessions),
    }
    return page(request, "admin.html", data, 200 if error is None else status_of(error))


def _keys(desk: Desk) -> dict[str, object]:
    """The ledger's keys, or why they cannot be told: the rest of the page is needed then all the more."""
    try:
        return {"keys": keys(desk.settings), "no_keys": None}
    except TracerError as error:
        return {"keys": (), "no_keys": error}
