"""Whether the process is alive, whether it can serve, and its figures."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from api.signing_in import desk_of
from tracer.errors import TracerError

FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder in which several processes keep their figures; the library reads it when it is first imported."""

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(request: Request) -> JSONResponse:
    """Records, ledger and graph answer."""
    desk = desk_of(request)
    parts: dict[str, Callable[[], object]] = {
        "records": desk.people.count,
        "ledger": desk.ledger.size,
        "graph": partial(desk.graph.markers, "none"),
    }
    state: dict[str, str] = {}
    for name, ask in parts.items():
        try:
            ask()
            state[name] = "ready"
        except TracerError:
            state[name] = "cannot be reached"
    able = all(value == "ready" for value in state.values())
    return JSONResponse({"status": "ready" if able else "not ready", **state}, 200 if able else 503)


@router.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus: counts and times by route, of all processes together, with nothing personal."""
    registry = REGISTRY
    if FIGURES in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
