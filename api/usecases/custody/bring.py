"""Brings what was booked to the graph: every entry that waits in the ledger's outbox, however often it is tried.

What was booked from a table is loaded from that table; what the ledger says of it afterwards is brought from here.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from api.bootstrap import House, house
from api.custody_house import custody_house, opened_ledger
from api.settings import Settings
from api.usecases.custody.raid import RECONCILIATION
from api.usecases.custody.seizure_rows import KIND, Scene, rows_of, when_free, write_rows
from api.usecases.load import Telling
from api.usecases.search import catch_up
from graph.ids import place_id, seizure_id
from graph.standing import row_mark
from tracer.custody.booking import entries_of_raid, with_texts
from tracer.custody.events import Entry, EventKind, reference_of, seizure_of
from tracer.custody.ledger import Ledger
from tracer.custody.raid import ITEM_FIELDS, SESSION, RaidBook
from tracer.errors import GraphError, GraphHeldError, InputError, NotFoundError, TracerError
from tracer.ingest import LEDGER, Loaded
from tracer.reading import Ask
from tracer.records.access.cases import Cases
from tracer.records.raids import Raids
from tracer.records.records import Records
from tracer.records.values import Asked, Source
from tracer.spool import private_folder

AFTER_QUIET, AT_THE_LATEST = timedelta(seconds=45), timedelta(minutes=5)
"""How long nothing must have been booked, and how long what was booked may wait while more is being booked."""
_BEFORE = timedelta(hours=1)
_ASKED = Asked("tracer", "Bringing what was booked to the graph")


class NotBroughtError(GraphError):
    """Some of what was booked is not in the graph, and waits."""


@dataclass(frozen=True, slots=True)
class _Brought:
    """What was loaded of a raid, and the references of the exhibits of which nothing could be."""

    loaded: Sequence[Loaded] = ()
    refused: frozenset[str] = frozenset()


def is_due(waiting: Sequence[Entry], now: datetime) -> bool:
    """Whether it is time to bring these entries, oldest first: once nobody scans, and now and then while they do."""
    if not waiting:
        return False
    if any(kept.type == RECONCILIATION for kept in waiting[-1].event.attachments):
        return True
    return now - waiting[-1].recorded_at >= AFTER_QUIET or now - waiting[0].recorded_at >= AT_THE_LATEST


def waits(ledger: Ledger) -> bool:
    """Whether anything waits that the graph is told of. What says nothing to it is taken out, and it is left alone."""
    parts: dict[str, frozenset[str]] = {}
    while waiting := ledger.pending():
        silent = [entry.index for entry in waiting if not (tells(entry) and _is_brought(ledger, entry, parts))]
        ledger.projected(silent)
        if len(silent) < len(waiting):
            return True
    return False


def _is_brought(ledger: Ledger, entry: Entry, parts: dict[str, frozenset[str]]) -> bool:
    """Whether it is told from here: a booking from a table is not. `parts` keeps what was looked up, by seizure."""
    event = entry.event
    if event.kind is not EventKind.SEIZE or SESSION in entry.commitments:
        return True
    seizure = event.seizure or ""
    if seizure not in parts:
        parts[seizure] = frozenset(part for state in ledger.exhibits(seizure=seizure) for part in state.parts)
    return event.exhibit in parts[seizure]


def tells(entry: Entry) -> bool:
    """Whether an entry may say something of a thing itself, or of its seal: not who has it, and where."""
    event = entry.event
    of_the_thing = event.kind in (EventKind.SEIZE, EventKind.SPLIT) or event.seal_after is not None
    return of_the_thing or entry.withdraws or not ITEM_FIELDS.isdisjoint(entry.commitments)


def bring_when_free(settings: Settings, progress: Telling) -> list[Loaded]:
    """Brings what waits once nobody else holds the graph, which is left alone where nothing does.

    Raises `GraphError` where that cannot be: what was recorded then waits on.
    """

    def act() -> list[Loaded]:
        with custody_house(settings) as plain:
            if not waits(plain.ledger):
                return []
        with house(settings) as opened:
            return bring_into(opened, progress)

    return when_free(settings, progress.tell, act)


def bring_into(house: House, progress: Telling) -> list[Loaded]:
    """Brings what waits into a graph that is open. Raises as `bring` does."""
    with house.records.custody().reading() as reader:
        if not reader.outbox(1):
            return []
    return bring(house, opened_ledger(house.records, house.settings), progress)


def bring(house: House, ledger: Ledger, progress: Telling) -> list[Loaded]:
    """Loads what the ledger says of raids and the graph does not, and takes it out of the outbox once it is there.

    Each raid goes in as a source of its own, into the cases of its seizure. What one of them keeps from the graph stays
    in the outbox and keeps no other. Raises `NotBroughtError` in the end where there was such, `GraphUnavailableError`,
    and `GraphHeldError` while another process does the same; what was not brought then waits on.
    """
    loaded: list[Loaded] = []
    failed: dict[str, str] = {}
    with _alone(house.settings):
        waiting = ledger.pending()
        if waiting:
            _begun_before(house, waiting[0].recorded_at - _BEFORE, progress)
        while waiting:
            for seizure, entries in _by_seizure(ledger, waiting).items():
                try:
                    brought = _brought(house, ledger, progress, seizure, entries)
                except GraphError:
                    raise
                except TracerError as error:
                    failed[seizure] = str(error)
                    continue
                if brought.refused:
                    failed[seizure] = f"{', '.join(sorted(brought.refused))} refused: `tracer rejects` says why."
                loaded += brought.loaded
                ledger.projected(
                    [one.index for one in entries if reference_of(one.event.exhibit) not in brought.refused]
                )
            waiting = ledger.pending(after=waiting[-1].index)
    if loaded:
        catch_up(house)
    if failed:
        raise _not_brought(failed)
    return loaded


def _not_brought(failed: Mapping[str, str]) -> NotBroughtError:
    """What is said first holds no reference: it is also what the log is told."""
    raids = "1 raid" if len(failed) == 1 else f"{len(failed)} raids"
    why = " ".join(f"{seizure}: {said}" for seizure, said in sorted(failed.items()))
    return NotBroughtError(f"Bookings of {raids} cannot be brought to the graph; all others are.", why)


def _by_seizure(ledger: Ledger, waiting: Sequence[Entry]) -> dict[str, list[Entry]]:
    """Entries by the reference of their seizure, as it was written when the exhibit was booked."""
    found: dict[str, list[Entry]] = {}
    for entry in waiting:
        found.setdefault(ledger.state(entry.event.exhibit).seizure or "", []).append(entry)
    return found


def _brought(house: House, ledger: Ledger, progress: Telling, seizure: str, waiting: Sequence[Entry]) -> _Brought:
    told = frozenset(entry.event.exhibit for entry in waiting if tells(entry))
    book, marks = _read(ledger, seizure, told)
    new = {entry.index for entry in waiting}
    rows = rows_of(book, _scene(house.records, waiting[0].event.exhibit), new, marks)
    if not rows:
        return _Brought()
    cases = house.records.part(Cases)
    own = cases.of_seizures([seizure_id(seizure)]).get(seizure_id(seizure), frozenset())

    def begun(source: Source) -> None:
        for case in sorted(own):
            cases.put_source(case, source.id)

    with private_folder(house.settings.spool) as folder:
        file = folder / f"raid-{re.sub(r'[^A-Za-z0-9._-]+', '-', seizure)[:80]}.csv"
        write_rows(file, rows)
        with house.loader(progress, progress.tell, begun) as loader:
            results = tuple(loader.load(file, Ask(KIND, ledger=True)))
    for result in results:
        if result.error:
            raise InputError(f"The bookings of {seizure} cannot be read back: {result.error}", "Report this fault.")
    return _Brought(results, _refused(house.records, results))


def _refused(records: Records, results: Sequence[Loaded]) -> frozenset[str]:
    """The references of the exhibits whose rows the graph does not have, because they were refused."""
    refusing = [one.source for one in results if one.rejected and one.source is not None]
    return frozenset(row.cells.get("exhibit_ref", "") for source in refusing for row in records.refusals(source))


def _read(ledger: Ledger, seizure: str, told: Collection[str]) -> tuple[RaidBook, dict[str, str]]:
    """The search with its private texts, which are noted as read, and the marks of the rows exhibits were booked from.

    Where nothing was booked in a raid, the texts of the exhibits of which something is told are enough.
    """
    book, marks = RaidBook(seizure), dict[str, str]()
    entries = entries_of_raid(ledger, seizure) if told else []
    in_raid = any(SESSION in entry.commitments for entry in entries)
    for entry, opened in with_texts(ledger, entries, _ASKED, lambda one: in_raid or one.event.exhibit in told):
        event = entry.event
        book = book.with_entry(entry, opened)
        if event.kind is EventKind.SEIZE and event.at is not None:
            cells = {**opened, "power": event.power or "", "seal": event.seal_after or ""}
            marks[event.exhibit] = row_mark(cells, event.at, event.location)
    return book, marks


def _scene(records: Records, exhibit: str) -> Scene:
    """Where the raid was, as whoever opened it said; what was booked before raids were kept says its place alone."""
    try:
        raid = records.part(Raids).find(seizure_of(exhibit))
    except NotFoundError:
        return Scene()
    return Scene(raid.place, place_id(raid.place), raid.address)


def _begun_before(house: House, since: datetime, progress: Telling) -> None:
    """Shows what an earlier try recorded and the graph did not get: its rows are not new when they come again."""
    sources = [one for one in house.records.sources() if one.options.get("ledger") == LEDGER]
    with house.loader(progress, progress.tell) as loader:
        for source in sources:
            if source.recorded_at >= since:
                loader.replay(source)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One at a time: what another has recorded and not yet shown would seem to be shown."""
    lock = Path(settings.home) / "bookings.lock"
    with lock.open("a", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GraphHeldError("Another process brings what was booked to the graph.", "Wait for it.") from None
        yield
