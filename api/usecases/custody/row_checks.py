"""What a row of a table is asked as a raid asks it: what it is, where, under what power, and if it is booked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.custody_house import CustodyHouse
from api.usecases.custody.naming import ASSUMED
from api.usecases.custody.raid_joining import lacks_power, same_words
from graph.ids import place_id
from tracer.custody.booking import Booker, Occasion
from tracer.custody.events import Wanted
from tracer.custody.ids import reference_of, seizure_name
from tracer.custody.raid import identifiers_of
from tracer.errors import UsageError
from tracer.model import FORMULA, Fact
from tracer.records.raids import Raid, Raids
from tracer.times import TWICE, comes_twice, from_iso

_TO_DO = (
    (("imei",), "Read it again off the phone (*#06# or the tray) and put the cell right; if the phone shows just this, "
     "leave the cell empty and write it under condition."),
    (("serial",), "Read it again off the phone and put the cell right, or leave it empty."),
    (("at",), "Write it as 2023-10-15T11:00:00+01:00."),
    (("lat", "lon", "position"), "Write both as degrees such as 51.5610 and -0.1112, or leave both empty."),
)  # fmt: skip
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)
_SAYS_WHAT = ("make", "model", "description", "condition")
_ELSE = "Put the row right and send the table again."


class RowRefusedError(UsageError):
    """A row that a raid would not have booked either."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read: its number, its cells, and the booking that it asks for.

    `phones` are the ids of what the seizure must not have twice: none, where the exhibit was booked before this table.
    `hints` are what whoever books it should know.
    """

    row: int
    cells: Mapping[str, str]
    wanted: Wanted
    phones: frozenset[str] = frozenset()
    hints: tuple[str, ...] = ()

    @property
    def seizure(self) -> str:
        """The reference of the seizure as it is compared."""
        return seizure_name(self.cells["seizure_ref"])


@dataclass(slots=True)
class RowChecks:
    """Looks at the rows of one table in order. What is booked already is not asked again: it is told of as such."""

    house: CustodyHouse
    by: str
    _seen: set[str] = field(default_factory=set)
    _booked: dict[str, dict[str, str]] = field(default_factory=dict)
    _raids: dict[str, Raid | None] = field(default_factory=dict)

    def checked(self, row: Row) -> Row:
        """The row with what must not be booked twice. Raises `RowRefusedError` for one that a raid would not book."""
        exhibit = row.wanted.event.exhibit
        if exhibit not in self._seen and self.house.ledger.state(exhibit).sequence:
            return row
        self._seen.add(exhibit)
        _require_written(row.cells)
        raid = self._raid_of(row.seizure)
        _require_power(row.cells, raid)
        _require_thing(row.cells)
        return replace(_placed(row, raid), phones=identifiers_of(row.cells))

    def apart(self, rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[tuple[Row, RowRefusedError]]]:
        """Rows that can be booked together; those that wait, and those that are refused, for a phone booked already.

        A row waits that shows what one before it shows: only once that is booked is it known to be a duplicate.
        """
        together: list[Row] = []
        waiting: list[Row] = []
        refused: list[tuple[Row, RowRefusedError]] = []
        shown: set[tuple[str, str]] = set()
        for row in rows:
            booked = self._booked_in(row.seizure) if row.phones else {}
            phones = {(row.seizure, one) for one in row.phones}
            if twice := sorted(row.phones & booked.keys()):
                refused.append((row, _duplicate(twice[0], booked[twice[0]])))
            else:
                (waiting if phones & shown else together).append(row)
                shown |= phones
        return together, waiting, refused

    def booked(self, row: Row) -> None:
        """Takes in that a row is booked, or would be."""
        if row.phones:
            reference = f"{reference_of(row.wanted.event.exhibit)} (row {row.row})"
            self._booked_in(row.seizure).update(dict.fromkeys(row.phones, reference))

    def _raid_of(self, seizure: str) -> Raid | None:
        if seizure not in self._raids:
            self._raids[seizure] = self.house.records.part(Raids).sought(seizure)
        return self._raids[seizure]

    def _booked_in(self, seizure: str) -> dict[str, str]:
        """What each identifier of the seizure is booked as. That it is read is noted in the audit, as in a raid."""
        if seizure not in self._booked:
            occasion = Occasion(seizure, self.by, None, None, lambda: self.house.now)
            self._booked[seizure] = Booker(self.house.ledger, occasion).book.by_identifier()
        return self._booked[seizure]


def _require_written(cells: Mapping[str, str]) -> None:
    """That no cell is what a spreadsheet made of it: a formula, or a reference that it took for a date."""
    for name, text in cells.items():
        if text.lstrip().startswith("="):
            raise RowRefusedError(f"{name}: {FORMULA}.", "Then send the table again.")
    for name in ("seizure_ref", "exhibit_ref"):
        if _DATE.match(cells[name].strip()):
            raise RowRefusedError(
                f"{name}: {cells[name][:40]} is a date, which a spreadsheet may have made of it.",
                "Set the column to text and type the reference again, such as: JT/12.",
            )


def _require_power(cells: Mapping[str, str], raid: Raid | None) -> None:
    power = cells.get("power", "").strip()
    if not power:
        raise RowRefusedError(
            "power: nothing there, and what the exhibit was seized under has to be known.",
            "Write the legal power, such as: search warrant, PACE 1984 s8.",
        )
    if raid is not None and not lacks_power(raid) and not same_words(power, raid.power):
        raise RowRefusedError(
            f"power: the raid of {raid.reference} is under {raid.power}, not under {power}.",
            "Put the cell right, or book what was seized under another power under another seizure reference.",
        )


def _require_thing(cells: Mapping[str, str]) -> None:
    if not identifiers_of(cells) and not any(cells.get(name, "").strip() for name in _SAYS_WHAT):
        raise RowRefusedError(
            "imei: nothing there, nor a serial, make, model or condition, and what the exhibit is has to be known.",
            "Read it off the phone, or write what it looks like under condition.",
        )


def _placed(row: Row, raid: Raid | None) -> Row:
    """The row with where it was found: what it says, or where the raid of its seizure is."""
    where = row.cells.get("place") or row.cells.get("address")
    if where:
        if raid is None or place_id(where) in (place_id(raid.place), place_id(raid.address or raid.place)):
            return row
        return replace(row, hints=(f"Found at {where}; the raid of {raid.reference} is at {raid.place}.",))
    if raid is None:
        raise RowRefusedError(
            "place: nothing there, nor an address, and where the exhibit was found has to be known.",
            "Write the place, such as: Unit 4, 12 Mill Lane.",
        )
    cells = {**row.cells, "place": raid.place, **({"address": raid.address} if raid.address else {})}
    event = replace(row.wanted.event, location=place_id(raid.place))
    return replace(row, cells=cells, wanted=replace(row.wanted, event=event))


def _duplicate(identifier: str, reference: str) -> RowRefusedError:
    return RowRefusedError(
        f"{identifier.replace(':', ' ')}: DUPLICATE of {reference} in this seizure.",
        "Put the cell or the reference right, or take the row out; if it is another phone that shows the same, "
        "book it in the raid: scan it, then say that it is another (.another).",
    )


def time_note(fact: Fact) -> str | None:
    """What is noted of the time of a row: that it named no zone, so that London time was taken.

    Raises `RowRefusedError` where that may be either of two.
    """
    if fact.body.get("zone") != "assumed":
        return None
    if comes_twice(from_iso(str(fact.body["at"]))):
        raise RowRefusedError(f"at: it {TWICE}.", "Put the row right and send the table again.")
    return ASSUMED


def with_what_to_do(reason: str) -> str:
    """Why a row could not be read, and what to do about it."""
    column = reason.partition(":")[0].split(" ")[0].strip().casefold()
    do = next((do for names, do in _TO_DO if column.rstrip("0123456789") in names), _ELSE)
    if "nothing there" in reason:
        do = "Fill the cell in."
    if FORMULA in reason:
        do = "Then send the table again."
    return f"{reason.rstrip('.')}. {do}"
