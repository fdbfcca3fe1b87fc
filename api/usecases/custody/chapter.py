"""What the custody ledger adds to a handset's story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.usecases.custody.names import names_of
from graph.views import Event, ExhibitView
from maps.words import london_date
from tracer.custody.events import Status
from tracer.custody.ledger import Ledger
from tracer.custody.narrative import Telling, narrate
from tracer.custody.sentences import Names
from tracer.model import Basis, SourceRow
from tracer.records.records import Records

SOURCE = "ledger"
"""The source of these events; the row is the index of the entry in the ledger."""


def custody_chapter(
    records: Records, origin: str, exhibits: Sequence[ExhibitView]
) -> tuple[tuple[ExhibitView, ...], tuple[Event, ...]]:
    """Exhibits with what became of them, and their events, in the ledger called `origin`, without anything private."""
    # Nothing is recorded here, so it does not matter whether the database waits for the disk.
    ledger = Ledger.open(records, origin, allow_unsafe_disk=True)
    names = names_of(ledger, records=records)
    events = tuple(event for exhibit in exhibits for event in _events(ledger, names, exhibit.id))
    return tuple(_as_it_stands(ledger, names, exhibit) for exhibit in exhibits), events


def _as_it_stands(ledger: Ledger, names: Names, exhibit: ExhibitView) -> ExhibitView:
    state = ledger.state(exhibit.id)
    if not state.sequence or state.status is Status.HELD:
        return exhibit
    lent = f"lent to {names.who(state.holder)}" if state.holder else "lent"
    said = {
        Status.RETURNED: "returned",
        Status.DISPOSED: "disposed of",
        Status.ON_LOAN: lent,
        Status.WITHDRAWN: "booking withdrawn",
    }[state.status]
    moved = state.last_moved or state.last_at
    when = f" {london_date(moved)}" if moved and state.status is not Status.WITHDRAWN else ""
    return replace(exhibit, standing=f"{said}{when}", withdrawn=state.status is Status.WITHDRAWN)


def _events(ledger: Ledger, names: Names, exhibit: str) -> Iterator[Event]:
    entries = ledger.history(exhibit)
    if entries:
        told = narrate(entries, names)
        yield from (_event(told.reference, exhibit, line) for line in told.lines)


def _event(reference: str, exhibit: str, line: Telling) -> Event:
    explained = tuple(f"{doubt.words} Explained later." for doubt in line.doubts if doubt.explanation)
    seal = (f"Seal: {line.seal.removeprefix('seal ')}",) if line.seal else ()
    return Event(
        kind="custody",
        at=line.at,
        basis=Basis.OBSERVED,
        source=SourceRow(SOURCE, line.index),
        summary=f"{reference}: {line.what}",
        place=line.where,
        doubts=tuple(doubt.words for doubt in line.doubts if doubt.explanation is None),
        notes=(*seal, *explained, *line.corrected, *((line.when,) if line.at is None else ())),
        details={"exhibit": exhibit, "act": str(line.kind), "number": line.number, "event": line.event},
    )
