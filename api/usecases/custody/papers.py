"""What the documents about exhibits are filled in with: read from the ledger, noted in the audit, names in words."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from api.custody_house import CustodyHouse
from api.usecases.custody.checkpoints import current
from api.usecases.custody.history import sight_of
from api.usecases.custody.names import names_of
from api.usecases.custody.naming import find_exhibit
from tracer.custody.checkpoint import parse
from tracer.custody.documents._input import (
    ChainLine,
    ContinuityData,
    ExhibitHistory,
    ExhibitSheet,
    Flag,
    PrintedCheckpoint,
    RaidList,
    ReceiptData,
    SealSheet,
)
from tracer.custody.events import Entry, EventKind, ExhibitState, Status, reference_of, seizure_of
from tracer.custody.events import Flag as Doubt
from tracer.custody.narrative import Sight
from tracer.custody.note import parse as parse_note
from tracer.custody.raid import ITEM_FIELDS
from tracer.custody.seized import seized_by
from tracer.custody.sentences import Names, sentence_of
from tracer.custody.state import after
from tracer.custody.whereabouts import natural
from tracer.errors import NotFoundError, UsageError
from tracer.records.values import Asked

UNNAMED = "the person who signs below"
"""On a receipt for a reader who may not see who took it, or where that was not noted or was erased."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that is recorded of one exhibit, with the private texts, for a document."""

    state: ExhibitState
    entries: tuple[Entry, ...]
    sight: Sight
    names: Names

    @property
    def seized(self) -> Entry:
        """The booking."""
        return self.entries[0]

    @property
    def withdrawn(self) -> bool:
        """Whether the booking was taken back."""
        return self.state.status is Status.WITHDRAWN

    def text(self, entry: Entry, name: str) -> str:
        """A private text of an entry, or nothing."""
        return self.sight.texts.get((entry.id, name), "")


def dossiers(
    house: CustodyHouse, exhibits: Sequence[str], seizure: str | None, asked: Asked, owners: bool = False
) -> tuple[Dossier, ...]:
    """Those of the exhibits named; when none is, of every exhibit of the seizure that was not taken back.

    What is private about owners is in them only if asked for. Raises `NotFoundError` where there is none, and
    `UsageError` where neither is named.
    """
    if exhibits:
        states = [find_exhibit(house.ledger, text, seizure) for text in exhibits]
        return tuple(_dossier(house, state, asked, owners) for state in states)
    if seizure is None:
        raise UsageError("Neither exhibits nor a seizure are named.", "Name exhibits, or a seizure with --seizure.")
    booked = sorted(house.ledger.exhibits(seizure=seizure), key=lambda state: natural(state.exhibit))
    if not booked:
        raise NotFoundError(f"Nothing is booked for the seizure {seizure}.", "Check its reference.")
    return tuple(one for state in booked if not (one := _dossier(house, state, asked, owners)).withdrawn)


def sheet(one: Dossier) -> ExhibitSheet:
    """The exhibit as it stands. What was read off it later overrules what was read first."""
    item = _item(one)
    event, names = one.seized.event, one.names
    whole = " ".join(item.get(name, "") for name in ("make", "model", "colour")).split()
    return ExhibitSheet(
        exhibit=event.exhibit,
        reference=reference_of(event.exhibit),
        seizure=seizure_of(event.exhibit),
        description=item.get("description") or " ".join(whole) or item.get("part", ""),
        seized_at=event.at,
        seized_note=event.at_note or "",
        place=names.place(event.location) if event.location else "",
        officer=names.who(seized_by(event)),
        power=event.power or "",
        seal=one.state.seal or "",
        condition=item.get("condition", ""),
        found_with=item.get("found_with", ""),
        holder=names.who(one.state.holder) if one.state.holder else "",
        location=names.place(one.state.location) if one.state.location else "",
        make=item.get("make", ""),
        model=item.get("model", ""),
        serial=item.get("serial", ""),
        imeis=tuple(item[name] for name in ("imei", "imei2", "imei3", "imei4") if name in item),
    )


def chain(one: Dossier) -> tuple[ChainLine, ...]:
    """Every event in the words of then, with the possession that began with it as it is known by now to have been."""
    lines: list[ChainLine] = []
    said = rightly = ExhibitState(one.state.exhibit)
    for entry in one.entries:
        before, said = said, after(said, entry)
        right = _put_right(one, entry)
        # A correction stands where what it corrects does.
        if entry.event.kind is not EventKind.CORRECT:
            rightly = after(rightly, right)
        lines.append(_line(one, entry, before, rightly, right.event.at))
    return tuple(lines)


