"""Who a request comes from: a browser's session, or a program's token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Collection, Mapping
from urllib.parse import quote

from fastapi import Request
from starlette.datastructures import FormData

from api.access import Actor, ForbiddenError, Permission, UnknownError, permissions_at, require
from api.desk import Desk
from tracer.records.access.values import Session
from tracer.records.audit import Act

SAFE = ("GET", "HEAD", "OPTIONS")
_THINGS = """
a about act approval b candidate case confirmation event exhibit exhibits file force id identifier ids initials job kind
masked one open parts people person q reference scans seal seizure short source state status store username view what
"""
NOTED = frozenset(_THINGS.split())
"""What names the things that a request is about, or how they are shown: the audit notes it wherever it is said."""
NOTED_IN_ADDRESS = NOTED | {"holder", "purpose", "subject", "who"}
"""The same in addresses. What is sent under these names may be about a person, so of a body they are not noted."""
LONGEST, LONGEST_LIST = 200, 4_000


def desk_of(request: Request) -> Desk:
    """The desk of the process that serves this request."""
    desk: Desk = request.app.state.desk
    return desk


def cookie_name(desk: Desk) -> str:
    """The session's cookie; over HTTPS its name makes browsers refuse it from anywhere else."""
    return "__Host-session" if desk.settings.secure else "session"


def actor_of(request: Request) -> Actor:
    """Who asks. Raises `UnknownError` where nobody is signed in and no valid token came."""
    desk = desk_of(request)
    force = desk.settings.force
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        token = desk.tokens.of(secret.strip())
        if token is None:
            raise UnknownError(
                "The token is not valid: it is unknown, was revoked or has expired.", "Ask for a new one."
            )
        may = frozenset(one for one in permissions_at(token.person, force) if one.value in token.scopes)
        return Actor(token.person, may, desk.cases.open_to(token.person.id))
    session = desk.sessions.of(request.cookies.get(cookie_name(desk), ""))
    if session is None:
        raise UnknownError("Nobody is signed in.", "Sign in, then try again.")
    return Actor(session.person, permissions_at(session.person, force), desk.cases.open_to(session.person.id), session)


def still_here(request: Request, who: Actor) -> bool:
    """Whether whoever asked is signed in yet, or their token holds: what is answered for long ends with that.

    It is no use of the session, which ends when nobody uses it.
    """
    if who.session is not None:
        return desk_of(request).sessions.holds(who.session.id)
    try:
        return actor_of(request).person.id == who.person.id
    except UnknownError:
        return False


def needs(
    permission: Permission | None, act: Act | None = Act.CONSULTED, *others: Permission
) -> Callable[[Request], Awaitable[Actor]]:
    """A dependency: the actor, who may do such a thing, whose form is their own, and whose act the audit has noted.

    `permission` None lets in anybody who is signed in; any one of the `others` will do in its place. `act` None notes
    nothing: for what shows no data.
    """

    async def dependency(request: Request) -> Actor:
        from starlette.concurrency import run_in_threadpool

        actor = await run_in_threadpool(actor_of, request)
        said = await _said(request)
        if request.method not in SAFE and actor.session is not None:
            await _require_own_form(request, actor.session)
        if permission is not None and not any(map(actor.may, others)):
            try:
                require(actor, permission)
            except ForbiddenError:
                request.state.let_in = None
                await run_in_threadpool(_note, request, actor, Act.REFUSED, said)
                raise
        if act is not None:
            noted = act if request.method in SAFE or act is not Act.CONSULTED else Act.ALTERED
            await run_in_threadpool(_note, request, actor, noted, said)
        request.state.actor, request.state.let_in = actor, said
        return actor

    dependency.permission = None if others else permission  # type: ignore[attr-defined]
    return dependency


def note_refusal(request: Request) -> None:
    """Notes, once, that what `needs` had let in was refused after all: for whose it is, or for a rule of the act."""
    said: Mapping[str, str] | None = getattr(request.state, "let_in", None)
    if said is not None:
        request.state.let_in = None
        _note(request, request.state.actor, Act.REFUSED, said)


async def _require_own_form(request: Request, session: Session) -> None:
    """A page elsewhere can make a browser send a form here, but cannot read the token that must be in it."""
    given = request.headers.get("x-csrf-token")
    if given is None and _is_form(request):
        value = (await request.form()).get("csrf")
        given = value if isinstance(value, str) else None
    if given is None or not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise ForbiddenError(
            "This form did not come from a page of yours.", "Go back, reload the page and send it again."
        )


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


async def _said(request: Request) -> dict[str, str]:
    """What names things in the body, where the route reads one: what is streamed is left to whoever keeps it."""
    if request.method in SAFE or getattr(request.scope.get("route"), "body_field", None) is None:
        return {}
    try:
        body = await request.form() if _is_form(request) else await request.json()
    except (ValueError, RecursionError):
        # It is refused for that in a moment.
        return {}
    if isinstance(body, FormData):
        return _noted({name: body.getlist(name) for name in body}, NOTED)
    return _noted(body, NOTED) if isinstance(body, dict) else {}


def _noted(given: Mapping[str, object], names: Collection[str]) -> dict[str, str]:
    """What was given under these names, the lists in one line."""
    found = {}
    for name in sorted(names & given.keys()):
        value = given[name]
        every = value if isinstance(value, list) else [value]
        told = ", ".join(str(one)[:LONGEST] for one in every if isinstance(one, str | int) and one not in ("", False))
        if told:
            found[name] = told[:LONGEST_LIST]
    return found


def _note(request: Request, actor: Actor, act: Act, said: Mapping[str, str]) -> None:
    asked = request.query_params
    details = {**said, **_noted({name: asked.getlist(name) for name in asked}, NOTED_IN_ADDRESS)}
    details |= {name: str(value)[:LONGEST] for name, value in request.path_params.items()}
    details["by"] = "page" if actor.session is not None else "token"
    route = request.scope.get("route")
    subject = f"{request.method} {getattr(route, 'path', request.url.path)}"
    desk_of(request).audit.note(actor.asked(asked.get("purpose", "")), act, subject, details)


def way_back(request: Request) -> str:
    """Where to go on after signing in."""
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(f"{request.url.path}{query}", safe="")
