"""Opens a raid session on an installation, and brings what it booked to the graph: now and then, and at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from api.bookings import bringing
from api.bootstrap import house, open_graph
from api.custody_house import custody_house
from api.settings import Settings
from api.usecases.custody.bring import bring, waits
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.registers import acting_officer
from api.usecases.custody.seizure_rows import when_free
from api.usecases.load import Telling
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import exhibit_id, seizure_of
from tracer.custody.ledger import Ledger
from tracer.errors import UsageError
from tracer.ingest import Loaded
from tracer.records.raids import Raid, Raids
from tracer.records.records import Records
from tracer.records.values import Asked
from tracer.times import parse_instant


@dataclass(frozen=True, slots=True)
class Search:
    """What is said of a raid before the first scan, as it was typed."""

    seizure: str
    place: str
    power: str
    officer: str
    expected: int
    at: str | None = None
    address: str | None = None
    force: str | None = None

    @property
    def location(self) -> str:
        """The place's id."""
        return place_id(self.place)


@contextmanager
def opened_raid(settings: Settings, search: Search) -> Iterator[RaidSession]:
    """A session that goes on from what is booked. Raises `UsageError`, `NotFoundError` and what opening raises."""
    clock = _clock(search.at)
    with custody_house(settings) as opened:
        officer = acting_officer(opened.ledger, search.officer)
        occasion = Occasion(_reference(search.seizure), officer.id, search.location, search.power, clock)
        with open_graph(settings, read_only=True) as graph:
            booker = Booker(opened.ledger, occasion)
            look_ups = GraphLookUps(graph, opened.records, settings)
            _kept(opened.records, search, occasion)
            with bringing(opened.ledger, logged=False):
                yield RaidSession(booker, look_ups, opened.evidence, clock, search.expected, search.force)


def bring_raid(settings: Settings, progress: Telling) -> list[Loaded]:
    """Brings to the graph what is booked and not there yet, once nobody else holds it.

    Raises `GraphError` where that cannot be: what was booked then waits.
    """

    def act() -> list[Loaded]:
        with custody_house(settings) as plain:
            if not waits(plain.ledger):
                return []
        with house(settings) as opened:
            return bring(opened, Ledger.open(opened.records, settings.custody_origin), progress)

    return when_free(settings, progress.tell, act)


def _kept(records: Records, search: Search, occasion: Occasion) -> None:
    """The raid among those of the pages: others can join it there, and its place is known to whoever brings it."""
    raids, seizure = records.part(Raids), seizure_of(exhibit_id(occasion.seizure, "any"))
    said = (" ".join((search.address or "").split()), search.power, search.expected)
    found = raids.open(Raid(seizure, occasion.seizure, search.place, *said), Asked(occasion.officer, "Booking a raid"))
    if found.counted != search.expected:
        raids.recount(seizure, search.expected)


def _reference(text: str) -> str:
    reference = " ".join(text.split())
    if not reference:
        raise UsageError("The seizure has no reference.", "Give it with --seizure.")
    return reference


def _clock(at: str | None) -> Callable[[], datetime]:
    """The time of each booking: now, or the time that was said, for a raid that is booked afterwards."""
    if at is None:
        return lambda: datetime.now(UTC).replace(microsecond=0)
    try:
        said = parse_instant(at, datetime.now(UTC)).at
    except ValueError as error:
        raise UsageError(f"--at: {error}.", "Write it as 2023-10-15T11:00:00+01:00.") from None
    return lambda: said
