"""One scan of a raid as a tablet sends it: booked once however often it arrives, and answered the same each time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import orjson

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody import raid_commands
from api.usecases.custody.raid import RaidSession
from api.usecases.custody.raid_joining import lacks_power
from api.usecases.custody.raid_over import resume, told_late
from api.usecases.custody.raid_parts import sub
from api.usecases.custody.raid_replies import BOOKED, Reply, of_answer, refused, reply_json
from api.usecases.custody_web.raid_opening import found_raid
from api.usecases.custody_web.raid_sessions import now, session_of
from api.usecases.custody_web.raid_words import with_buttons
from api.usecases.custody_web.reach import acting
from tracer.custody.events import CustodyError, Entry, officer_id, reference_of
from tracer.custody.scan import scan as judged
from tracer.custody.scanned import Verdict
from tracer.errors import IdentifierError, UsageError
from tracer.records.access.values import AccessError
from tracer.records.custody_writer import CustodyWriter
from tracer.records.raids import Raid, RaidAnswer, Raids

LONGEST = 2_000
LONGEST_WAIT_S = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Scan:
    """What was scanned or said. `key` is the tablet's own, for ever; `waited_s` is how long it waited to be sent.

    `identifier` is the candidate that was picked, `about` the reference of the exhibit that is meant; `after` is the
    key of the scan whose exhibit is meant, where the tablet was offline and knows no reference.
    """

    key: str
    act: str
    text: str = ""
    identifier: str = ""
    about: str = ""
    after: str = ""
    found_with: str = ""
    waited_s: float = 0.0


Answered = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A scan that has arrived: by whom, in which raid."""

    desk: Desk
    who: Actor
    raid: Raid
    scan: Scan

    @property
    def raids(self) -> Raids:
        return self.desk.records.part(Raids)

    def key(self, key: str) -> str:
        """A tablet's key as it is kept: one person's keys are never another's."""
        return f"{self.who.person.id} {key}"

    @property
    def blank(self) -> RaidAnswer:
        return RaidAnswer(self.key(self.scan.key), self.raid.seizure, self.scan.act, None, None)


def take_scan(desk: Desk, who: Actor, reference: str, scan: Scan) -> Answered:
    """Books what is to be booked, and answers. The same key again gives the answer that it had.

    Raises `NotFoundError`, `ForbiddenError`, `AccessError` for somebody who is no officer of the ledger, and
    `UsageError` for an act that there is not, or a raid without a legal power: its key can be sent again then.
    """
    raid = found_raid(desk, who, reference, Permission.CUSTODY_WRITE)
    officer = officer_id(acting(desk, who))
    if lacks_power(raid):
        do = "Open it again under the same reference, with its legal power."
        raise UsageError("It was opened without a legal power, and nothing can be booked in it.", do)
    if scan.act not in ACTS:
        raise UsageError(f"There is no act {scan.act[:20]!r}.", f"Use one of: {', '.join(ACTS)}.")
    sent = _Sent(desk, who, raid, scan)
    with session_of(desk, who, raid, officer) as session:
        given = sent.raids.given(sent.blank.key) or _done(sent, session)
        answer = None if given.answer is None else orjson.loads(given.answer)
        text = scan.text if answer is None else answer["text"]
        if (given.seizure, given.act, text) != (raid.seizure, scan.act, scan.text):
            raise AccessError("This key stands for another scan.", "Use a new key for a new scan.")
        if answer is not None:
            return dict(answer)
        # It was booked, and whoever booked it was stopped before the answer.
        said = _said(_again(session, given), session, scan.text)
        sent.raids.keep(replace(given, answer=orjson.dumps(said).decode()))
        return said


def _done(sent: _Sent, session: RaidSession) -> RaidAnswer:
    """The answer, kept; the key is written together with what is booked, or not at all."""
    _at_its_time(session, sent.scan.waited_s)

    def also(writer: CustodyWriter, entries: tuple[Entry, ...]) -> None:
        sent.raids.claim(writer, replace(sent.blank, exhibit=entries[-1].event.exhibit))
        recorded.extend(entries)

    recorded: list[Entry] = []
    session.booker.also = also
    try:
        reply = _reply(sent, session)
    except AccessError:
        return sent.raids.given(sent.blank.key) or sent.blank
    if not recorded and (claimed := sent.raids.given(sent.blank.key)) is not None:
        # The same scan was sent twice at once, and the other one was first.
        return claimed
    book = session.booker.book
    reply = told_late(reply, sent.raid, len(book.items))
    exhibit = None if reply.reference is None else book.find(reply.reference)
    said = orjson.dumps(_said(reply, session, sent.scan.text)).decode()
    done = replace(sent.blank, exhibit=None if exhibit is None else exhibit.exhibit, answer=said)
    sent.raids.keep(done)
    return done


