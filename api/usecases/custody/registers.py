"""Register officers, stores and laboratories."""

from __future__ import annotations

import re

from tracer.custody.events import CustodyPlace, Officer, PlaceKind, custody_place_id, officer_id
from tracer.custody.ledger import Ledger
from tracer.errors import NotFoundError, UsageError

_SHORT = re.compile(r"[^\W_][\w .&'\-]{0,39}")
LONGEST_NAME = 200


def add_officer(ledger: Ledger, initials: str, name: str, active: bool = True) -> Officer:
    """Register an officer. Raises `UsageError` for initials or a name that cannot stand in a register."""
    officer = Officer(officer_id(_short(initials, "initials")), _name(name), active)
    ledger.add_officer(officer)
    return officer


def acting_officer(ledger: Ledger, initials: str) -> Officer:
    """An officer who may act, by initials. Raises `NotFoundError` with those who may."""
    wanted = officer_id(initials)
    officers = {one.id: one for one in ledger.officers()}
    found = officers.get(wanted)
    if found is None or not found.active:
        shown = wanted.removeprefix("officer:")
        known = tuple(one.removeprefix("officer:") for one, officer in officers.items() if officer.active)
        do = f"Register them first: tracer custody officer add {shown} --name NAME"
        raise NotFoundError(f"The officer {shown} is not known, or may no longer act.", do, known)
    return found


def add_place(
    ledger: Ledger, short: str, name: str | None, laboratory: bool = False, active: bool = True
) -> CustodyPlace:
    """Register a store or laboratory; its name is its short name where none is given. Raises `UsageError`."""
    kind = PlaceKind.LABORATORY if laboratory else PlaceKind.STORE
    bare = short.strip().removeprefix(f"{kind}:")
    place = CustodyPlace(custody_place_id(kind, _short(bare, "short name")), kind, _name(name or bare), active)
    ledger.add_place(place)
    return place


def _short(text: str, what: str) -> str:
    bare = text.strip().removeprefix("officer:")
    if not _SHORT.fullmatch(bare):
        raise UsageError(
            f"The {what} {text[:40]!r} cannot be used in references.", "Use letters and digits, at most 40."
        )
    return bare


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError("The name is empty, too long or holds characters that cannot be read.", "Write it again.")
    return name
