"""Stores: what is there, what stands still, and stock-takes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.paging import Cursor, Limit
from api.repeats import Asking, once
from api.routers._custody_given import Acts, Key, Reads
from api.schemas.custody import ExhibitList
from api.schemas.stores import (
    ScanTold,
    StaleTold,
    StockTakeSaid,
    StockTakeTold,
    StoreList,
    StoreTold,
    UnaccountedTold,
)
from api.show.custody_answers import exhibit_told, exhibits_page
from api.show.custody_stores import taken_json
from api.signing_in import desk_of
from api.usecases.custody.names import names_of
from api.usecases.custody.stores import stock
from api.usecases.custody_web.looking import seen
from api.usecases.custody_web.stock import found_store, scan_in, stale_of, stock_taken, unaccounted_of
from tracer.custody.narrative import standing

router = APIRouter(prefix="/custody", tags=["stores"])


@router.get("/stores")
def stores(request: Request, who: Reads, cursor: Cursor = 0, limit: Limit = 100) -> StoreList:  # noqa: ARG001
    """Stores and laboratories."""
    found = desk_of(request).ledger.places()
    after = cursor + limit
    items = [StoreTold.model_validate(one) for one in found[cursor:after]]
    return StoreList(items=items, next=str(after) if after < len(found) else None, of=len(found))


@router.get("/stores/{store}/stock")
def in_store(request: Request, who: Reads, store: str, cursor: Cursor = 0, limit: Limit = 100) -> ExhibitList:
    """What should lie in a store, as far as it is open to the person who asks."""
    desk = desk_of(request)
    found = seen(desk, who, stock(desk.custody, found_store(desk, store).id))
    return exhibits_page(found.exhibits, cursor, limit, found.left_out)


@router.get("/stores/{store}/scan")
def scan(
    request: Request, who: Reads, store: str, text: Annotated[str, Query(min_length=1, max_length=300)]
) -> ScanTold:
    """What a label or seal is that is scanned in a store: found, unexpected, one of several, or unknown.

    Nothing is recorded.
    """
    desk = desk_of(request)
    found = scan_in(desk, who, store, text)
    if found.state is None:
        among = [exhibit_told(one) for one in found.several]
        return ScanTold(text=found.text, outcome=found.outcome, exhibit=None, among=among)
    where = standing(found.state, names_of(desk.ledger, officers=True, records=desk.records))
    return ScanTold(text=found.text, outcome=found.outcome, exhibit=exhibit_told(found.state), standing=where)


@router.post("/stores/{store}/stock-take", status_code=201)
def stock_take(request: Request, who: Acts, store: str, said: StockTakeSaid, key: Key = None) -> StockTakeTold:
    """Compare scans with what should be in a store; the report is kept with every exhibit concerned.

    The same key again gives the same answer, whatever has been moved since.
    """
    desk = desk_of(request)

    def take() -> str:
        taken = stock_taken(desk, who, store, (said.reason, said.note, key), said.scans)
        return StockTakeTold.model_validate(taken_json(taken)).model_dump_json(by_alias=True)

    told, _ = once(desk, Asking(who, "stock-take", {"store": store, **said.model_dump(mode="json")}, key), take)
    return StockTakeTold.model_validate_json(told)


@router.get("/stale")
def stale(
    request: Request, who: Reads, days: Annotated[int, Query(ge=0, le=36_500)] = 90, limit: Limit = 100
) -> StaleTold:
    """What has not moved for so many days, the longest first, loans past their day, and what the last stock-take of a
    store did not account for.
    """
    still, late = stale_of(desk_of(request), who, days)
    shown = [exhibit_told(one) for one in still[:limit]]
    told = [exhibit_told(one) for one in late]
    unlike = [
        UnaccountedTold(exhibit=exhibit_told(one.state), unlike=one.unlike, store=one.store, at=one.at)
        for one in unaccounted_of(desk_of(request), who)
    ]
    return StaleTold(days=days, not_moved=shown, overdue=told, unaccounted=unlike, shown=len(shown), of=len(still))
