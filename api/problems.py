"""Errors as people and programs are told them: a page, or RFC 9457 `application/problem+json`."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.access import Actor, ForbiddenError, UnknownError
from api.graph_header import not_whole_here
from api.limits import TooLargeError
from api.logs import where
from api.scope import openable
from api.signing_in import note_refusal, way_back
from api.usecases.access.casework import NoReasonError
from api.web.plain_words import list_in, plain_text, wrong_fields
from tracer.custody.events import ConflictError, KeyReusedError, RefusedError
from tracer.errors import (
    DatabaseFailedError,
    EvidenceError,
    GraphError,
    IdentifierError,
    InputError,
    NotFoundError,
    RecordsError,
    SeveralError,
    TracerError,
)
from tracer.records.access.values import AskedAlreadyError
from tracer.records.raids import OpenedOtherwiseError

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[TracerError], int], ...] = (
    (UnknownError, 401),
    (ForbiddenError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (KeyReusedError, 409),
    (OpenedOtherwiseError, 409),
    (AskedAlreadyError, 409),
    (IdentifierError, 422),
    (InputError, 422),
    (GraphError, 503),
    (RecordsError, 503),
    (EvidenceError, 500),
)
_TITLES = {
    400: "That could not be understood",
    401: "You are not signed in",
    403: "You may not do this",
    404: "This is not known",
    405: "This cannot be done here",
    409: "Somebody was there first",
    412: "It has changed since you looked",
    413: "This is too large",
    415: "This kind of file is not taken",
    422: "Something has to be put right",
    429: "Too many attempts",
    500: "Something went wrong here",
    503: "This cannot be reached just now",
}
log = structlog.get_logger("tracer.problems")


class ChangedError(TracerError):
    """It is no longer what whoever asks for a change has seen."""


class TooOftenError(TracerError):
    """Too many attempts; `wait_s` is for how many seconds none is taken."""

    def __init__(self, what: str, do: str, wait_s: int) -> None:
        super().__init__(what, do)
        self.wait_s = wait_s


def add_to(app: FastAPI) -> None:
    """Answers every error of this application in its own words."""
    app.add_exception_handler(TracerError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)


def status_of(error: TracerError) -> int:
    """The HTTP status that says what kind of error this is."""
    if isinstance(error, TooOftenError):
        return 429
    if isinstance(error, ChangedError):
        return 412
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


async def _ours(request: Request, error: Exception) -> Response:
    if not isinstance(error, TracerError):
        raise error
    if isinstance(error, UnknownError) and not wants_json(request):
        return RedirectResponse(f"/sign-in?next={way_back(request)}", 303)
    if isinstance(error, DatabaseFailedError):
        log.error("the records database failed", why=error.what)
        return await _told(request, error.outside)
    if isinstance(error, ForbiddenError | NoReasonError):
        try:
            await run_in_threadpool(note_refusal, request)
        except TracerError as failed:
            # What cannot be noted is not answered as if it were.
            return await _told(request, failed)
    if isinstance(error, ForbiddenError) and error.cases:
        return await _told(request, await run_in_threadpool(_as_told, request, error))
    return await _told(request, error)


async def _told(request: Request, error: TracerError) -> Response:
    more: dict[str, Any] = {"do": error.do} if error.do else {}
    if isinstance(error, NotFoundError) and error.near:
        more["near"] = list(error.near)
    if isinstance(error, SeveralError):
        more["meant"] = list(error.meant)
    if isinstance(error, NotFoundError) and (why := await run_in_threadpool(not_whole_here, request)):
        more["graph"] = why
    if isinstance(error, ForbiddenError) and error.cases:
        more["cases"] = sorted(error.cases)
    if isinstance(error, RefusedError):
        more["refusals"] = [{"code": one.code.value, "what": one.what, "do": one.do} for one in error.refusals]
    if isinstance(error, OpenedOtherwiseError):
        more["differences"] = [
            {"field": one.field, "opened": one.opened, "said": one.said} for one in error.differences
        ]
    headers = {"Retry-After": str(error.wait_s)} if isinstance(error, TooOftenError) else {}
    if isinstance(error, UnknownError):
        headers["WWW-Authenticate"] = "Bearer"
    # Whoever said with If-Match what they had seen is told that it was true no longer.
    changed = isinstance(error, ConflictError) and "if-match" in request.headers
    return await answer(request, 412 if changed else status_of(error), error.what, more, headers)


def _as_told(request: Request, error: ForbiddenError) -> ForbiddenError:
    """The same with those of the cases that who asks could open; where there is none, of whom to ask instead."""
    who: Actor | None = getattr(request.state, "actor", None)
    cases = openable(request.app.state.desk, who, error.cases) if who else frozenset()
    return ForbiddenError(error.what, error.do if cases else "Ask its officers.", cases)


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else []
    # What was sent is not repeated: it may be personal.
    wrong = [{"where": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in found]
    said = "; ".join(f"{one['where']}: {one['what']}" for one in wrong[:5])
    if not wants_json(request):
        said = wrong_fields(found[:5])
    return await answer(request, 422, said or "The request is not as it should be.", {"errors": wrong})


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if status == 405:
        headers["Allow"] = _allowed_at(request)
    if isinstance(error, TooLargeError):
        return await answer(request, status, str(error.detail), {"do": error.do}, headers)
    if status == 400 and isinstance(error, HTTPException) and str(error.detail).startswith("Too many"):
        said = "The form has more files or fields than can be taken at once."
        return await answer(request, status, said, {"do": "Send fewer at once."}, headers)
    return await answer(request, status, _TITLES.get(status, "This cannot be done"), {}, headers)


def _allowed_at(request: Request) -> str:
    """All methods of an address: whoever routes says those of the first of its routes only."""
    found = (
        route.methods or ()
        for route in iter_route_contexts(request.app.routes)
        if route.methods and route.path_regex.match(request.scope["path"])
    )
    return ", ".join(sorted({method for methods in found for method in methods}))


async def unforeseen(request: Request, error: Exception) -> Response:
    """The answer to a fault of ours, which the log knows by where it was and not by what it said."""
    log.error("unforeseen", kind=type(error).__qualname__, where=where(error))
    return await answer(request, 500, "An unforeseen fault stopped this. What was recorded is kept.", {})


def wants_json(request: Request) -> bool:
    """Whether a program asks."""
    return request.url.path.startswith("/api/") or "application/json" in request.headers.get("accept", "")


async def answer(
    request: Request, status: int, detail: str, more: dict[str, Any], headers: dict[str, str] | None = None
) -> Response:
    """The error as JSON or as a page."""
    title = _TITLES.get(status, "This cannot be done")
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    if wants_json(request):
        return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)
    from api.web.view import page

    do = plain_text(str(more.get("do", "")))
    shown = {**body, "detail": plain_text(detail), "do": do}

    def drawn() -> Response:
        return page(request, "problem.html", {"problem": shown, "title": title, "list": list_in(do)}, status)

    response = await run_in_threadpool(drawn)
    response.headers.update(headers or {})
    return response
