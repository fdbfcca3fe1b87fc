"""Stores, for somebody who sees their own cases' exhibits in them: what is there, what stands still, a stock-take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.naming import find_store
from api.usecases.custody.record import Statement
from api.usecases.custody.stores import Taken, scans_of, stale, stock, take_stock
from api.usecases.custody.unaccounted import Unaccounted, unaccounted
from api.usecases.custody_web.reach import acting, open_seizures, require_all, visible
from tracer.custody.events import CustodyPlace, ExhibitState, seizure_of
from tracer.custody.whereabouts import Scan, natural
from tracer.records.recovery.confirmations import Confirmations


@dataclass(frozen=True, slots=True)
class Store:
    """A store as its page shows it: what should be there, loans that are overdue, and what has not moved for long.

    `unmatched` are the exhibits that nobody has confirmed to be a reported handset, `doubtful` those with a doubt.
    `hidden` counts the exhibits of cases that are not theirs: they are there and are not shown. `unaccounted` are those
    that were missing here, or found and not recorded here, when stock was taken last.
    """

    place: CustodyPlace
    here: tuple[ExhibitState, ...]
    overdue: tuple[ExhibitState, ...]
    still: tuple[ExhibitState, ...]
    doubtful: tuple[ExhibitState, ...]
    unmatched: tuple[ExhibitState, ...]
    hidden: int
    unaccounted: tuple[Unaccounted, ...]


Said = tuple[str | None, str | None, str | None]
"""The reason, the note and the key of a stock-take."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan in a stock-take is; `several` are the exhibits that it may mean, where it is not one."""

    text: str
    outcome: str
    state: ExhibitState | None
    several: tuple[ExhibitState, ...] = ()


def store_of(desk: Desk, who: Actor, text: str, days: int) -> Store:
    """A store. Raises `NotFoundError` for one that nobody knows."""
    place = found_store(desk, text)
    every = stock(desk.custody, place.id)
    here = visible(desk, who, every)
    still, late = stale_of(desk, who, days)
    ours = {state.exhibit for state in here}
    matched = {one.exhibit for one in desk.records.part(Confirmations).open()}
    return Store(
        place,
        here,
        tuple(state for state in late if place.id in (state.holder, state.location)),
        tuple(state for state in still if state.exhibit in ours),
        tuple(state for state in here if state.awaiting is not None or state.unexplained),
        tuple(state for state in here if state.exhibit not in matched),
        len(every) - len(here),
        unaccounted_of(desk, who, place.id),
    )


def unaccounted_of(desk: Desk, who: Actor, store: str | None = None) -> tuple[Unaccounted, ...]:
    """What the last stock-takes, or that of one store, did not account for, of what somebody may see."""
    found = unaccounted(desk.custody)
    shown = visible(desk, who, (one.state for one in found.values()))
    every = (found[state.exhibit] for state in sorted(shown, key=lambda state: natural(state.exhibit)))
    return tuple(one for one in every if store in (None, one.store))


def stale_of(desk: Desk, who: Actor, days: int) -> tuple[tuple[ExhibitState, ...], tuple[ExhibitState, ...]]:
    """What somebody may see of what has not moved for so many days, and of the loans that are overdue."""
    still, late = stale(desk.custody, days)
    return visible(desk, who, still), visible(desk, who, late)


def store_counts(desk: Desk, who: Actor) -> list[tuple[CustodyPlace, int]]:
    """Every store and laboratory that is in use, and how many exhibits in it somebody may see."""
    places = [place for place in desk.ledger.places() if place.active]
    return [(place, len(visible(desk, who, stock(desk.custody, place.id)))) for place in places]


def found_store(desk: Desk, text: str) -> CustodyPlace:
    """A store or laboratory by its name. Raises `NotFoundError`."""
    wanted = find_store(desk.ledger, text)
    return next(place for place in desk.ledger.places() if place.id == wanted)


def stock_taken(desk: Desk, who: Actor, text: str, said: Said, scans: Sequence[str]) -> Taken:
    """Takes stock of a whole store. `said` are the reason, the note and the key.

    Raises `ForbiddenError` where exhibits of cases lie there that are not theirs: half a store cannot be counted.
    """
    place = found_store(desk, text)
    require_all(desk, who, Permission.CUSTODY_WRITE, stock(desk.custody, place.id))
    reason, note, key = said
    allowed = _theirs(desk, who, scans_of(desk.custody, place.id, scans))
    words = Statement(acting(desk, who), reason=reason, note=note, key=key and f"web:{who.person.id}:{key}")
    return take_stock(desk.custody, place.id, words, allowed)


def scan_in(desk: Desk, who: Actor, text: str, scan: str) -> Scanned:
    """What a scan is, before the stock-take is recorded: found, unexpected, several that it may be, or unknown."""
    place = found_store(desk, text)
    (found,) = scans_of(desk.custody, place.id, [scan])
    meant = visible(desk, who, _meant(found))
    if len(meant) != 1:
        return Scanned(scan, "several" if meant else "unknown", None, meant)
    expected = {one.exhibit for one in stock(desk.custody, place.id)}
    return Scanned(scan, "found" if meant[0].exhibit in expected else "unexpected", meant[0])


def _theirs(desk: Desk, who: Actor, scans: Sequence[Scan]) -> list[Scan]:
    """The scans, but for exhibits of other cases: nothing is recorded of those, and no scan may mean one."""
    seizures = {seizure_of(state.exhibit) for scan in scans for state in _meant(scan)}
    open_to = open_seizures(desk, who, seizures, Permission.CUSTODY_WRITE)
    theirs = []
    for scan in scans:
        meant = tuple(state for state in _meant(scan) if seizure_of(state.exhibit) in open_to)
        if meant or not _meant(scan):
            one = meant[0] if len(meant) == 1 else None
            theirs.append(Scan(scan.text, one, () if one else meant))
    return theirs


def _meant(scan: Scan) -> tuple[ExhibitState, ...]:
    return scan.several if scan.state is None else (scan.state,)
