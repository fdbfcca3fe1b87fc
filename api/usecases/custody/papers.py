"""What the documents about exhibits are filled in with: read from the ledger, noted in the audit, names in words."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.custody_house import CustodyHouse
from api.usecases.custody.chains import chain
from api.usecases.custody.checkpoints import current
from api.usecases.custody.dossier import Dossier, put_right
from tracer.custody.checkpoint import parse
from tracer.custody.documents._input import (
    ContinuityData,
    ExhibitHistory,
    ExhibitSheet,
    PrintedCheckpoint,
    RaidList,
    ReceiptData,
    SealSheet,
)
from tracer.custody.events import Entry, EventKind, Status, reference_of, seizure_of
from tracer.custody.note import parse as parse_note
from tracer.custody.raid import ITEM_FIELDS, as_told
from tracer.custody.seized import seized_by
from tracer.errors import NotFoundError, UsageError

UNNAMED = "the person who signs below"
"""On a receipt for a reader who may not see who took it, or where that was not noted or was erased."""

_LEAVING: Mapping[Status, tuple[EventKind, str]] = {
    Status.ON_LOAN: (EventKind.LEND, "on_loan"),
    Status.RETURNED: (EventKind.RETURN, "returned"),
    Status.DISPOSED: (EventKind.DISPOSE, "disposed"),
}


def sheet(one: Dossier) -> ExhibitSheet:
    """The exhibit as it stands. What was read off it later overrules what was read first, and so does a correction.

    What was taken out of another was found and seized with that.
    """
    item = _item(one)
    source, names = one.whole or one, one.names
    event = put_right(source, source.seized).event
    whole = " ".join(item.get(name, "") for name in ("make", "model", "colour")).split()
    return ExhibitSheet(
        exhibit=one.state.exhibit,
        reference=reference_of(one.state.exhibit),
        seizure=seizure_of(one.state.exhibit),
        description=item.get("description") or " ".join(whole) or item.get("part", ""),
        seized_at=event.at,
        seized_note=event.at_note or "",
        place=names.place(event.location) if event.location else "",
        officer=names.who(seized_by(one.seized.event)),
        power=event.power or "",
        seal=one.state.seal or "",
        condition=item.get("condition", ""),
        found_with=item.get("found_with", ""),
        holder=names.who(one.state.holder) if one.state.holder else "",
        location=names.place(one.state.location) if one.state.location else "",
        make=item.get("make", ""),
        model=item.get("model", ""),
        serial=item.get("serial", ""),
        within=one.within,
        imeis=tuple(item[name] for name in ("imei", "imei2", "imei3", "imei4") if name in item),
        **_left(one),
    )


def _left(one: Dossier) -> dict[str, Any]:
    """How it left the store, and when, as it is known by now; nothing for what is there."""
    if one.state.status not in _LEAVING:
        return {}
    kind, left = _LEAVING[one.state.status]
    event = next(put_right(one, entry).event for entry in reversed(one.entries) if entry.event.kind is kind)
    return {"left": left, "left_at": event.at, "left_note": event.at_note or ""}


def seals(one: Dossier) -> tuple[SealSheet, ...]:
    """Every seal that was put on it."""
    found: list[SealSheet] = []
    before = ""
    for entry in one.entries:
        event = put_right(one, entry).event
        if event.seal_after and event.kind is not EventKind.CORRECT:
            reference, seizure = reference_of(event.exhibit), seizure_of(event.exhibit)
            by = one.names.who(seized_by(entry.event))
            note = event.at_note or ""
            found.append(SealSheet(event.seal_after, event.exhibit, reference, seizure, by, event.at, note, before))
            before = event.seal_after
    return tuple(found)


def continuity(house: CustodyHouse, one: Dossier, of: str, occupation: str) -> ContinuityData:
    """What a continuity statement is drawn from: up to now, or until it left custody."""
    until = (one.state.last_at if one.state.closed else None) or house.now.replace(microsecond=0)
    return ContinuityData(sheet(one), chain(one), until, of, occupation, printed(house))


def history_of(one: Dossier) -> ExhibitHistory:
    """The exhibit with its chain."""
    return ExhibitHistory(sheet(one), chain(one))


def raid_list(found: Sequence[Dossier], counted: int | None) -> RaidList:
    """The exhibits of one seizure, and what was counted there. Raises `NotFoundError` where all were taken back."""
    if not found:
        raise NotFoundError("Every booking of that seizure was taken back.", "Check its reference.")
    sheets = tuple(sheet(one) for one in found)
    began = min((at.seized_at for at in sheets if at.seized_at), default=None)
    place, power = (_most(getattr(one, name) for one in sheets) for name in ("place", "power"))
    return RaidList(sheets[0].seizure, sheets, place, power, began, counted)


def _most(said: Iterable[str]) -> str:
    """What is said of most, the first of what is said as often."""
    found = Counter(filter(None, said)).most_common(1)
    return found[0][0] if found else ""


def _every(said: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(filter(None, said)))


def receipt(house: CustodyHouse, found: Sequence[Dossier], taken_from: str | None) -> ReceiptData:
    """Of what was returned, when all of it was; otherwise of what was taken.

    Raises `UsageError` where only some was returned, or nobody says from whom it was taken.
    """
    returned = [one.state.status is Status.RETURNED for one in found]
    if any(returned) and not all(returned):
        raise UsageError("Some of these were returned, and some were not.", "Make a receipt for each.")
    if all(returned):
        return _returned(house, found)
    if not taken_from:
        raise UsageError("It is not said from whom this was taken.", "Give --from with the name for the receipt.")
    first = found[0]
    sheets = tuple(sheet(one) for one in found)
    at = _known(sheets[0].seized_at, first)
    place, power = (_every(getattr(one, name) for one in sheets) for name in ("place", "power"))
    return ReceiptData("taken", sheets[0].officer, taken_from, at, place, sheets, printed(house), power)


def printed(house: CustodyHouse) -> PrintedCheckpoint:
    """The checkpoint that fixes what is recorded up to now."""
    text, signatures = parse_note(current(house).note)
    point = parse(text)
    root = base64.b64encode(point.root).decode("ascii")
    return PrintedCheckpoint(point.origin, point.size, root, tuple(signature.name for signature in signatures))


def _item(one: Dossier) -> Mapping[str, str]:
    texts, item = one.sight.texts, dict[str, str]()
    for entry in one.entries:
        item = as_told(item, {name: texts[entry.id, name] for name in ITEM_FIELDS if (entry.id, name) in texts})
    return item


def _returned(house: CustodyHouse, found: Sequence[Dossier]) -> ReceiptData:
    first = found[0]
    event = _return_of(first)
    to = event.event.to or ""
    name = first.text(event, "name") or (first.names.who(to) if to.startswith("officer:") else UNNAMED)
    at, by = _known(put_right(first, event).event.at, first), first.names.who(event.event.by)
    place = _every(_left_from(one) for one in found)
    return ReceiptData("returned", name, by, at, place, tuple(sheet(one) for one in found), printed(house))


def _return_of(one: Dossier) -> Entry:
    return next(entry for entry in reversed(one.entries) if entry.event.kind is EventKind.RETURN)


def _left_from(one: Dossier) -> str:
    """Where it was handed back: where that says, otherwise where it was before; nothing where nobody knows."""
    entry = _return_of(one)
    said = put_right(one, entry).event.location
    return one.names.place(said) if said else chain(one)[one.entries.index(entry) - 1].location


def _known(at: datetime | None, one: Dossier) -> datetime:
    if at is None:
        reference = reference_of(one.state.exhibit)
        raise UsageError(f"It is not known when {reference} changed hands.", "Correct that event first, with its time.")
    return at
