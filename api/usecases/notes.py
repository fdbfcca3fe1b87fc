"""What people add by hand: a place that a screen showed them, or a note; each goes in as a file of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from api.access import Actor
from api.desk import Desk
from graph.views import Event
from tracer.errors import InputError
from tracer.model import Basis, RawBatch, SourceRow
from tracer.records.access.values import Job
from tracer.records.records import Records
from tracer.times import from_iso, iso

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place that somebody saw on a screen. Texts as they were typed; `case` is what it belongs to."""

    identifier: str
    at: str
    lat: str
    lon: str
    accuracy_m: str
    seen_by: str
    grade: str
    case: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A note about the handset that an identifier is in."""

    identifier: str
    note: str
    grade: str
    case: str | None = None


def add_ping(desk: Desk, who: Actor, spotted: Spotted) -> Job:
    """Puts it into the line of loads, as any file of pings. Raises `InputError` with what has to be put right."""
    if not spotted.seen_by.strip():
        raise InputError("It does not say who saw it.", "Say whose screen it was and who read it.")
    row = {name: value for name, value in asdict(spotted).items() if name != "case"}
    row |= {"grade": _graded(spotted.grade), "source": f"shown to {spotted.seen_by.strip()}"}
    return _load(desk, who, "pings", row, spotted.case)


def add_note(desk: Desk, who: Actor, written: Written) -> Job:
    """Puts it into the line of loads, as a file of notes. Raises `InputError` with what has to be put right."""
    if len(written.note) > LONGEST:
        raise InputError(f"The note has more than {LONGEST:,} characters.", "Load longer texts as a file.")
    row = {"identifier": written.identifier, "at": _now(), "author": who.person.name, "note": written.note}
    return _load(desk, who, "notes", row | {"grade": _graded(written.grade)}, written.case)


def notes_about(
    records: Records, identifiers: Iterable[str], opens: Callable[[SourceRow | None], bool]
) -> tuple[Event, ...]:
    """The notes about any of some identifiers that may be seen, as lines of a story."""
    found = records.facts_mentioning(list(identifiers))
    return tuple(
        Event(
            kind="note",
            at=from_iso(str(fact.body["at"])),
            basis=Basis.ASSERTED,
            source=fact.source,
            summary=f"{fact.body['author']} wrote: {fact.body['note']}",
            grade=str(fact.body["grade"]) if "grade" in fact.body else None,
            identifier=str(fact.body["identifier"]),
            details={"author": fact.body["author"]},
        )
        for fact in found
        if fact.kind == "notes" and opens(fact.source)
    )


def _graded(text: str) -> str:
    """The grade as it is written. What a person says is worth what its grade says, so there has to be one."""
    from tracer.kinds._cells import read_grade

    if not text.strip():
        raise InputError("It does not say how good this is.", "Give its 3x5x2 grade, such as 2CP.")
    try:
        return read_grade(text)
    except ValueError as error:
        raise InputError(f"It was not taken: grade: {error}.", "Put it right, then send it again.") from None


def _load(desk: Desk, who: Actor, kind: str, row: Mapping[str, str], case: str | None) -> Job:
    """The row is read here as the load will read it, so that whoever typed it is told at once what is wrong."""
    import pyarrow as pa  # Whoever only asks for what was noted needs neither this nor what loads.

    from api.usecases.loading.asked import ToLoad, ask_for
    from api.usecases.loading.incoming import forget, safe_name
    from tracer.kinds import kind_named
    from tracer.kinds._base import Context

    said = {name: " ".join(value.split()) for name, value in row.items() if value.strip()}
    said |= {"entered_by": who.person.username, "entered_at": _now()}
    table = pa.table({name: pa.array([value], pa.string()) for name, value in said.items()})
    missing = kind_named(kind).missing(list(said))
    if missing:
        raise InputError(f"This is needed too: {', '.join(missing)}.", "Fill it in, then send it again.")
    read = kind_named(kind).parse(RawBatch(table, pa.array([1], pa.int64())), Context(datetime.now(UTC)))
    if read.refusals:
        raise InputError(f"It was not taken: {read.refusals[0].reason}.", "Put it right, then send it again.")
    path = _file(desk.settings.incoming, safe_name(f"{kind}-by-{who.person.username}-{uuid4().hex[:8]}.ndjson"), said)
    try:
        return ask_for(desk, who, ToLoad((str(path),), kind, None, case))
    except BaseException:
        forget(path)
        raise


def _file(folder: Path, name: str, said: Mapping[str, str]) -> Path:
    place = folder / uuid4().hex
    try:
        place.mkdir(parents=True, mode=0o700)
        path = place / name
        path.write_text(json.dumps(said) + "\n", encoding="utf-8")
    except OSError as error:
        with suppress(OSError):
            place.rmdir()
        raise InputError("It cannot be kept just now.", "Tell whoever runs this system.") from error
    return path


def _now() -> str:
    return iso(datetime.now(UTC))
