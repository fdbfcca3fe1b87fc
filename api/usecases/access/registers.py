"""Officers, stores and laboratories, and the ledger's first key, as an administrator keeps them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.problems import ChangedError
from api.usecases.custody.keyring import ListedKey, new_key
from api.usecases.custody.registers import add_officer, add_place
from tracer.custody.events import CustodyPlace, Officer, PlaceKind, custody_place_id, officer_id
from tracer.errors import UsageError
from tracer.records.audit import Act

NEW = "new"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an officer or a place is to be, and which state of it (`tag_of`) was seen.

    `NEW` for one that must not be there yet, None for whatever it is now.
    """

    short: str
    name: str
    active: bool = True
    seen: str | None = None


def keep_officer(desk: Desk, who: Actor, entry: Entry) -> Officer:
    """Registers an officer, or changes the name or whether they may act. Raises `UsageError` and `ChangedError`."""
    _require_seen(desk.ledger.officers(), officer_id(entry.short.strip()), entry)
    officer = add_officer(desk.ledger, entry.short, entry.name, entry.active)
    desk.audit.note(who.asked(), Act.ALTERED, officer.id, _told(officer))
    return officer


def keep_place(desk: Desk, who: Actor, entry: Entry, kind: PlaceKind) -> CustodyPlace:
    """The same for a store or laboratory."""
    bare = entry.short.strip().removeprefix(f"{kind}:")
    _require_seen(desk.ledger.places(), custody_place_id(kind, bare), entry)
    place = add_place(desk.ledger, bare, entry.name or None, kind is PlaceKind.LABORATORY, entry.active)
    desk.audit.note(who.asked(), Act.ALTERED, place.id, _told(place))
    return place


def first_key(desk: Desk, who: Actor) -> ListedKey:
    """Makes the key that signs for the ledger. Raises `UsageError` where there is one: the next takes two people."""
    made = new_key(desk.custody)
    desk.audit.note(who.asked(), Act.ALTERED, "custody key", {"what": "first key made", "key": made.vkey})
    return made


def tag_of(entry: Officer | CustodyPlace) -> str:
    """Names the state of an entry: another one once anything of it was changed."""
    return hashlib.sha256(json.dumps([entry.id, entry.name, entry.active]).encode()).hexdigest()[:32]


def _require_seen(entries: tuple[Officer, ...] | tuple[CustodyPlace, ...], wanted: str, entry: Entry) -> None:
    found = next((one for one in entries if one.id == wanted), None)
    if entry.seen == NEW and found is not None:
        raise UsageError(f"{entry.short.strip()} is registered already, as {found.name or '(erased)'}.", "Change that.")
    if entry.seen not in (None, NEW) and (found is None or tag_of(found) != entry.seen):
        raise ChangedError("Somebody changed this since you looked.", "Look again, then change it.")


def _told(entry: Officer | CustodyPlace) -> dict[str, str]:
    return {"what": "registered", "state": "in use" if entry.active else "closed"}
