"""Opens a raid session on an installation, and loads what it booked once it is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from api.bootstrap import open_graph
from api.custody_house import custody_house
from api.settings import Settings
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.registers import acting_officer
from api.usecases.custody.seizure_rows import load_rows, rows_of
from api.usecases.load import Telling
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.raid import RaidBook
from tracer.errors import GraphHeldError, UsageError
from tracer.ingest import Loaded
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
    with custody_house(settings) as house:
        officer = acting_officer(house.ledger, search.officer)
        occasion = Occasion(_reference(search.seizure), officer.id, search.location, search.power, clock)
        _make_graph(settings)
        with open_graph(settings, read_only=True) as graph:
            booker = Booker(house.ledger, occasion)
            look_ups = GraphLookUps(graph, house.records)
            yield RaidSession(booker, look_ups, house.evidence, clock, search.expected, search.force)


def load_raid(settings: Settings, search: Search, book: RaidBook, progress: Telling) -> list[Loaded]:
    """The raid's bookings, kept as evidence and loaded as seizures."""
    rows = rows_of(book, search.place, search.location, search.address)
    return load_rows(settings, f"raid-{book.seizure}", rows, progress, progress.tell)


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


def _make_graph(settings: Settings) -> None:
    """The embedded graph can be read beside a writer only once it is there."""
    if settings.neo4j is None and not settings.embedded_graph.exists():
        # Whoever holds it is making it.
        with suppress(GraphHeldError):
            open_graph(settings).close()
