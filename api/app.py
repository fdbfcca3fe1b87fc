"""The web application: routers and pages found by being there, over one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api import problems
from api.desk import desk
from api.health import router as health
from api.known_questions import only_known_questions
from api.limits import Limits
from api.notices import Notice
from api.openapi import describe
from api.safety import Safety
from api.settings import Settings
from api.web import vendor
from api.web.links import Link
from tracer.registry import modules_in

TITLE = "Handset Tracer"
VERSION = "1"
STATIC = Path(__file__).parent / "web" / "static"


def create_app(settings: Settings, work: bool = True) -> FastAPI:
    """The application over an installation, opened when it starts. `work` lets it do the jobs that wait."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        from api.bookings import bringing
        from api.jobs import working
        from api.sending import sending

        opening = desk(settings)
        app.state.desk = await run_in_threadpool(opening.__enter__)
        app.state.notice = Notice(app.state.desk.records)
        try:
            with (
                working(app.state.desk, work),
                sending(app.state.desk, work),
                bringing(app.state.desk.ledger, work),
            ):
                yield
        finally:
            await run_in_threadpool(opening.__exit__, None, None, None)

    app = FastAPI(
        title=TITLE,
        version=VERSION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        description="Follow stolen phones, keep custody of recovered ones, and bring them back to their owners.",
    )
    app.state.links = ()
    app.add_middleware(Limits, largest_upload=settings.largest_upload)
    app.add_middleware(Safety, secure=settings.secure)
    problems.add_to(app)
    app.include_router(health)
    app.include_router(vendor.router)
    for module in modules_in("api.routers"):
        app.include_router(module.router, prefix="/api/v1", dependencies=[Depends(only_known_questions)])
    links: list[Link] = []
    for module in modules_in("api.web.pages"):
        app.include_router(module.router, include_in_schema=False)
        links += getattr(module, "LINKS", ())
    app.state.links = tuple(links)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
