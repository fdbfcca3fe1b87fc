"""Opens a raid session on an installation; what it books is brought to the graph now and then."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from api.bookings import bringing
from api.bootstrap import open_graph
from api.custody_house import custody_house
from api.settings import Settings
from api.usecases.custody.lookups import GraphLookUps
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_joining import Scene, differences, read, with_power
from api.usecases.custody.raid_place import as_known, is_new, with_raids
from api.usecases.custody.registers import acting_officer
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import exhibit_id, seizure_of
from tracer.errors import UsageError
from tracer.records.known_places import KnownPlace, KnownPlaces
from tracer.records.raids import Count, OpenedOtherwiseError, Raid, Raids
from tracer.records.values import Asked
from tracer.times import parse_said

_JOIN = (
    "To join it as it is, leave out --place, --address, --power and --expected; once in it, .count NUMBER says a new "
    "count. For another search, use another --seizure."
)


@dataclass(frozen=True, slots=True)
class Search:
    """What is said of a raid before the first scan, as it was typed; `new_place` where its place is a new one."""

    scene: Scene
    officer: str
    at: str | None = None
    force: str | None = None
    new_place: bool = False


@contextmanager
def opened_raid(settings: Settings, search: Search, tell: Callable[[str], None]) -> Iterator[RaidSession]:
    """A session that goes on from what is booked. `tell` is told where the raid is opened at a new place.

    Raises `UsageError`, `PlaceNotKnownError`, `OpenedOtherwiseError` where the raid was opened with something else, and
    what opening raises.
    """
    clock, scene = _clock(search.at), read(search.scene)
    with custody_house(settings) as opened:
        officer = acting_officer(opened.ledger, search.officer)
        with open_graph(settings, read_only=True) as graph:
            raids = opened.records.part(Raids)
            known = with_raids(opened.records.part(KnownPlaces).every(), raids.every())
            joining = _Joining(scene, known, search.new_place, tell)
            raid = _joined(raids, joining, Asked(officer.id, "Booking a raid"))
            occasion = Occasion(raid.reference, officer.id, place_id(raid.place), raid.power, clock)
            booker = Booker(opened.ledger, occasion)
            look_ups = GraphLookUps(graph, opened.records, settings)
            count = Count(raids, raid.seizure)
            with bringing(opened.ledger, logged=False):
                yield RaidSession(booker, look_ups, opened.evidence, clock, count, raid.counted, search.force)


@dataclass(frozen=True, slots=True)
class _Joining:
    """What is said of a raid, the places that are known, and who is told of a new one."""

    said: Scene
    known: tuple[KnownPlace, ...]
    new_place: bool
    tell: Callable[[str], None]

    @property
    def scene(self) -> Scene:
        place = self.said.place
        return self.said if place is None else replace(self.said, place=as_known(place, self.known))


def _joined(raids: Raids, joining: _Joining, asked: Asked) -> Raid:
    """The raid among those of the pages: others can join it there, and its place is known to whoever brings it."""
    scene = joining.scene
    seizure = seizure_of(exhibit_id(scene.reference, "any"))
    raid = raids.sought(seizure)
    if raid is None:
        if scene.place is None or scene.power is None or scene.counted is None:
            what = f"{scene.reference} is not open here: its place, legal power and count have to be said."
            raise UsageError(what, "Give --place, --power and --expected, or check the reference.")
        if is_new(scene.place, joining.known, joining.new_place):
            joining.tell(f"{scene.place} is a new place: nothing told of it before.")
        wanted = Raid(seizure, scene.reference, scene.place, scene.address or "", scene.power, scene.counted)
        raid = raids.open(wanted, asked)
    raid = with_power(raids, raid, scene, asked)
    if differing := tuple(differences(raid, scene)):
        raise OpenedOtherwiseError(raid.reference, differing, _JOIN)
    return raid


def _clock(at: str | None) -> Callable[[], datetime]:
    """The time of each booking: now, or the time that was said, for a raid that is booked afterwards."""
    if at is None:
        return lambda: datetime.now(UTC).replace(microsecond=0)
    try:
        said = parse_said(at, datetime.now(UTC)).at
    except ValueError as error:
        raise UsageError(f"--at: {error}.", "Write it as 2023-10-15T11:00:00+01:00.") from None
    return lambda: said