def _reply(sent: _Sent, session: RaidSession) -> Reply:
    scan = sent.scan
    text = "".join(one for one in scan.text if one.isprintable() or one.isspace()).strip()
    if len(text) > LONGEST:
        return refused("TOO LONG", f"A line has at most {LONGEST:,} characters. Nothing was done.")
    if not text and scan.act not in _SILENT:
        return refused("NOTHING READ", "Nothing was scanned or typed.")
    session.found_with = " ".join(scan.found_with.split())[:LONGEST] or None
    try:
        if scan.act not in _OWN:
            session.last = session.last_booked(scan.about or _scanned_before(sent))
            text = session.last.reference if scan.act == "undo" else text
        return ACTS[scan.act](sent, session, text)
    except (CustodyError, IdentifierError) as error:
        return refused("REFUSED", str(error))


def _scanned_before(sent: _Sent) -> str:
    """The reference of the exhibit that an earlier scan was about. Raises `CustodyError` where it was about none."""
    given = sent.raids.given(sent.key(sent.scan.after)) if sent.scan.after else None
    if given is None or given.exhibit is None or given.seizure != sent.raid.seizure:
        what = "What it was about was not booked." if sent.scan.after else "It is not said which exhibit is meant."
        raise CustodyError(what, "Choose the exhibit in the list, then do it again.")
    return reference_of(given.exhibit)


def _pick(sent: _Sent, session: RaidSession, text: str) -> Reply:
    """The candidates are found anew: what the tablet names must be one of them."""
    session.booker.refresh()
    answer = judged(text, session.scene(), session.look_ups)
    session.offered, session.misread = answer.candidates, text
    chosen = [number for number, one in enumerate(answer.candidates, 1) if one.identifier == sent.scan.identifier]
    return session.pick(chosen[0] if chosen else 0)


def _another(_sent: _Sent, session: RaidSession, text: str) -> Reply:
    told = session.scan(text)
    return session.another() if told.word == Verdict.DUPLICATE.value else told


Act = Callable[[_Sent, RaidSession, str], Reply]
ACTS: Mapping[str, Act] = {
    "scan": lambda _, session, text: session.scan(text),
    "pick": _pick,
    "serial": lambda _, session, text: session.serial(text),
    "describe": lambda _, session, text: session.describe(text),
    "another": _another,
    "also": lambda _, session, text: session.also(text),
    "seal": lambda _, session, text: raid_commands.seal(session, text),
    "undo": lambda _, session, text: raid_commands.undo(session, text),
    "part": lambda _, session, text: sub(session, text),
    "condition": lambda _, session, text: raid_commands.note(session, text),
    "colour": lambda _, session, text: raid_commands.colour(session, text),
    "count": lambda _, session, text: raid_commands.count(session, text),
    "finish": lambda _, session, text: session.finish(text),
    "resume": lambda _, session, text: resume(session, text),
}
"""What can be done in a raid, by name."""
_OWN = ("scan", "pick", "serial", "describe", "another", "count", "finish", "resume")
"""Acts that are about no exhibit that is booked already."""
_BOOKS = ("scan", "pick", "serial", "describe", "another")
_SILENT = ("undo", "finish", "resume")


def _again(session: RaidSession, given: RaidAnswer) -> Reply:
    """The answer to what was booked and never answered, from what the ledger holds."""
    booked = session.booker.refresh().exhibits.get(given.exhibit or "")
    if booked is None:
        return refused("NOT KNOWN", "Look at the list: it may be booked. Scan it again if it is not there.")
    if given.act not in _BOOKS:
        return Reply("RECORDED", "+", BOOKED, booked.reference, ("It was recorded; its first answer was lost.",))
    return of_answer(session.answer_of(booked), BOOKED, booked.reference)


def _said(reply: Reply, session: RaidSession, text: str) -> dict[str, object]:
    counted = (session.expected, len(session.booker.book.items))
    details = tuple(map(with_buttons, reply.details))
    return {"text": text, **reply_json(replace(reply, counted=counted, details=details))}


def _at_its_time(session: RaidSession, waited_s: float) -> None:
    """Books at the time at which it was scanned: clocks of tablets may be wrong, what they measure is not."""
    if not 0 <= waited_s <= LONGEST_WAIT_S:
        raise UsageError("It waited longer than anybody can say.", "Give the seconds since it was scanned.")
    at = now() - timedelta(seconds=round(waited_s))
    session.clock = lambda: at
    session.booker.occasion = replace(session.booker.occasion, clock=session.clock)