def seals(one: Dossier) -> tuple[SealSheet, ...]:
    """Every seal that was put on it."""
    found: list[SealSheet] = []
    before = ""
    for entry in one.entries:
        event = entry.event
        if event.seal_after and event.kind is not EventKind.CORRECT:
            reference, seizure = reference_of(event.exhibit), seizure_of(event.exhibit)
            by = one.names.who(seized_by(event))
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
    parts = {part: one.state.exhibit for one in found for part in one.state.parts}
    placed = tuple(replace(s, within=reference_of(parts[s.exhibit])) if s.exhibit in parts else s for s in sheets)
    return RaidList(sheets[0].seizure, placed, place, power, began, counted)


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
    sheets, at = tuple(sheet(one) for one in found), _known(first.seized.event.at, first)
    place, power = (_every(getattr(one, name) for one in sheets) for name in ("place", "power"))
    return ReceiptData("taken", sheets[0].officer, taken_from, at, place, sheets, printed(house), power)


def printed(house: CustodyHouse) -> PrintedCheckpoint:
    """The checkpoint that fixes what is recorded up to now."""
    text, signatures = parse_note(current(house).note)
    point = parse(text)
    root = base64.b64encode(point.root).decode("ascii")
    return PrintedCheckpoint(point.origin, point.size, root, tuple(signature.name for signature in signatures))


def _dossier(house: CustodyHouse, state: ExhibitState, asked: Asked, owners: bool) -> Dossier:
    entries = house.ledger.history(state.exhibit)
    sight = sight_of(house, entries, asked, owners)
    return Dossier(state, entries, sight, names_of(house.ledger, officers=True))


def _item(one: Dossier) -> Mapping[str, str]:
    texts = one.sight.texts
    return {name: texts[entry.id, name] for entry in one.entries for name in ITEM_FIELDS if (entry.id, name) in texts}


def _line(one: Dossier, entry: Entry, before: ExhibitState, state: ExhibitState, at: datetime | None) -> ChainLine:
    event, names = entry.event, one.names
    by_id = {each.id: each for each in one.entries}
    reason = one.text(entry, "reason")
    words = sentence_of(entry, before, names, by_id.get(event.corrects or ""))
    # The time of a correction is the right time of the other event; it was itself made when it was recorded.
    correcting = event.kind is EventKind.CORRECT
    notes = ["" if correcting else event.at_note or ""]
    notes += [f"corrected at event {later.sequence}" for later in _corrections(one, entry)]
    return ChainLine(
        at=entry.recorded_at.replace(microsecond=0) if correcting else at,
        until=None,
        holder=names.who(state.holder) if state.holder else "",
        location=names.place(state.location) if state.location else "",
        what=f"{words}: {reason}" if reason else words,
        seal=state.seal or "",
        flags=tuple(_flag(one, flag, by_id) for flag in one.state.flags if flag.event == entry.id),
        at_note="; ".join(filter(None, notes)),
        by=names.who(seized_by(event)),
        about_record=event.kind in (EventKind.CORRECT, EventKind.EXPLAIN),
    )


def _flag(one: Dossier, flag: Doubt, by_id: Mapping[str, Entry]) -> Flag:
    words = one.names.in_words(flag.what)
    explained = by_id.get(flag.explained_by or "")
    if explained is None:
        return Flag(flag.code, words)
    who = one.names.who(explained.event.by)
    return Flag(flag.code, words, one.sight.of(explained.id, "reason"), who, explained.event.at)


def _corrections(one: Dossier, entry: Entry) -> tuple[Entry, ...]:
    return tuple(
        later
        for later in one.entries
        if later.event.kind is EventKind.CORRECT and later.event.corrects == entry.id and not later.withdraws
    )


def _put_right(one: Dossier, entry: Entry) -> Entry:
    """An entry whose event says what later corrections say that it should have said."""
    event = entry.event
    for each in (later.event for later in _corrections(one, entry)):
        holder = each.holder or each.to
        given = event.kind in (EventKind.HAND_OVER, EventKind.LEND)
        event = replace(
            event,
            at=each.at or event.at,
            to=holder if holder and given else event.to,
            holder=holder if holder and not given else event.holder,
            location=each.location or event.location,
            seal_after=each.seal_after or event.seal_after,
        )
    return replace(entry, event=event)


def _returned(house: CustodyHouse, found: Sequence[Dossier]) -> ReceiptData:
    first = found[0]
    event = next(entry for entry in reversed(first.entries) if entry.event.kind is EventKind.RETURN)
    to = event.event.to or ""
    name = first.text(event, "name") or (first.names.who(to) if to.startswith("officer:") else UNNAMED)
    at, by = _known(event.event.at, first), first.names.who(event.event.by)
    place = sheet(first).location or "police property store"
    return ReceiptData("returned", name, by, at, place, tuple(sheet(one) for one in found), printed(house))


def _known(at: datetime | None, one: Dossier) -> datetime:
    if at is None:
        reference = reference_of(one.state.exhibit)
        raise UsageError(f"It is not known when {reference} changed hands.", "Correct that event first, with its time.")
    return at
