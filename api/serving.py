"""Runs the web application until it is told to stop, then lets what is being answered end."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings, read_settings
from tracer.errors import ConfigurationError, UsageError

_GRACE_S = 20


@dataclass(frozen=True, slots=True)
class Serving:
    """Where to listen, in how many processes, and with which certificate."""

    host: str
    port: int
    workers: int = 1
    certificate: Path | None = None
    key: Path | None = None


def run_server(settings: Settings, serving: Serving, say: Callable[[str], None]) -> None:
    """Serve until stopped. Raises `ConfigurationError` and `UsageError` where that cannot be begun."""
    if serving.workers > 1 and not settings.records_url.startswith("postgresql"):
        do = "Set TRACER_RECORDS_URL, or leave out --workers."
        raise UsageError("Several processes need PostgreSQL for the records.", do)
    if (serving.certificate is None) != (serving.key is None):
        raise UsageError("A certificate and its key are given together.", "Give both --certificate and --key.")
    say(f"Opening {settings.public_url} on {serving.host}:{serving.port}. Stop with Ctrl-C.")
    log_as_json()
    try:
        uvicorn.run(
            "api.serving:application",
            factory=True,
            host=serving.host,
            port=serving.port,
            workers=serving.workers,
            ssl_certfile=serving.certificate,
            ssl_keyfile=serving.key,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
    except OSError as error:
        raise ConfigurationError(
            f"The server cannot listen there ({error.strerror}).", "Choose another --port."
        ) from error


def application() -> FastAPI:
    """The application of the settings in the environment, for a process that serves it."""
    log_as_json()
    return create_app(read_settings())


def log_as_json() -> None:
    """One JSON object a line on stderr, with no personal data: what is logged is chosen where it is logged."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
