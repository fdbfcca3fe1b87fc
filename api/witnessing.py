"""Serves a witness over HTTP until it is told to stop. It opens no records, no ledger and no graph."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.listening import require_certificate, require_free
from api.logs import log_as_json
from tracer.custody.witness_service.memory import Memory
from tracer.custody.witness_service.service import WitnessService
from tracer.errors import ConfigurationError, UsageError

LARGEST_REQUEST = 1_000_000
_SECONDS_TO_SEND = 30
_GRACE_S = 20
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen, and with which certificate."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def run_witness(memory: Memory, listening: Listening, say: Callable[[str], None]) -> None:
    """Serve until stopped. Raises `ConfigurationError` and `UsageError` where that cannot be begun."""
    if (listening.certificate is None) != (listening.key is None):
        raise UsageError("A certificate and its key are given together.", "Give both --certificate and --tls-key.")
    require_certificate(listening.certificate, listening.key, "--certificate and --tls-key")
    service = WitnessService(memory.key(), memory)
    memory.ledgers()
    require_free(listening.host, listening.port)
    say(f"The witness {memory.key().name} answers on {listening.host}:{listening.port}. Stop with Ctrl-C.")
    log_as_json()
    # A service manager stops it as a person does: what is being answered ends, and that is no failure.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.run(
            application(service),
            host=listening.host,
            port=listening.port,
            ssl_certfile=listening.certificate,
            ssl_keyfile=listening.key,
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=_AT_ONCE,
            timeout_graceful_shutdown=_GRACE_S,
        )
    except OSError as error:
        raise ConfigurationError(f"The witness cannot be run ({error.strerror}).") from error


def application(service: WitnessService) -> Starlette:
    """The two addresses of a witness."""

    async def add_checkpoint(request: Request) -> Response:
        try:
            async with asyncio.timeout(_SECONDS_TO_SEND):
                body = await _body(request)
        except TimeoutError:
            return PlainTextResponse("The request did not come in time.\n", HTTPStatus.REQUEST_TIMEOUT)
        except ClientDisconnect:
            return Response()
        if body is None:
            return PlainTextResponse("The request is too large.\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        given = await run_in_threadpool(service.add_checkpoint, body)
        known = {"ledger": given.origin, "size": given.size} if given.origin else {}
        structlog.get_logger("tracer.witness").info("answered", status=int(given.status), **known)
        return Response(given.body, given.status, media_type=given.kind)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("alive\n")

    return Starlette(
        routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"]), Route("/healthz", alive, methods=["GET"])]
    )


async def _body(request: Request) -> bytes | None:
    """The whole body, or None where it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_REQUEST:
            return None
    return bytes(body)
