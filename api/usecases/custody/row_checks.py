"""What a row of a table is asked as a raid asks it: under what legal power, and whether the phone is booked already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.custody_house import CustodyHouse
from api.usecases.custody.naming import ASSUMED
from tracer.custody.booking import Booker, Occasion
from tracer.custody.ids import exhibit_id, reference_of, seizure_name
from tracer.custody.raid import identifiers_of
from tracer.errors import UsageError
from tracer.model import FORMULA, Fact

_TO_DO = (
    (("imei",), "Read it again off the phone (*#06# or the tray) and put the cell right; if the phone shows just this, "
     "leave the cell empty and write it under condition."),
    (("serial",), "Read it again off the phone and put the cell right, or leave it empty."),
    (("at",), "Write it as 2023-10-15T11:00:00+01:00."),
    (("lat", "lon", "position"), "Write both as degrees such as 51.5610 and -0.1112, or leave both empty."),
)  # fmt: skip
_ELSE = "Put the row right and send the table again."


class RowRefusedError(UsageError):
    """A row that a raid would not have booked either."""


@dataclass(slots=True)
class RowChecks:
    """Looks at the rows of one table in order. What is booked already is not asked again: it is told of as such."""

    house: CustodyHouse
    by: str
    _seen: set[str] = field(default_factory=set)
    _booked: dict[str, dict[str, str]] = field(default_factory=dict)

    def check(self, cells: Mapping[str, str], row: int) -> None:
        """Raises `RowRefusedError` for a row that has no legal power, or a phone of the seizure a second time."""
        exhibit = exhibit_id(cells["seizure_ref"], cells["exhibit_ref"])
        if exhibit not in self._seen and self.house.ledger.state(exhibit).sequence:
            return
        self._seen.add(exhibit)
        if not cells.get("power", "").strip():
            raise RowRefusedError(
                "power: nothing there, and what the exhibit was seized under has to be known.",
                "Write the legal power, such as: search warrant, PACE 1984 s8.",
            )
        seizure = seizure_name(cells["seizure_ref"])
        booked = self._booked_in(seizure)
        identifiers = identifiers_of(cells)
        for one in sorted(identifiers & booked.keys()):
            raise RowRefusedError(
                f"{one.replace(':', ' ')}: DUPLICATE of {booked[one]} in this seizure.",
                "Put the cell or the reference right, or take the row out; if it is another phone that shows the same, "
                "book it in the raid: scan it, then say that it is another (.another).",
            )
        booked.update(dict.fromkeys(identifiers, f"{reference_of(exhibit)} (row {row})"))

    def _booked_in(self, seizure: str) -> dict[str, str]:
        """What each identifier of the seizure is booked as. That it is read is noted in the audit, as in a raid."""
        if seizure not in self._booked:
            occasion = Occasion(seizure, self.by, None, None, lambda: self.house.now)
            self._booked[seizure] = Booker(self.house.ledger, occasion).book.by_identifier()
        return self._booked[seizure]


def time_note(fact: Fact) -> str | None:
    """What is noted of the time of a row: that it named no zone, so that London time was taken."""
    return ASSUMED if fact.body.get("zone") == "assumed" else None


def with_what_to_do(reason: str) -> str:
    """Why a row could not be read, and what to do about it."""
    column = reason.partition(":")[0].split(" ")[0].strip().casefold()
    do = next((do for names, do in _TO_DO if column.rstrip("0123456789") in names), _ELSE)
    if "nothing there" in reason:
        do = "Fill the cell in."
    if FORMULA in reason:
        do = "Then send the table again."
    return f"{reason.rstrip('.')}. {do}"
