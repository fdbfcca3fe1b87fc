"""Stores: what is here, what is stuck, and a stock-take by scanning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response

from api.access import Actor, Permission
from api.problems import status_of
from api.routers.stores import stock_take
from api.schemas.stores import StockTakeSaid, StockTakeTold
from api.signing_in import desk_of, needs
from api.usecases.custody.stores import LONGEST_SCAN
from api.usecases.custody_web.stock import Store, found_store, stale_of, store_counts, store_of
from api.web.exhibit_words import words_of
from api.web.links import Link
from api.web.plain_words import plain
from api.web.view import page
from tracer.custody.events import ExhibitState
from tracer.errors import TracerError, UsageError
from tracer.records.audit import Act

router = APIRouter()
ToLookAt = Callable[[Sequence[ExhibitState]], dict[str, str]]
LINKS = (Link("Stores", "/stores", Permission.CUSTODY_READ, 45),)
DAYS = 90
SHOWN = 100
Reads = Annotated[Actor, Depends(needs(Permission.CUSTODY_READ))]
Writes = Annotated[Actor, Depends(needs(Permission.CUSTODY_WRITE, Act.ALTERED))]
MOST_SCANS = 20_000


@router.get("/stores")
def stores(request: Request, who: Reads) -> Response:
    """Overdue loans first, then every store."""
    desk = desk_of(request)
    still, late = stale_of(desk, who, DAYS)
    data = {
        "title": "Stores",
        "stores": store_counts(desk, who),
        "late": late,
        "still": still,
        "days": DAYS,
        "shown": SHOWN,
        **words_of(request),
    }
    return page(request, "stores.html", data)


@router.get("/stores/{store}")
def store(request: Request, who: Reads, store: str) -> Response:
    """One store: what is stuck first, then what is here."""
    view = store_of(desk_of(request), who, store, DAYS)
    shared = _shared(request)
    shared["to_look_at"] = _with_why_listed(view, shared["to_look_at"])
    data = {"title": view.place.name, "view": view, "writes": who.may(Permission.CUSTODY_WRITE), **shared}
    return page(request, "store.html", data)


@router.get("/stores/{store}/count")
def count(request: Request, who: Writes, store: str) -> Response:
    """Scan every label or seal that lies there."""
    return _count(request, who, store)


@router.post("/stores/{store}/count")
def counted(
    request: Request,
    who: Writes,
    store: str,
    key: Annotated[str, Form(min_length=8, max_length=100)],
    scans: Annotated[str, Form(max_length=8_000_000)] = "",
) -> Response:
    """Compare what was scanned with what should be there, and keep the report with every exhibit concerned."""
    lines = [text[:LONGEST_SCAN] for line in scans.splitlines() if (text := line.strip())]
    try:
        if not lines or len(lines) > MOST_SCANS:
            raise UsageError("Nothing was scanned.", "Scan what is in the store, one label or seal on each line.")
        told = stock_take(request, who, store, StockTakeSaid(scans=lines), key)
    except TracerError as error:
        return _count(request, who, store, error, scans)
    return _count(request, who, store, None, "", told)


def _count(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request,
    who: Actor,
    store: str,
    error: TracerError | None = None,
    scans: str = "",
    told: StockTakeTold | None = None,
) -> Response:
    desk = desk_of(request)
    view = store_of(desk, who, found_store(desk, store).id, DAYS)
    data: dict[str, Any] = {"view": view, "error": plain(error), "scans": scans, "told": told, "key": uuid4().hex}
    data |= {"title": f"Stock-take: {view.place.name}", **_shared(request)}
    return page(request, "store_count.html", data, 200 if error is None else status_of(error))


def _with_why_listed(view: Store, to_look_at: ToLookAt) -> ToLookAt:
    """What is to be looked at of an exhibit, with what the parts of the page list it for."""
    listed: dict[str, list[str]] = {}
    for why, states in (
        ("past its day", view.overdue),
        ("nobody has confirmed whose it is", view.unmatched),
        (f"not moved for {DAYS} days", view.still),
    ):
        for state in states:
            listed.setdefault(state.exhibit, []).append(why)

    def told(states: Sequence[ExhibitState]) -> dict[str, str]:
        problems = to_look_at(states)
        return {
            exhibit: ", ".join([*([found] if found else []), *listed.get(exhibit, ())])
            for exhibit, found in problems.items()
        }

    return told


def _shared(request: Request) -> dict[str, Any]:
    return {"days": DAYS, "shown": SHOWN, **words_of(request)}
