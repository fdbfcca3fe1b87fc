"""What one custody event says, as a sentence: whom and what the ids name, and a moment in London time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracer.custody.doubts import doubt_words
from tracer.custody.events import CustodyEvent, Entry, EventKind, ExhibitState, reference_of
from tracer.custody.seized import seized_by, seized_for
from tracer.times import LONDON

READ_OFF: Mapping[str, str] = {
    "imei": "the IMEI",
    "imei2": "the second IMEI",
    "imei3": "the third IMEI",
    "imei4": "the fourth IMEI",
    "serial": "the serial",
    "make": "the make",
    "model": "the model",
    "colour": "the colour",
    "description": "the description",
}
"""What a correction may say anew of a thing, by its private field: what it is called, and never what it says."""

_ID = re.compile(r"\b(?:officer|store|laboratory|place|owner):[^\s,;]*[^\s,;.:]")
_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of ids, where they are known to the reader (an officer's name is personal: initials stand for it).

    `wholes` says what each exhibit that is a part was taken out of, all of it, the nearest first.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    wholes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def who(self, id_: str) -> str:
        """A person, or whoever holds something."""
        kind, _, short = id_.partition(":")
        if kind in ("store", "laboratory", "place"):
            return self.place(id_)
        name = self.known.get(id_)
        bare = _plain(short) if kind == "officer" else _plain(id_)
        return f"{bare} ({name})" if name else bare

    def place(self, id_: str) -> str:
        """A store, a laboratory or another place."""
        kind, _, short = id_.partition(":")
        if kind not in ("store", "laboratory", "place"):
            return self.who(id_)
        name = self.known.get(id_)
        if kind == "place":
            return name or _plain(short)
        return f"the {kind} {_plain(short)}" + (f" ({name})" if name else "")

    def in_words(self, text: str) -> str:
        """A sentence with its ids named and its instants in London time."""
        named = _ID.sub(lambda found: self.who(found[0]), text)
        words = _INSTANT.sub(lambda found: moment(datetime.fromisoformat(found[0])), named)
        return words[:1].upper() + words[1:]


def moment(at: datetime) -> str:
    """A moment in London, with its date and zone."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b %Y %H:%M %Z}"


def sentence_of(entry: Entry, before: ExhibitState, names: Names, corrects: Entry | None = None) -> str:
    """What an entry says, as `sentence` takes the rest."""
    if entry.withdraws:
        return f"{names.who(entry.event.by)} withdrew its booking"
    return sentence(entry.event, before, names, corrects, frozenset(entry.commitments))


def sentence(
    event: CustodyEvent,
    before: ExhibitState,
    names: Names,
    corrects: Entry | None = None,
    private: Collection[str] = (),
) -> str:
    """What the event says, given how things stood before it and the event that it corrects or explains the doubts of.

    Of its `private` fields only what was corrected is said.
    """
    who = names.who(event.by)
    if event.kind is EventKind.CORRECT:
        return f"{who} corrected {_correction(event, corrects, names, private)}"
    if event.kind is EventKind.EXPLAIN:
        return f"{who} {_explained(event, corrects)}"
    if event.kind is EventKind.ACCEPT:
        return f"{who} {_accepted(event, before, names)}"
    acts_for = event.holder is not None and event.holder.startswith("laboratory:")
    on_behalf = f", for {names.who(event.holder or '')}" if acts_for else ""
    return f"{names.who(seized_by(event))} {_WORDS[event.kind](event, names)}{on_behalf}"


def _accepted(event: CustodyEvent, before: ExhibitState, names: Names) -> str:
    on_behalf = f" for {names.who(event.holder)}" if event.holder not in (None, event.by) else ""
    if before.awaiting in (event.by, event.holder):
        return f"accepted it{on_behalf}"
    if event.holder is not None and event.holder == before.holder:
        return f"took it over within {names.who(event.holder)}"
    return f"took it over from {names.who(before.holder)}{on_behalf}" if before.holder else f"took it over{on_behalf}"


