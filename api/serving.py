"""Runs the web application until it is told to stop, then lets what is being answered end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.health import FIGURES
from api.listening import require_certificate, require_free
from api.logs import log_as_json
from api.settings import Settings, read_settings
from tracer.errors import ConfigurationError, UsageError

_GRACE_S = 20
_HANGS_AFTER_S = 15
"""A process that gave no sign of life for so long is ended and begun anew. After five seconds, as uvicorn has it, one
on a busy machine would be ended amid its answers; the longer it is, the later one that died is noticed."""


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
    require_certificate(serving.certificate, serving.key, "--certificate and --key")
    require_free(serving.host, serving.port)
    log_as_json()
    if sys.stderr.isatty():
        say(f"Opening {settings.public_url} on {serving.host}:{serving.port}. Stop with Ctrl-C.")
    else:
        structlog.get_logger("tracer.serve").info(
            "opening", url=settings.public_url, host=serving.host, port=serving.port, workers=serving.workers
        )
    # A service manager stops it as a person does: what is being answered ends, and that is no failure.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _shared_figures(serving.workers):
            _run(serving)
    except OSError as error:
        raise ConfigurationError(f"The server cannot be run ({error.strerror}).") from error


def _run(serving: Serving) -> None:
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
        timeout_worker_healthcheck=_HANGS_AFTER_S,
    )


@contextmanager
def _shared_figures(workers: int) -> Iterator[None]:
    """Where the figures of several processes are added up: otherwise each would tell of its own requests alone."""
    if workers == 1:
        yield
        return
    with TemporaryDirectory(prefix="tracer-figures-") as folder:
        os.environ[FIGURES] = folder
        yield


def application() -> FastAPI:
    """The application of the settings in the environment, for a process that serves it."""
    log_as_json()
    return create_app(read_settings())
