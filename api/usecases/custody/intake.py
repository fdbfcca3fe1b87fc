"""Book exhibits from a table: every row is booked, was booked before, or is refused with file, row and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.custody_house import CustodyHouse, custody_house
from api.settings import Settings
from api.usecases.custody.registers import acting_officer
from api.usecases.custody.row_checks import Row, RowChecks, RowRefusedError, time_note, with_what_to_do
from api.usecases.custody.row_results import BookedRow, RefusedRow, Taken
from api.usecases.custody.row_telling import tell
from api.usecases.custody.seizing import OfficerUnknownError, Seizers
from api.usecases.custody.seizure_rows import KIND, load_rows, write_rows, write_workbook
from api.usecases.custody.table_header import columns_left_out
from api.usecases.load import Telling
from graph.ids import exhibit_id, place_id
from tracer.custody.events import (
    CustodyEvent,
    Entry,
    EventKind,
    KeyReusedError,
    Private,
    RefusedError,
    Wanted,
    reference_of,
)
from tracer.custody.raid import ITEM_FIELDS, identifiers_of
from tracer.custody.trying import tried
from tracer.errors import IdentifierError, InputError, UsageError
from tracer.kinds._base import Context
from tracer.kinds.seizures import cells_of
from tracer.model import Fact, hash_id
from tracer.reading import Ask, recognised
from tracer.records.access.values import AccessError
from tracer.sources.unpack import Member, members
from tracer.times import from_iso

May = Callable[[str], None]
"""Raises `AccessError` where nothing may be booked for the seizure of this reference."""
AT_ONCE = 500
"""Rows booked in one transaction."""
MOST_TRIED, MOST_PASSES = 2_000, 20
"""Rows of a table that is only tried, and of one phone: it takes seconds, and others who book wait for some of that."""


@dataclass(frozen=True, slots=True)
class _Asking:
    """What every row of a table is asked."""

    seizers: Seizers
    checks: RowChecks
    may: May | None

    @classmethod
    def of(cls, house: CustodyHouse, by: str, may: May | None) -> _Asking:
        return cls(Seizers.of(house.ledger, by), RowChecks(house, by), may)


def write_template(file: Path) -> None:
    """An empty table with the columns of the kind: a workbook where its name ends so, otherwise CSV.

    Raises `UsageError` where it cannot be written.
    """
    try:
        if file.exists():
            raise UsageError(f"{file} is there already.", "Name a new file.")
        if file.suffix.lower() == ".xlsx":
            write_workbook(file)
        else:
            write_rows(file, ())
    except OSError as error:
        raise UsageError(f"{file} cannot be written ({error.strerror}).", "Name another file.") from error


def take_in(settings: Settings, files: Sequence[Path], officer: str, progress: Telling) -> Iterator[Taken]:
    """Book the rows of each file or member of an archive; what was booked is then loaded as seizures."""
    for path in files:
        kept: list[tuple[Taken, list[dict[str, str]]]] = []
        with custody_house(settings) as house:
            by = acting_officer(house.ledger, officer).id
            try:
                with path.open("rb") as file:
                    house.evidence.put(file)
                for member in members(path):
                    kept.append(book_member(house, member, by))
                    tell(house, kept[-1][0])
            except OSError as error:
                kept.append((Taken(path.name, error=f"It cannot be read ({error.strerror}). Check the name."), []))
            except InputError as error:
                kept.append((Taken(path.name, error=str(error)), []))
        for taken, rows in kept:
            for loaded in load_rows(settings, f"intake-{Path(taken.name).stem}", rows, progress, progress.tell):
                taken.source = loaded.source
            yield taken


def book_member(
    house: CustodyHouse, member: Member, by: str, may: May | None = None
) -> tuple[Taken, list[dict[str, str]]]:
    """What came of one table, and the cells of the rows that are booked. `may` refuses rows by raising."""
    taken = Taken(member.name, left_out=list(member.left_out))
    booked: list[dict[str, str]] = []
    asking = _Asking.of(house, by, may)
    try:
        for left in _read(member, asking, taken):
            for rows in _passes(left, asking.checks, taken):
                for start in range(0, len(rows), AT_ONCE):
                    stood = _book(house, rows[start : start + AT_ONCE], taken)
                    for one in stood:
                        asking.checks.booked(one)
                    booked += [dict(one.cells) for one in stood]
    except InputError as error:
        taken.error = str(error)
    taken.put_in_order()
    return taken, booked


def try_member(house: CustodyHouse, member: Member, by: str, may: May | None = None) -> Taken:
    """What would come of one table, as if it were booked; nothing of it is recorded."""
    taken = Taken(member.name, left_out=list(member.left_out))
    asking = _Asking.of(house, by, may)
    try:
        left = [row for some in _read(member, asking, taken) for row in some]
        if len(left) > MOST_TRIED:
            raise InputError(f"{member.name} has more than {MOST_TRIED:,} rows.", "Check it in parts.")
        size = house.ledger.size()
        stood: list[Row] = []
        for number, rows in enumerate(_passes(left, asking.checks, taken)):
            if number == MOST_PASSES:
                raise InputError(f"{member.name} has one phone in too many rows.", "Check it in parts.")
            answers = tried(house.records, [one.wanted for one in (*stood, *rows)], house.now)
            for row, answer in zip(rows, answers[len(stood) :], strict=True):
                if isinstance(answer, (Entry, KeyReusedError)):
                    _count(taken, row, isinstance(answer, Entry) and answer.index >= size)
                    asking.checks.booked(row)
                else:
                    taken.refused.append(RefusedRow(row.row, str(answer)))
            stood += [row for row, answer in zip(rows, answers[len(stood) :], strict=True) if isinstance(answer, Entry)]
    except InputError as error:
        taken.error = str(error)
    taken.put_in_order()
    return taken


def _passes(left: list[Row], checks: RowChecks, taken: Taken) -> Iterator[list[Row]]:
    """Rows to be booked, no phone twice; what of a phone comes again waits until it is known what became of the first.

    Whoever takes them tells `checks` which of them are booked.
    """
    while left:
        together, left, refused = checks.apart(left)
        taken.refused += [RefusedRow(row.row, str(error)) for row, error in refused]
        if together:
            yield together


def _read(member: Member, asking: _Asking, taken: Taken) -> Iterator[list[Row]]:
    """The rows that can be read and may be booked, some at a time; the others are told of in `taken`."""
    reading = recognised(member, Ask(KIND))
    taken.left_out += columns_left_out(reading)
    for batch in reading.batches(Context(datetime.now(UTC)), lambda _done, _rows: None):
        taken.rows += batch.rows
        taken.refused += [RefusedRow(one.row, with_what_to_do(one.reason)) for one in batch.parsed.refusals]
        yield list(_wanted(batch.parsed.facts, asking, taken))


def _count(taken: Taken, row: Row, new: bool) -> None:
    taken.booked += new
    taken.unchanged += not new
    if new:
        cells = row.cells
        what = " ".join(cells[name] for name in ("make", "model", "imei", "serial") if name in cells)
        exhibit = reference_of(row.wanted.event.exhibit)
        phones = tuple(sorted(identifiers_of(cells)))
        calls = bool(row.hints)
        taken.new.append(BookedRow(row.row, cells["seizure_ref"], exhibit, what, row.hints, phones, calls=calls))


def _wanted(facts: Sequence[Fact], asking: _Asking, taken: Taken) -> Iterator[Row]:
    for fact in facts:
        cells = cells_of(fact)
        try:
            if asking.may is not None:
                asking.may(cells["seizure_ref"])
            wanted = _seize(cells, asking.seizers, time_note(fact))
            yield asking.checks.checked(Row(fact.row, cells, wanted))
        except (IdentifierError, AccessError, OfficerUnknownError, RowRefusedError) as error:
            taken.refused.append(RefusedRow(fact.row, str(error)))


def _seize(cells: Mapping[str, str], seizers: Seizers, note: str | None) -> Wanted:
    """The booking, said by whoever books; where another seized it, they have it, until they are said to pass it on."""
    by, seizer = seizers.by, seizers.named(cells.get("officer"))
    exhibit = exhibit_id(cells["seizure_ref"], cells["exhibit_ref"])
    where = cells.get("place") or cells.get("address")
    said = "\x1f".join(f"{name}={cells[name]}" for name in sorted(cells))
    event = CustodyEvent(
        kind=EventKind.SEIZE,
        exhibit=exhibit,
        by=by,
        at=from_iso(cells["at"]),
        at_note=note,
        holder=None if seizer == by else seizer,
        location=place_id(where) if where else None,
        seal_after=cells.get("seal"),
        power=cells.get("power"),
        seizure=cells["seizure_ref"],
        private={name: Private(text) for name, text in cells.items() if name in ITEM_FIELDS},
    )
    return Wanted(event, f"intake:{hash_id(f'{exhibit}|{said}'.encode('utf-8', 'surrogatepass'))}")


def _book(house: CustodyHouse, rows: Sequence[Row], taken: Taken) -> list[Row]:
    """The rows that are booked now, or were; one that the rules refuse does not stop those after it."""
    booked: list[Row] = []
    left = list(rows)
    while left:
        size = house.ledger.size()
        try:
            entries = house.ledger.append_many([one.wanted for one in left])
        except RefusedError as error:
            stopped = error.position
            if stopped:
                booked += _book(house, left[:stopped], taken)
            taken.refused.append(RefusedRow(left[stopped].row, str(error)))
            left = left[stopped + 1 :]
            continue
        except KeyReusedError:
            # Another officer booked one of these rows before: find out which, one at a time.
            if len(left) > 1:
                middle = len(left) // 2
                booked += _book(house, left[:middle], taken)
                left = left[middle:]
                continue
            taken.unchanged += 1
            return [*booked, left[0]]
        for one, entry in zip(left, entries, strict=True):
            _count(taken, one, entry.index >= size)
            booked.append(one)
        left = []
    return booked
