"""The raid sessions of a process: what an officer's session has read of a raid, kept between requests.

A session is only a reading of the ledger: it takes in what others booked before each scan, and another process that
has none, or an older one, gives the same answers.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock

from api.access import Actor
from api.desk import Desk
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.raid import RaidSession
from api.usecases.custody_web.reach import open_seizures
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import seizure_of
from tracer.records.raids import Count, Raid, Raids

MOST_KEPT = 64
FRESH_S = 600.0
"""After this a session is begun anew: reports may have been loaded since, and people may have been erased."""


@dataclass(slots=True)
class _Kept:
    session: RaidSession
    lock: Lock = field(default_factory=Lock)
    begun: float = field(default_factory=time.monotonic)


class RaidSessions:
    """The sessions that a process has, by seizure and officer; those used least lately are let go of."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[str, str]) -> _Kept | None:
        """A session that is fresh."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or time.monotonic() - found.begun > FRESH_S:
                return None
            self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[str, str], begun: _Kept) -> None:
        """Keeps a session."""
        with self._lock:
            self._kept[key] = begun
            self._kept.move_to_end(key)
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)


@contextmanager
def session_of(desk: Desk, who: Actor, raid: Raid, officer: str) -> Iterator[RaidSession]:
    """The session of an officer (`officer:JT`) in a raid, as if it had just begun; nobody else's meanwhile."""
    sessions: RaidSessions = desk.kept.setdefault("raids", RaidSessions())
    key = (raid.seizure, officer)
    kept = sessions.find(key)
    if kept is None:
        # Read outside the lock: two that begin at once are two sessions, which never collide.
        kept = _Kept(_begun(desk, who, raid, officer))
        sessions.keep(key, kept)
    with kept.lock:
        session = kept.session
        session.expected = raid.counted
        # Of a raid that was opened without one it may have been said since.
        session.booker.occasion = replace(session.booker.occasion, power=raid.power)
        session.last, session.repeated, session.offered, session.misread = None, None, (), ""
        session.found_with = None
        try:
            yield session
        finally:
            session.booker.also = None


def _begun(desk: Desk, who: Actor, raid: Raid, officer: str) -> RaidSession:
    occasion = Occasion(raid.reference, officer, place_id(raid.place), raid.power, now)
    booker = Booker(desk.ledger, occasion)
    # That a phone is stolen is told whosever case it is of; other exhibits are named where they are open to them.
    look_ups = GraphLookUps(
        desk.graph,
        desk.records,
        desk.settings,
        lambda exhibit: bool(open_seizures(desk, who, [seizure_of(exhibit)])),
    )
    count = Count(desk.records.part(Raids), raid.seizure)
    return RaidSession(booker, look_ups, desk.evidence, now, count, raid.counted, desk.settings.force or None)


def now() -> datetime:
    """The time to the second, as bookings have it."""
    return datetime.now(UTC).replace(microsecond=0)
