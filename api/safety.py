"""Headers under which a browser runs nothing but this product's own files, and a line in the log for each request."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import unforeseen

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "frame-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'self' blob:",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "object-src": "'none'",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=()",
}
_NOT_STORED = "no-store"

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

REQUESTS = Counter("tracer_requests_total", "Requests answered.", ("method", "route", "status"))
SECONDS = Histogram("tracer_request_seconds", "Time to answer a request.", ("route",))
log = structlog.get_logger("tracer.requests")


def policy(**instead: str) -> str:
    """The content security policy, some of its rules given otherwise (`img_src="'self'"`)."""
    rules = {**POLICY, **{name.replace("_", "-"): value for name, value in instead.items()}}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class Safety:
    """Sets the headers that an answer does not set itself, and logs and counts it: never what was asked for."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        request_id = uuid.uuid4().hex
        status, begun = 500, False

        async def with_headers(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun = True
                status = message["status"]
                self._add(MutableHeaders(scope=message), request_id)
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            # Caught here: the server would write the message of a foreign error, which may be personal, to its log.
            if begun:
                raise ConnectionAbortedError("The answer had begun.") from None
            response = await unforeseen(Request(scope), error)
            await response(scope, receive, with_headers)
        finally:
            _tell(scope, status, time.perf_counter() - started, request_id)

    def _add(self, headers: MutableHeaders, request_id: str) -> None:
        headers.setdefault("Content-Security-Policy", policy())
        headers.setdefault("Cache-Control", _NOT_STORED)
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self._secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        headers["X-Request-Id"] = request_id


def _template(scope: Scope) -> str:
    """The route's template and not the path: a path may hold a reference or an identifier."""
    # A router that was included knows its routes without their prefix: the page and the API would be one.
    included = scope.get("fastapi", {}).get("effective_route_context")
    return getattr(included or scope.get("route"), "path", "none")


def _tell(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    route = _template(scope)
    # A method can be any word that somebody sends: each would be one more counter for ever.
    method = scope["method"] if scope["method"] in _METHODS else "other"
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)
    log.info("answered", method=method, route=route, status=status, ms=round(seconds * 1000), id=request_id)
