"""Documents about exhibits, as PDF or for other programs, made for somebody who may reach every one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from api.access import Actor, Permission
from api.custody_house import CustodyHouse
from api.desk import Desk
from api.usecases.custody.counted import counted_in
from api.usecases.custody.dossier import Dossier, dossiers
from api.usecases.custody.papers import continuity, history_of, raid_list, receipt, seals, sheet
from api.usecases.custody_web.looking import reader
from api.usecases.custody_web.reach import reached, require_seizure
from tracer.custody.documents._input import CaseData, Imprint
from tracer.custody.documents.case_uco import case_uco
from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels
from tracer.custody.documents.mg11 import continuity_statement
from tracer.custody.documents.mg12 import exhibit_list
from tracer.custody.documents.receipt import property_receipt
from tracer.custody.documents.seal_label import seal_labels
from tracer.custody.events import reference_of, seizure_of
from tracer.errors import NotFoundError, UsageError

CASE_FILE = "case-uco"
"""The one that is for other programs."""
RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed: exhibits, or all of a seizure. The rest is for the documents that ask for it.

    `taken_from` is whom a receipt names, `counted` what was counted on the scene, `witness` whose statement it is to
    be; `first` is the first label that is free on a sheet begun before, 0 for labels one to a page. `purpose` is what
    the name of whoever took something is read for: without it, or for another role, a receipt does not name them.
    """

    exhibits: tuple[str, ...] = ()
    seizure: str | None = None
    taken_from: str | None = None
    counted: int | None = None
    witness: str = ""
    occupation: str = "Police officer"
    first: int = 0
    purpose: str = ""


def printed_paper(desk: Desk, who: Actor, kind: str, wish: Wish) -> bytes:
    """The document: PDF, and the case file JSON-LD.

    Raises `NotFoundError`, `ForbiddenError`, and `UsageError` where something is not said.
    """
    make = PAPERS.get(kind)
    if make is None:
        raise NotFoundError(f"There is no document called {kind[:20]}.", f"There are: {', '.join(PAPERS)}.")
    states = [reached(desk, who, Permission.CUSTODY_READ, text, wish.seizure) for text in wish.exhibits]
    if not states and wish.seizure is not None:
        require_seizure(desk, who, Permission.CUSTODY_READ, wish.seizure)
    house, named = desk.custody, kind == RECEIPT and who.sees_owners and bool(wish.purpose.strip())
    asked = reader(who, wish.purpose if named else f"printing {kind}")
    found = dossiers(
        house, [state.exhibit for state in states], wish.seizure if not states else None, asked, owners=named
    )
    if not found:
        raise NotFoundError("Every booking of that seizure was taken back.", "Check its reference.")
    stamp = Imprint(house.now.replace(microsecond=0), who.person.name, desk.settings.force, "", _notice(desk))
    return make(house, found, wish, stamp)


def _labels(_house: CustodyHouse, found: Sequence[Dossier], wish: Wish, imprint: Imprint) -> bytes:
    sheets = [sheet(one) for one in found]
    return exhibit_label_sheet(sheets, imprint, wish.first) if wish.first else exhibit_labels(sheets, imprint)


def _seal_labels(_house: CustodyHouse, found: Sequence[Dossier], _wish: Wish, imprint: Imprint) -> bytes:
    sealed = [seal for one in found for seal in seals(one)[-1:]]
    if not sealed:
        raise UsageError("None of these is sealed.", "Seal it first.")
    return seal_labels(sealed, imprint)


def _receipt(house: CustodyHouse, found: Sequence[Dossier], wish: Wish, imprint: Imprint) -> bytes:
    returned = all(one.state.closed for one in found)
    if not returned and not (wish.taken_from or "").strip():
        raise UsageError("It is not said from whom this was taken.", "Give the name for the receipt.")
    return property_receipt(receipt(house, found, wish.taken_from), imprint)


def _mg11(house: CustodyHouse, found: Sequence[Dossier], wish: Wish, imprint: Imprint) -> bytes:
    if len(found) != 1:
        raise UsageError("A continuity statement is about one exhibit.", "Name one.")
    if not wish.witness.strip():
        raise UsageError("It is not said whose statement it is to be.", "Give the name of the witness.")
    return continuity_statement(continuity(house, found[0], wish.witness.strip(), wish.occupation.strip()), imprint)


def _mg12(house: CustodyHouse, found: Sequence[Dossier], wish: Wish, imprint: Imprint) -> bytes:
    counted = wish.counted
    if counted is None and wish.seizure is not None and not wish.exhibits:
        counted = counted_in(house, wish.seizure)
    return exhibit_list(raid_list(found, counted), imprint)


def _case_file(house: CustodyHouse, found: Sequence[Dossier], wish: Wish, _imprint: Imprint) -> bytes:
    each = [f"{reference_of(one.state.exhibit)} of {seizure_of(one.state.exhibit)}" for one in found]
    name = ", ".join(each) if wish.exhibits else wish.seizure or ""
    return case_uco(CaseData(name, house.ledger.origin, tuple(history_of(one) for one in found)))


Make = Callable[[CustodyHouse, Sequence[Dossier], Wish, Imprint], bytes]
PAPERS: Mapping[str, Make] = {
    "label": _labels,
    "seal-label": _seal_labels,
    RECEIPT: _receipt,
    "mg11": _mg11,
    "mg12": _mg12,
    CASE_FILE: _case_file,
}
"""What can be printed, by name."""


def _notice(desk: Desk) -> str:
    from api.notices import Notice

    return Notice(desk.records).text() or ""