def _correction(event: CustodyEvent, corrects: Entry | None, names: Names, private: Collection[str]) -> str:
    if corrects is None:
        return "an event that is not shown"
    was = corrects.event
    said = (
        ("the time", _moment(event), _moment(was)),
        ("the holder", _who(event.holder or event.to, names), _who(_holder_of(was), names)),
        ("the place", _place(event.location, names), _place(was.location, names)),
        ("the seal", event.seal_after, was.seal_after),
        ("the seal found", event.seal_before, was.seal_before),
        ("the day due", event.due and moment(event.due), was.due and moment(was.due)),
        ("the power", event.power, was.power),
    )
    changes = [
        f"{what} is {now}, not {old}" if old else f"{what} is {now} (not said before)" for what, now, old in said if now
    ]
    read = [what for name, what in READ_OFF.items() if name in private]
    if was.kind is EventKind.AUTHORISE_DISPOSAL:
        changes.append("it is taken back")
    if read:
        changes.append(f"{' and '.join(read)} read off it {'is' if len(read) == 1 else 'are'} put right")
    return f"event {corrects.sequence} ({was.kind.replace('_', ' ')}): {'; '.join(changes) or 'see the reason'}"


def _holder_of(was: CustodyEvent) -> str | None:
    """Who held it by an event, also where that says so by its kind alone."""
    if was.kind in (EventKind.SEIZE, EventKind.ACCEPT):
        return was.holder or was.by
    into_store = was.kind is EventKind.MOVE and (was.location or "").startswith("store:")
    return was.holder or was.to or (was.location if into_store else None)


def _moment(event: CustodyEvent) -> str | None:
    return moment(event.at) if event.at else event.at_note


def _who(id_: str | None, names: Names) -> str | None:
    return names.who(id_) if id_ else None


def _place(id_: str | None, names: Names) -> str | None:
    return names.place(id_) if id_ else None


def _seized(event: CustodyEvent, names: Names) -> str:
    where = f" at {names.place(event.location)}" if event.location else ""
    if seized_for(event) is not None:
        power = f" under {event.power}" if event.power else ""
        return f"seized it{where}{power}; {names.who(event.by)} booked it"
    # What was taken out of an exhibit is booked, and was seized with the whole.
    whole = names.wholes.get(event.exhibit)
    out_of = f", taken out of {reference_of(whole[0])}" if whole else ""
    return f"seized it{where} under {event.power}{out_of}" if event.power else f"booked it{where}{out_of}"


def _examined(event: CustodyEvent, _names: Names) -> str:
    return "opened and examined it" if event.seal_before else "examined it"


def _attached(event: CustodyEvent, _names: Names) -> str:
    count = len(event.attachments)
    return "attached a file" if count == 1 else f"attached {count} files"


def _lent(event: CustodyEvent, names: Names) -> str:
    due = f" until {moment(event.due)}" if event.due else ""
    return f"lent it to {names.who(event.to or '')}{due}"


def _explained(event: CustodyEvent, doubted: Entry | None) -> str:
    codes = ", ".join(map(doubt_words, event.explains))
    return (
        f"explained: {codes}" if doubted is None else f"explained what is doubted at event {doubted.sequence}: {codes}"
    )


_WORDS: Mapping[EventKind, Callable[[CustodyEvent, Names], str]] = {
    EventKind.SEIZE: _seized,
    EventKind.SEAL: lambda event, _names: f"put it under seal {event.seal_after}",
    EventKind.UNSEAL: lambda event, _names: (
        f"broke seal {event.seal_before}" if event.seal_before else "broke its seal"
    ),
    EventKind.MOVE: lambda event, names: f"moved it to {names.place(event.location or '')}",
    EventKind.HAND_OVER: lambda event, names: f"handed it to {names.who(event.to or '')}",
    EventKind.EXAMINE: _examined,
    EventKind.ATTACH: _attached,
    EventKind.SPLIT: lambda event, _names: f"split it into {', '.join(reference_of(part) for part in event.parts)}",
    EventKind.LEND: _lent,
    EventKind.RETURN: lambda event, names: f"returned it to {names.who(event.to or '')}",
    EventKind.AUTHORISE_DISPOSAL: lambda _event, _names: "authorised its disposal",
    EventKind.DISPOSE: lambda _event, _names: "disposed of it",
    EventKind.RESTRICT: lambda _event, _names: "restricted it",
    EventKind.LIFT_RESTRICTION: lambda _event, _names: "lifted its restriction",
}


def _plain(text: str) -> str:
    return text.replace("%3A", ":").replace("%25", "%")
