"""One scan in a raid: what a text read off a phone means, told at once. Pure: what is known comes through `LookUps`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tracer.custody.scanned import Candidate, Known, KnownPhone, LookUps, ScanAnswer, Scene, Theft, Verdict
from tracer.errors import GraphError, IdentifierError
from tracer.identifiers import parse
from tracer.identifiers.imei import split_dual
from tracer.identifiers.near import near_imeis
from tracer.times import LONDON

MOST_CANDIDATES = 9
"""Candidates that are offered: one key each."""
LONGEST_SHOWN = 40


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
    told = (*reasons, *map(theft_in_words, thefts), *_others(known, phones, scene), *_doubts(known, verdict))
    return replace(answer, verdict=verdict, details=told)


def with_part(answer: ScanAnswer, part: str, serial: str, look_ups: LookUps) -> ScanAnswer:
    """The answer once a component of the phone was read as well: it may be another phone's."""
    try:
        origins = look_ups.came_from(part, serial)
    except GraphError as error:
        return replace(answer, details=(f"The {part} {serial} was not looked up: {error.what}", *answer.details))
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
    near, doubt = _known_of(tuple(slips), look_ups)
    near |= slips.keys() & scene.booked.keys()
    candidates = [Candidate(one, slips[one], _thefts_of(look_ups.known(one))) for one in slips if one in near]
    candidates.sort(key=lambda one: not one.thefts)
    if candidates or _like_an_imei(text):
        offered = tuple(candidates[:MOST_CANDIDATES])
        nothing = f"it was not looked up: {doubt}" if doubt else "nothing known is near it."
        do = "Take one of these, or read it again." if offered else f"Read it again; {nothing}"
        return ScanAnswer(Verdict.MISREAD, text, details=(f"{error.what}. {do}",), candidates=offered)
    shown = text[:LONGEST_SHOWN]
    hints = (
        "This is not an IMEI.",
        f"A seal: .seal {shown}   A serial: .serial {shown}   Nothing to be read: .describe WHAT IT LOOKS LIKE",
    )
    return ScanAnswer(Verdict.NO_IMEI, text, details=hints)


def _known_of(identifiers: Sequence[str], look_ups: LookUps) -> tuple[frozenset[str], str | None]:
    """Those that anything is known of; or none, and why that cannot be told."""
    try:
        return look_ups.among(identifiers), None
    except GraphError as error:
        return frozenset(), error.what


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
    if any(one.doubt for one in known.values()):
        return Verdict.NOT_CHECKED, ("Booked, and not looked up: it may be stolen or blocked all the same.",)
    return Verdict.NOT_REPORTED, (("Known, and not reported stolen.",) if phones else ("Nothing is known of it.",))


def _doubts(known: Mapping[str, Known], verdict: Verdict) -> tuple[str, ...]:
    """Why more may be recorded than this says; the officer checks what was found all the same."""
    doubts = dict.fromkeys(one.doubt for one in known.values() if one.doubt)
    return tuple(doubts if verdict is Verdict.NOT_CHECKED else (f"There may be more. {doubt}" for doubt in doubts))


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
