"""What is taken out of an exhibit in a raid: a SIM, a card or a case, each an exhibit of its own."""

from __future__ import annotations

from collections.abc import Mapping

from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_replies import BOOKED, Reply, refused
from tracer.custody.booking import BookedAlreadyError, Numbered
from tracer.custody.raid import Booked, description_id
from tracer.custody.scanned import Verdict
from tracer.errors import IdentifierError
from tracer.identifiers.iccid import KIND as ICCID

SIM = "SIM"


def sub(session: RaidSession, text: str) -> Reply:
    """`.sub KIND [NUMBER]`: something out of the last exhibit, as an exhibit of its own.

    A scanner types the number alone: an ICCID is a SIM, and of another number it has to be said what it is.
    """
    parent = session.last_booked()
    kind, number = _read(text)
    if not kind:
        do = f"Say what it is too, such as {SIM} {number} or memory {number}."
        return refused("WHAT IS IT?", f"{number} is a number alone. {do}")
    whole = f"{kind} {number}".strip()
    item = {"model": kind, **({"description": whole} if number else {})}
    try:
        part = session.booker.take_out(parent, item, _numbered(kind, number) if number else None)
    except BookedAlreadyError as error:
        told = f"Booked already: it is {error.reference}."
        return Reply(Verdict.DUPLICATE.value, Verdict.DUPLICATE.sign, reference=error.reference, details=(told,))
    told = f"{whole}, out of {parent.reference}."
    return Reply(Verdict.PART.value, Verdict.PART.sign, BOOKED, part.reference, (told,))


def told_of(item: Mapping[str, str]) -> str:
    """What a thing is, in a list: how it was described, with its number, or its make and model."""
    return item.get("description") or " ".join(item[name] for name in ("make", "model") if name in item)


def _read(text: str) -> tuple[str, str]:
    """What it is and its number, each where it is said. Raises `IdentifierError` for a misread ICCID alone."""
    if ICCID.recognises(text):
        return SIM, ICCID.parse(text).identifier.value
    kind, _, number = text.partition(" ")
    if any(character.isalpha() for character in kind):
        return kind, _iccid_in(number) or number
    words = text.split()
    named = next((at for at, word in enumerate(words) if any(map(str.isalpha, word))), len(words))
    number = " ".join(words[:named])
    return " ".join(words[named:]), _iccid_in(number) or number


def _iccid_in(text: str) -> str | None:
    """The digits of a text that is an ICCID, however it is spaced."""
    try:
        return ICCID.parse(text).identifier.value
    except IdentifierError:
        return None


def _numbered(kind: str, number: str) -> Numbered:
    """What shows the same number: a SIM's under any name, another's with what it is."""
    if _iccid_in(number) is None:
        described = description_id(f"{kind} {number}")
        return Numbered(described, lambda one: described in one.identifiers)
    return Numbered(number, lambda one: _shows(one, number))


def _shows(one: Booked, iccid: str) -> bool:
    """Whether something that was taken out shows this ICCID."""
    try:
        return one.part_of is not None and _read(told_of(one.item))[1] == iccid
    except IdentifierError:
        return False
