"""Lines of a raid session: a scan, or a command (a dot or slash, a word, and the rest of the line)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_over import resume, told_late
from api.usecases.custody.raid_parts import sub, told_of
from api.usecases.custody.raid_replies import BOOKED, Reply, refused
from tracer.custody.booking import SealedAlreadyError
from tracer.custody.doubts import seal_key
from tracer.custody.events import CustodyError, RefusalCode, RefusedError
from tracer.errors import IdentifierError

MOST_LISTED = 200
LONGEST_LINE = 2_000

Command = Callable[[RaidSession, str], Reply]


def take(session: RaidSession, line: str) -> Reply | None:
    """The answer to one line, once what it asks for is on the disk; None for a line with nothing in it."""
    text = "".join(character for character in line if character.isprintable() or character.isspace()).strip()
    if not text:
        return None
    if len(text) > LONGEST_LINE:
        return refused("TOO LONG", f"A line has at most {LONGEST_LINE:,} characters. Nothing was done.")
    # Somebody else may have counted again.
    raid = session.count.raid()
    session.expected = raid.counted
    try:
        reply = _command(session, text[1:]) if text[0] in "./" else session.scan(text)
    except (CustodyError, IdentifierError) as error:
        return refused("REFUSED", str(error))
    booked = len(session.booker.book.items)
    return replace(told_late(reply, raid, booked), counted=(session.expected, booked))


def _command(session: RaidSession, text: str) -> Reply:
    name, _, rest = text.strip().partition(" ")
    rest = " ".join(rest.split())
    if name.isdecimal() and name.isascii():
        return session.pick(int(name[:4]))
    known = COMMANDS.get(name.casefold())
    if known is None:
        return refused("NOT KNOWN", f"There is no .{name[:20]}.", HELP)
    act, needs = known
    if needs and not rest:
        return refused("INCOMPLETE", f".{name.casefold()} needs {needs}.")
    return act(session, rest)


def seal(session: RaidSession, text: str) -> Reply:
    """`.seal NUMBER [REFERENCE]`: seal the last exhibit, or another."""
    before, _, last = text.rpartition(" ")
    other = bool(before) and session.booker.refresh().find(last) is not None
    number, booked = (before, session.last_booked(last)) if other else (text, session.last_booked())
    try:
        session.booker.seal(booked, number)
    except SealedAlreadyError as error:
        if seal_key(error.seal) == seal_key(number):
            return Reply("SEALED", "#", reference=booked.reference, details=(f"Under seal {number} already.",))
        return refused("SEALED", str(error))
    except RefusedError as error:
        used = any(refusal.code is RefusalCode.SEAL_USED for refusal in error.refusals)
        return refused("SEAL USED" if used else "REFUSED", str(error))
    return Reply("SEALED", "#", BOOKED, booked.reference, (f"Under seal {number}.",))


def undo(session: RaidSession, text: str) -> Reply:
    """`.undo [REFERENCE]`: take a booking back, with what came out of it. It stays in the ledger, corrected."""
    booked = session.last_booked(text)
    if booked.part_of is None and booked.by != session.booker.occasion.officer:
        return refused("NOT YOURS", f"{booked.reference} was booked by {booked.by.removeprefix('officer:')}.")
    parts = session.booker.withdraw(booked, "Booked by mistake in the raid, and taken back on the spot.")
    session.last = session.booker.book.last_of(session.booker.occasion.officer)
    seal = (f"The seal {booked.seal} can be used again in this raid.",) if booked.seal else ()
    told = f"{booked.reference} and what came out of it, {', '.join(parts)}, are" if parts else f"{booked.reference} is"
    return Reply("TAKEN BACK", "<", BOOKED, booked.reference, (f"{told} not used again.", *seal))


def note(session: RaidSession, text: str) -> Reply:
    """`.condition TEXT`: the state of the last exhibit."""
    booked = session.last_booked()
    session.booker.tell_more(booked, lambda _: {"condition": text})
    return Reply("NOTED", "+", BOOKED, booked.reference, (text,))


def colour(session: RaidSession, text: str) -> Reply:
    """`.colour TEXT`: the colour of the last exhibit."""
    booked = session.last_booked()
    session.booker.tell_more(booked, lambda _: {"colour": text})
    return Reply("NOTED", "+", BOOKED, booked.reference, (text,))


def found(session: RaidSession, text: str) -> Reply:
    """`.found NAME`: who had what is scanned from now on; `.found -` for nobody."""
    session.found_with = None if text == "-" else text
    return Reply("NOTED", "+", details=(f"Found with: {session.found_with or 'nobody'}, from now on.",))


def count(session: RaidSession, text: str) -> Reply:
    """`.count [NUMBER]`: expected against booked; with a number, the result of a recount, for all who book here."""
    if text:
        if not (text.isdecimal() and text.isascii()) or len(text) > 6:
            return refused("NOT A NUMBER", "Give the count as digits.")
        session.recounted(int(text))
    booked = len(session.booker.refresh().items)
    return Reply("COUNT", "+", details=(f"Counted {session.expected}, booked {booked}.",))


def missing(session: RaidSession, _text: str) -> Reply:
    """`.missing`: what stands open before leaving."""
    book = session.booker.refresh()
    gap = session.expected - len(book.items)
    unsealed = [one.reference for one in book.items if one.seal is None]
    told = f"{max(gap, 0)} not booked" + (f", {-gap} more than counted" if gap < 0 else "")
    return Reply("MISSING", "-", details=(f"{told}.", f"Not sealed: {', '.join(unsealed[:MOST_LISTED]) or 'none'}."))


def listed(session: RaidSession, _text: str) -> Reply:
    """`.list`: what is booked."""
    booked = session.booker.refresh().all_booked
    lines = [
        " ".join((one.reference, *sorted(one.identifiers), told_of(one.item), f"seal {one.seal or 'none'}"))
        for one in booked[-MOST_LISTED:]
    ]
    return Reply("BOOKED", "+", details=(*lines, f"Showing {len(lines)} of {len(booked)}."))


def _help(_session: RaidSession, _text: str) -> Reply:
    return Reply("HELP", "+", details=(HELP,))


COMMANDS: dict[str, tuple[Command, str]] = {
    "serial": (RaidSession.serial, "the serial"),
    "describe": (RaidSession.describe, "what it looks like"),
    "also": (RaidSession.also, "the second IMEI, serial:…, or a part such as board:…"),
    "another": (lambda session, _: session.another(), ""),
    "seal": (seal, "the number of the seal"),
    "undo": (undo, ""),
    "sub": (sub, "what it is: SIM, memory or case"),
    "condition": (note, "the condition"),
    "colour": (colour, "the colour"),
    "found": (found, "who had it, or - for nobody"),
    "count": (count, ""),
    "list": (listed, ""),
    "missing": (missing, ""),
    "finish": (RaidSession.finish, ""),
    "resume": (resume, ""),
    "help": (_help, ""),
}
HELP = "Scan an IMEI, or type one of: " + " ".join(f".{name}" for name in COMMANDS)
