"""What was misread off an exhibit, put right: checked as when it is booked, and what follows from it told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

from api.custody_house import CustodyHouse
from api.usecases.custody.blocks import graph_of
from api.usecases.custody.lookups import GraphLookUps
from api.wholeness import GRAPH_TROUBLE
from tracer.custody.booking import entries_of_raid, with_texts
from tracer.custody.events import Entry, EventKind, Private, reference_of
from tracer.custody.ids import seizure_part_of
from tracer.custody.raid import IDENTIFIERS, ITEM_FIELDS, NOT_ON_IT, RaidBook, as_told, identifiers_of
from tracer.custody.scan import MOST_CANDIDATES, judge
from tracer.custody.scanned import Scene, Verdict
from tracer.custody.sentences import READ_OFF
from tracer.errors import IdentifierError, NotFoundError, UsageError
from tracer.identifiers import parse
from tracer.identifiers.near import near_imeis
from tracer.records.access.people import People
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.values import Asked

_KINDS = {name: "serial" if name == "serial" else "imei" for name in IDENTIFIERS}


@dataclass(frozen=True, slots=True)
class Reading:
    """What can rightly be read off an exhibit, or seen of it, where it was misread. Nothing given says nothing.

    `NOT_ON_IT` for an identifier says that it is not on the thing.
    """

    imei: str | None = None
    imei2: str | None = None
    imei3: str | None = None
    imei4: str | None = None
    serial: str | None = None
    make: str | None = None
    model: str | None = None
    colour: str | None = None
    description: str | None = None

    def given(self) -> dict[str, str]:
        """What is said, by field. Raises `UsageError` for what is given and empty."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        given = {name: text.strip() for name, text in said.items() if text is not None}
        if empty := next((name for name, text in given.items() if not text), None):
            do = f"Say what it is, or {NOT_ON_IT} where there is none on it." if empty in _KINDS else "Say what it is."
            raise UsageError(f"It is not said what {READ_OFF[empty]} is.", do)
        return given


def checked(house: CustodyHouse, reading: Reading, wrong: Entry) -> dict[str, Private]:
    """The private texts of a correction. Raises `UsageError` for what is no such identifier, with what it may be.

    Only an event that said what the thing is can be wrong about it.
    """
    given = reading.given()
    if given and wrong.event.kind is not EventKind.SEIZE and ITEM_FIELDS.isdisjoint(wrong.commitments):
        raise UsageError(
            f"Nothing was read off it at event {wrong.sequence}.", "Name the event that said what it is: the booking."
        )
    texts = {name: _identifier(house, name, text) if name in _KINDS else text for name, text in given.items()}
    _check_together(house, wrong.event.exhibit, {name: text for name, text in texts.items() if name in _KINDS})
    return {name: Private(text) for name, text in texts.items()}


def _check_together(house: CustodyHouse, exhibit: str, read: Mapping[str, str]) -> None:
    imeis = [text for name, text in read.items() if _KINDS[name] == "imei" and text != NOT_ON_IT]
    if len(set(imeis)) < len(imeis):
        raise UsageError("Two of the IMEIs are the same.", "Give each as it is read off the phone.")
    off = [name for name, text in read.items() if text == NOT_ON_IT]
    said = {name for entry in house.ledger.history(exhibit) for name in entry.commitments} if off else set()
    if unsaid := next((name for name in off if name not in said), None):
        raise UsageError(f"It was never said what {READ_OFF[unsaid]} is.", "Look at what was read off it.")


def hints(house: CustodyHouse, entry: Entry, texts: Mapping[str, Private]) -> tuple[str, ...]:
    """What the officer who corrected an identifier has to look at next; the audit notes what is read for it."""
    read = {name: private.text for name, private in texts.items() if name in _KINDS}
    if not read:
        return ()
    identifiers = identifiers_of(as_told({}, read))
    if not identifiers:
        return tuple(_confirmed(house, entry))
    return (
        *_scanned(house, entry.event.exhibit, identifiers),
        *_same(house, entry, identifiers),
        *_confirmed(house, entry),
    )


def _identifier(house: CustodyHouse, name: str, text: str) -> str:
    if text.casefold() == NOT_ON_IT:
        return NOT_ON_IT
    try:
        return parse(text, _KINDS[name]).identifier.value
    except IdentifierError as error:
        near = _near(house, text) if _KINDS[name] == "imei" else ()
        do = f"It may be {'; '.join(near)}. Take one of these, or read it again." if near else "Read it again."
        raise UsageError(f"{READ_OFF[name].capitalize().replace('imei', 'IMEI')}: {error.what}.", do) from None


def _near(house: CustodyHouse, text: str) -> tuple[str, ...]:
    """The IMEIs one slip away that anything is known of, as a scan offers them; none while the graph cannot say."""
    slips = {one.id: (one.value, slip) for one, slip in near_imeis(text)}
    try:
        with graph_of(house) as graph:
            known = GraphLookUps(graph, house.records, house.settings).among(tuple(slips)) if slips else frozenset()
    except GRAPH_TROUBLE:
        return ()
    return tuple(f"{value} ({slip})" for one, (value, slip) in slips.items() if one in known)[:MOST_CANDIDATES]


def _scanned(house: CustodyHouse, exhibit: str, read: frozenset[str]) -> Iterator[str]:
    """What a scan would tell of these identifiers: thefts, blocks, other seizures; nothing where nothing is known."""
    scene = Scene({}, seizure_part_of(exhibit), house.settings.force or None)
    try:
        with graph_of(house) as graph:
            look_ups = GraphLookUps(graph, house.records, house.settings, house.opens)
            answer = judge("", tuple(sorted(read)), scene, look_ups)
    except GRAPH_TROUBLE as error:
        yield f"{Verdict.NOT_CHECKED}: it may be reported stolen or blocked all the same. {error}"
        return
    # The first says of a phone that is not reported no more than that.
    first, *others = answer.details or ("",)
    if answer.verdict is not Verdict.NOT_REPORTED:
        yield f"{answer.word}: {first}"
    yield from others


def _same(house: CustodyHouse, entry: Entry, read: frozenset[str]) -> Iterator[str]:
    """The other exhibits of the seizure that show the same identifier."""
    reference = reference_of(entry.event.exhibit)
    book = _book(house, entry, Asked(entry.event.by, f"Correcting what was read off {reference}"))
    for one in book.all_booked:
        if one.exhibit != entry.event.exhibit and one.identifiers & read:
            yield f"DUPLICATE: {one.reference} shows the same. Is it one phone booked twice, or a clone?"


def _book(house: CustodyHouse, entry: Entry, asked: Asked) -> RaidBook:
    book = RaidBook(house.ledger.state(entry.event.exhibit).seizure or "")
    for each, opened in with_texts(house.ledger, entries_of_raid(house.ledger, book.seizure), asked):
        book = book.with_entry(each, opened)
    return book


def _confirmed(house: CustodyHouse, entry: Entry) -> Iterator[str]:
    """Who decided whose phone it is by what was read off it before."""
    for one in house.records.part(Confirmations).of_exhibit(entry.event.exhibit):
        if one.open and one.at <= entry.recorded_at:
            by = _who(house, one.by)
            yield f"This exhibit is confirmed for a report by {by}: look again whether it is that phone."


def _who(house: CustodyHouse, by: str) -> str:
    """Their initials, where they have any."""
    try:
        return house.records.part(People).find(by).initials or by
    except NotFoundError:
        return by.removeprefix("officer:")
