"""What a liaison who is signed in does to bring a phone back: the acts of the commands, within their reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.access import Actor, Permission
from api.custody_house import CustodyHouse
from api.desk import Desk
from api.usecases.custody.record import Statement
from api.usecases.custody_web.reach import acting, reached, require_seizure
from api.usecases.recovery.confirm import Confirming, confirm, ready, update, withdraw
from api.usecases.recovery.hand_back import HandingBack, hand_back
from api.usecases.recovery.reach import confirmation_of, notice_of, report_of_message, require_own_report
from tracer.custody.events import seizure_of
from tracer.errors import UsageError
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.replies import Replies
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import HandBack, Notice, Settled, Slot, Told, ToldBy
from tracer.records.values import Asked
from tracer.recovery.report import Report

PURPOSE = "returning a phone to its owner"
TELLING = "telling an owner"
MOST_SLOTS = 100
LATEST = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is confirmed: the exhibit, whose report, why, and under which key; the rest is as `Confirming` has it."""

    exhibit: str
    report: Report
    reasons: tuple[str, ...]
    enhanced: bool = False
    key: str | None = None
    seizure: str | None = None
    despite_identifiers: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Who takes the phone, how that was checked, and what else belongs to the act."""

    identity: str
    name: str
    seal: str | None = None
    despite_block: str | None = None
    key: str | None = None
    expect: int | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """How and when somebody was told what a notice says; why, where the notice was not given up."""

    how: str
    at: datetime
    reason: str = ""


def confirm_as(desk: Desk, who: Actor, found: Finding) -> Told:
    """Confirms whose an exhibit is. Raises as `confirm` does, and `ForbiddenError` where either is closed to them."""
    state = reached(desk, who, Permission.RETURNS, found.exhibit, found.seizure)
    require_own_report(desk, who, found.report)
    key, despite = own_key(who, found.key), found.despite_identifiers
    said = Confirming(state.exhibit, found.report, found.reasons, found.enhanced, key, None, despite)
    return confirm(desk.custody, said, who.asked(PURPOSE))


def ready_as(desk: Desk, who: Actor, confirmation: str) -> Told:
    """Says that the phone may be collected."""
    found = confirmation_of(desk, who, confirmation)
    return ready(desk.custody, found.id, who.asked(PURPOSE))


def update_as(desk: Desk, who: Actor, confirmation: str) -> Told:
    """Has the owner told how things stand."""
    found = confirmation_of(desk, who, confirmation)
    return update(desk.custody, found.id, who.asked(PURPOSE))


def withdraw_as(desk: Desk, who: Actor, confirmation: str, reason: str) -> Told:
    """Takes a confirmation back. Raises `UsageError` without a reason."""
    found = confirmation_of(desk, who, confirmation)
    return withdraw(desk.custody, found.id, who.asked(said_why(reason)))


def hand_back_as(desk: Desk, who: Actor, confirmation: str, taken: Taken) -> HandBack:
    """Gives the phone back: receipt, ledger, report and notice in one. Raises as `hand_back` does."""
    found = confirmation_of(desk, who, confirmation)
    said = Statement(by=acting(desk, who), key=own_key(who, taken.key), expect=taken.expect)
    despite = (taken.despite_block or "").strip() or None
    handing = HandingBack(found.id, said, taken.identity, taken.name, (taken.seal or "").strip() or None, despite)
    return hand_back(desk.custody, handing, who.asked(PURPOSE))


def offer_as(
    desk: Desk, who: Actor, confirmation: str, times: Sequence[tuple[datetime, datetime]], point: str
) -> tuple[Slot, ...]:
    """Offers times to collect. Raises as `offer` does."""
    return offer(desk.custody, confirmation_of(desk, who, confirmation).id, times, point, who.asked(PURPOSE))


def offer(
    house: CustodyHouse, confirmation: str, times: Sequence[tuple[datetime, datetime]], point: str, asked: Asked
) -> tuple[Slot, ...]:
    """The same for a confirmation by its id. Raises `UsageError` for none, for too many, and without a place."""
    if not times or len(times) > MOST_SLOTS or not point.strip():
        raise UsageError(
            f"No time and place are given, or more than {MOST_SLOTS} times.", "Give a day, times and a place."
        )
    now = house.now
    if any(begins <= now or ends > now + LATEST for begins, ends in times):
        raise UsageError("A time has passed already, or is years away.", "Give times that are soon to come.")
    return house.records.part(Slots).offer(confirmation, times, point, asked)


def answer_as(desk: Desk, who: Actor, message: str, text: str, decision: Settled | None = None) -> Report:
    """Answers an owner, with what was decided where they dispute that a phone is theirs; the report that it was about.

    Raises as `Replies.answer` does, and `ForbiddenError` where what is disputed is closed to them.
    """
    report, replies = report_of_message(desk, who, message), desk.records.part(Replies)
    for exhibit in replies.disputed(message):
        require_seizure(desk, who, Permission.RETURNS, seizure_of(exhibit))
    replies.answer(message, text, who.asked(PURPOSE), decision)
    return report


def retry_as(desk: Desk, who: Actor, notice: str, reason: str) -> Notice:
    """Puts a notice that was given up back into the queue. Raises `UsageError` without a reason."""
    found = notice_of(desk, who, notice)
    return desk.records.part(Outbox).retry(found.id, desk.custody.now, who.asked(said_why(reason)))


def told_as(desk: Desk, who: Actor, notice: str, telling: Telling) -> Notice:
    """Notes that somebody was told otherwise what a notice says. Raises `UsageError` where it is not said how."""
    found = notice_of(desk, who, notice)
    if telling.how not in set(ToldBy):
        raise UsageError("It is not said how they were told.", f"Choose one of: {', '.join(ToldBy)}.")
    asked = who.asked(TELLING)
    return desk.records.part(Outbox).told(found.id, ToldBy(telling.how), telling.at, asked, telling.reason)


def times_between(begins: datetime, ends: datetime, minutes: int) -> tuple[tuple[datetime, datetime], ...]:
    """Times of so many minutes, one after the other, as many as there is room for."""
    length = timedelta(minutes=minutes)
    number = min(int((ends - begins) / length), MOST_SLOTS + 1)
    return tuple((begins + length * one, begins + length * (one + 1)) for one in range(number))


def own_key(who: Actor, key: str | None) -> str | None:
    """A key as one person's own: nobody meets another's by chance or by guessing."""
    return None if key is None else f"web:{who.person.id}:{key}"


def said_why(text: str) -> str:
    """The reason that was given. Raises `UsageError` for none."""
    if not text.strip():
        raise UsageError("It is not said why.", "Give the reason: it is kept.")
    return text.strip()
