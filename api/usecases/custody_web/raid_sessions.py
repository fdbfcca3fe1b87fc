"""The raid sessions of a process: what an officer's session has read of a raid, kept between requests.

A session is only a reading of the ledger: it takes in what others booked before each scan, and another process that
has none, or an older one, gives the same answers.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from api.desk import Desk
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.raid import RaidSession
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.ledger import Ledger
from tracer.records.raids import Raid

MOST_KEPT = 64


@dataclass(slots=True)
class _Kept:
    session: RaidSession
    lock: Lock = field(default_factory=Lock)


_KEPT: WeakKeyDictionary[Ledger, OrderedDict[tuple[str, str], _Kept]] = WeakKeyDictionary()
_LOCK = Lock()


@contextmanager
def session_of(desk: Desk, raid: Raid, officer: str) -> Iterator[RaidSession]:
    """The session of an officer (`officer:JT`) in a raid, as if it had just begun; nobody else's meanwhile."""
    kept = _kept(desk, raid, officer)
    with kept.lock:
        session = kept.session
        session.expected = raid.counted
        session.last, session.repeated, session.offered, session.misread = None, None, (), ""
        session.found_with = None
        yield session
        session.booker.also = None


def _kept(desk: Desk, raid: Raid, officer: str) -> _Kept:
    with _LOCK:
        kept = _KEPT.setdefault(desk.ledger, OrderedDict())
        found = kept.get((raid.seizure, officer))
        if found is None:
            found = kept[raid.seizure, officer] = _Kept(_begun(desk, raid, officer))
            if len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        kept.move_to_end((raid.seizure, officer))
        return found


def _begun(desk: Desk, raid: Raid, officer: str) -> RaidSession:
    occasion = Occasion(raid.reference, officer, place_id(raid.place), raid.power, now)
    booker = Booker(desk.ledger, occasion)
    look_ups = GraphLookUps(desk.graph, desk.records)
    return RaidSession(booker, look_ups, desk.evidence, now, raid.counted, desk.settings.force or None)


def now() -> datetime:
    """The time to the second, as bookings have it."""
    return datetime.now(UTC).replace(microsecond=0)
