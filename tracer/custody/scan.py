"""One scan in a raid: what a text read off a phone means, told at once. Pure: what is known comes through `LookUps`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.identifiers.imei import split_dual
from tracer.identifiers.near import near_imeis
from tracer.times import LONDON

MOST_CANDIDATES = 9
"""Candidates that are offered: one key each."""
LONGEST_SHOWN = 40


class Verdict(StrEnum):
    """What a scan turns out to be: the word an officer reads across a room."""

    STOLEN = "STOLEN"
    OTHER_FORCE = "OTHER FORCE"
    SECOND_IMEI = "SAME PHONE"
    DUPLICATE = "DUPLICATE"
    CLONED = "CLONED"
    MIXED = "MIXED PARTS"
    BLOCKED = "BLOCKED"
    NOT_REPORTED = "NOT REPORTED"
    MISREAD = "READ AGAIN"
    NO_IMEI = "NO IMEI"

    @property
    def sign(self) -> str:
        """One letter or sign that says the same without colour."""
        return _SIGNS[self]


_SIGNS: Mapping[Verdict, str] = {
    Verdict.STOLEN: "S",
    Verdict.OTHER_FORCE: "F",
    Verdict.SECOND_IMEI: "2",
    Verdict.DUPLICATE: "=",
    Verdict.CLONED: "C",
    Verdict.MIXED: "M",
    Verdict.BLOCKED: "B",
    Verdict.NOT_REPORTED: "N",
    Verdict.MISREAD: "?",
    Verdict.NO_IMEI: "0",
}


@dataclass(frozen=True, slots=True)
class Theft:
    """A theft report as a scan tells it. `since` is when it happened, in UTC."""

    reference: str
    force: str
    offence: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownPhone:
    """A handset that is known: its id, its identifiers (`imei:…`, `serial:…`), the thefts of it, its exhibits' ids."""

    id: str
    identifiers: frozenset[str]
    make: str | None = None
    model: str | None = None
    thefts: tuple[Theft, ...] = ()
    exhibits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an identifier.

    `contested` says why it may be on several phones; `block` is the standing block in words, None where there is none;
    `clashes` says where it was seen in two places between which nothing could travel.
    """

    phones: tuple[KnownPhone, ...] = ()
    contested: str | None = None
    block: str | None = None
    clashes: tuple[str, ...] = ()


class LookUps(Protocol):
    """What a scan asks. Every question is a look-up by key, so that it costs the same however much is known."""

    def known(self, identifier: str) -> Known:
        """What is known of an identifier's id (`imei:…`)."""

    def among(self, identifiers: Sequence[str]) -> frozenset[str]:
        """Those of the ids that anything is known of."""

    def came_from(self, part_kind: str, serial: str) -> tuple[KnownPhone, ...]:
        """The phones that a component is known to come from."""

    def model_of(self, imei: str) -> tuple[str, str] | None:
        """Make and model of an IMEI's digits by its TAC."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a misread text may have been: a known identifier's id, the slip that would explain it, and the thefts."""

    identifier: str
    slip: str
    thefts: tuple[Theft, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """The answer to one scan.

    `books` says whether it is to be booked; `reference` is the exhibit that it already is. `key` is what keeps two
    officers from booking one phone at the same moment: the phone's id where one is known, else the identifier.
    """

    verdict: Verdict
    text: str
    identifiers: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    thefts: tuple[Theft, ...] = ()
    books: bool = False
    reference: str | None = None
    key: str = ""
    make: str | None = None
    model: str | None = None

    @property
    def word(self) -> str:
        """The headline."""
        return self.verdict.value

    @property
    def sign(self) -> str:
        """The headline as one letter or sign."""
        return self.verdict.sign


@dataclass(frozen=True, slots=True)
class Scene:
    """What the raid itself knows: the reference of each identifier booked in it, and the force that searches."""

    booked: Mapping[str, str]
    seizure: str = ""
    force: str | None = None


def scan(text: str, scene: Scene, look_ups: LookUps) -> ScanAnswer:
    """The answer to a scanned line: one IMEI, or the two of one phone. Never raises."""
    read: list[str] = []
    try:
        for part in split_dual(text):
            read.append(parse(part, "imei").identifier.id)
    except IdentifierError as error:
        return _unread(text, error, scene, look_ups)
    return judge(text, tuple(dict.fromkeys(read)), scene, look_ups)


def serial_scan(text: str, scene: Scene, look_ups: LookUps) -> ScanAnswer:
    """The answer to a serial number, where no IMEI can be read. Never raises."""
    try:
        serial = parse(text, "serial").identifier.id
    except IdentifierError as error:
        return ScanAnswer(Verdict.MISREAD, text, details=(f"As a serial it fails: {error.what}.",))
    answer = judge(text, (serial,), scene, look_ups)
    return replace(answer, details=("Told by its serial; no IMEI could be read.", *answer.details))


def judge(text: str, identifiers: tuple[str, ...], scene: Scene, look_ups: LookUps) -> ScanAnswer:
    """The answer to what was read off one phone, in the order in which it matters."""
    known = {one: look_ups.known(one) for one in identifiers}
    phones = _phones(known)
    make, model = _model(identifiers, phones, look_ups)
    key = phones[0].id if len(phones) == 1 and not any(one.contested for one in known.values()) else identifiers[0]
    thefts = tuple(dict.fromkeys(theft for phone in phones for theft in phone.thefts))
    answer = ScanAnswer(
        Verdict.NOT_REPORTED, text, identifiers, thefts=thefts, books=True, key=key, make=make, model=model
    )
    booked = _booked(identifiers, known, scene)
    if booked is not None:
        verdict, reference, why = booked
        return replace(answer, verdict=verdict, reference=reference, books=False, details=(why,))
    verdict, reasons = _verdict(identifiers, known, phones, thefts, scene)
    told = (*reasons, *map(theft_in_words, thefts), *_others(known, phones, scene))
    return replace(answer, verdict=verdict, details=told)


def with_part(answer: ScanAnswer, part: str, serial: str, look_ups: LookUps) -> ScanAnswer:
    """The answer once a component of the phone was read as well: it may be another phone's."""
    origins = look_ups.came_from(part, serial)
    strangers = [phone for phone in origins if not phone.identifiers & set(answer.identifiers)]
    if not strangers:
        where = "is this phone's" if origins else "is not known"
        return replace(answer, details=(f"The {part} {serial} {where}.", *answer.details))
    thefts = tuple(dict.fromkeys(theft for phone in strangers for theft in phone.thefts))
    why = f"The {part} {serial} came from another phone ({_named(strangers[0])})."
    told = (why, *map(theft_in_words, thefts), *answer.details)
    return replace(answer, verdict=Verdict.MIXED, details=told, thefts=answer.thefts + thefts)


def theft_in_words(theft: Theft) -> str:
    """Crime reference, force, offence and when, on one line."""
    when = f"{theft.since.astimezone(LONDON):%-d %b %Y %H:%M}" if theft.since else "time not known"
    return f"{theft.reference}, {theft.force}: {theft.offence or 'offence not given'}, {when}"


def _unread(text: str, error: IdentifierError, scene: Scene, look_ups: LookUps) -> ScanAnswer:
    """A text that is no IMEI: misread, or something else altogether."""
    slips = {identifier.id: slip for identifier, slip in near_imeis(text)}
    near = look_ups.among(tuple(slips)) | (slips.keys() & scene.booked.keys())
    candidates = [Candidate(one, slips[one], _thefts_of(look_ups.known(one))) for one in slips if one in near]
    candidates.sort(key=lambda one: not one.thefts)
    if candidates or _like_an_imei(text):
        offered = tuple(candidates[:MOST_CANDIDATES])
        do = "Take one of these, or read it again." if offered else "Read it again; nothing known is near it."
        return ScanAnswer(Verdict.MISREAD, text, details=(f"{error.what}. {do}",), candidates=offered)
    shown = text[:LONGEST_SHOWN]
    hints = (
        "This is not an IMEI.",
        f"A seal: .seal {shown}   A serial: .serial {shown}   Nothing to be read: .describe WHAT IT LOOKS LIKE",
    )
    return ScanAnswer(Verdict.NO_IMEI, text, details=hints)


def _like_an_imei(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits >= 8 and digits * 2 > len(text.replace(" ", ""))


def _booked(identifiers: tuple[str, ...], known: Mapping[str, Known], scene: Scene) -> tuple[Verdict, str, str] | None:
    """What it was booked as in this raid already, by this identifier or by another of the same phone."""
    for one in identifiers:
        if one in scene.booked:
            reference = scene.booked[one]
            return Verdict.DUPLICATE, reference, f"Scanned before: it is {reference}. Not booked again."
    for one in identifiers:
        if known[one].contested:
            continue
        for phone in known[one].phones:
            for other in sorted(phone.identifiers & scene.booked.keys()):
                reference = scene.booked[other]
                what = "second IMEI" if other.startswith("imei:") else "IMEI"
                return Verdict.SECOND_IMEI, reference, f"The {what} of {reference} ({other}). Not booked again."
    return None


def _verdict(
    identifiers: tuple[str, ...],
    known: Mapping[str, Known],
    phones: Sequence[KnownPhone],
    thefts: tuple[Theft, ...],
    scene: Scene,
) -> tuple[Verdict, tuple[str, ...]]:
    cloned = tuple(_clone_signs(identifiers, known))
    if cloned:
        return Verdict.CLONED, cloned
    mixed = _of_two_phones(identifiers, known)
    if mixed:
        return Verdict.MIXED, (mixed,)
    if thefts:
        ours = scene.force is None or any(_same(theft.force, scene.force) for theft in thefts)
        return (Verdict.STOLEN if ours else Verdict.OTHER_FORCE), ()
    blocks = tuple(dict.fromkeys(one.block for one in known.values() if one.block))
    if blocks:
        return Verdict.BLOCKED, ("No report is known.", *blocks)
    return Verdict.NOT_REPORTED, (("Known, and not reported stolen.",) if phones else ("Nothing is known of it.",))


def _clone_signs(identifiers: tuple[str, ...], known: Mapping[str, Known]) -> Iterator[str]:
    """Why an IMEI may be on more than one phone: rows that contradict, places too far apart, another serial."""
    serials = {one for one in identifiers if one.startswith("serial:")}
    for one in identifiers:
        if known[one].contested:
            yield f"{one} is contested: {known[one].contested}"
        yield from (f"{one} was in two places at once: {clash}" for clash in known[one].clashes[:1])
        theirs = {other for phone in known[one].phones for other in phone.identifiers if other.startswith("serial:")}
        if one.startswith("imei:") and serials and theirs and not serials & theirs:
            yield f"{one} belongs to {', '.join(sorted(theirs))}, and the phone says {', '.join(sorted(serials))}"


def _of_two_phones(identifiers: tuple[str, ...], known: Mapping[str, Known]) -> str | None:
    owners = {one: {phone.id for phone in known[one].phones} for one in identifiers if known[one].phones}
    first = next(iter(owners), None)
    for one, theirs in owners.items():
        if first is not None and not theirs & owners[first]:
            return f"{first} and {one} are of different phones."
    return None


def _others(known: Mapping[str, Known], phones: Sequence[KnownPhone], scene: Scene) -> Iterator[str]:
    """What else the officer should know."""
    for one in known.values():
        if one.block and any(phone.thefts for phone in phones):
            yield one.block
    for phone in phones:
        for exhibit in phone.exhibits:
            if exhibit.split(":")[1:2] != [scene.seizure]:
                yield f"It was already seized once, as {exhibit.removeprefix('exhibit:')}."


def _phones(known: Mapping[str, Known]) -> list[KnownPhone]:
    found = {phone.id: phone for one in known.values() for phone in one.phones}
    return [found[phone] for phone in sorted(found)]


def _model(
    identifiers: tuple[str, ...], phones: Iterable[KnownPhone], look_ups: LookUps
) -> tuple[str | None, str | None]:
    for phone in phones:
        if phone.make or phone.model:
            return phone.make, phone.model
    imei = next((one.partition(":")[2] for one in identifiers if one.startswith("imei:")), None)
    return (look_ups.model_of(imei) if imei else None) or (None, None)


def _thefts_of(known: Known) -> tuple[Theft, ...]:
    return tuple(dict.fromkeys(theft for phone in known.phones for theft in phone.thefts))


def _named(phone: KnownPhone) -> str:
    return " ".join(part for part in (phone.make, phone.model) if part) or phone.id.removeprefix("handset:")


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
