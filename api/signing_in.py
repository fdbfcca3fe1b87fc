"""Who a request comes from: a browser's session, or a program's token."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from fastapi import Request

from api.access import Actor, ForbiddenError, Permission, UnknownError, permissions_of, require
from api.desk import Desk
from tracer.records.access.values import Session
from tracer.records.audit import Act

SAFE = ("GET", "HEAD", "OPTIONS")
NOTED = ("q", "a", "b", "purpose", "view", "kind", "act", "subject", "source")
"""What of a request's query the audit notes: what was looked for, never what was sent."""


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
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() == "bearer":
        token = desk.tokens.of(secret.strip())
        if token is None:
            raise UnknownError(
                "The token is not valid: it is unknown, was revoked or has expired.", "Ask for a new one."
            )
        may = frozenset(one for one in permissions_of(token.person.roles) if one.value in token.scopes)
        return Actor(token.person, may, desk.cases.open_to(token.person.id))
    session = desk.sessions.of(request.cookies.get(cookie_name(desk), ""))
    if session is None:
        raise UnknownError("Nobody is signed in.", "Sign in, then try again.")
    return Actor(session.person, permissions_of(session.person.roles), desk.cases.open_to(session.person.id), session)


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
        if request.method not in SAFE and actor.session is not None:
            await _require_own_form(request, actor.session)
        if permission is not None and not any(map(actor.may, others)):
            try:
                require(actor, permission)
            except ForbiddenError:
                await run_in_threadpool(_note, request, actor, Act.REFUSED)
                raise
        if act is not None:
            noted = act if request.method in SAFE or act is not Act.CONSULTED else Act.ALTERED
            await run_in_threadpool(_note, request, actor, noted)
        request.state.actor = actor
        return actor

    dependency.permission = None if others else permission  # type: ignore[attr-defined]
    return dependency


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


def _note(request: Request, actor: Actor, act: Act) -> None:
    details = {name: value[:200] for name in NOTED if (value := request.query_params.get(name))}
    details |= {name: str(value)[:200] for name, value in request.path_params.items()}
    details["by"] = "page" if actor.session is not None else "token"
    route = request.scope.get("route")
    subject = f"{request.method} {getattr(route, 'path', request.url.path)}"
    desk_of(request).audit.note(actor.asked(request.query_params.get("purpose", "")), act, subject, details)


def way_back(request: Request) -> str:
    """Where to go on after signing in."""
    query = f"?{request.url.query}" if request.url.query else ""
    return quote(f"{request.url.path}{query}", safe="")
