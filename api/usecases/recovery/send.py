"""Send the notices that are due, one lease at a time. At least once: one killed at the wrong moment sends again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from api.custody_house import CustodyHouse
from api.usecases.recovery.slot_words import in_words
from api.usecases.recovery.which_phone import which_phone
from tracer.channels import Channel, ChannelError, Letter, RefusedLetterError
from tracer.custody.events import EventKind
from tracer.errors import NotFoundError, RecordsError
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.held_up import HeldUp
from tracer.records.recovery.outbox import WORKER, Outbox
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import Lease, Notice, NoticeState
from tracer.records.values import Asked
from tracer.recovery.deadlines import next_contact
from tracer.recovery.texts import HANDED_OVER, PROMISING, NoticeKind, Particulars, Text, compose
from tracer.times import LONDON


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one notice at one try."""

    notice: str
    state: NoticeState
    why: str | None = None


def send_due(
    house: CustodyHouse, channel: Channel, clock: Callable[[], datetime], tell: Callable[[Outcome], None]
) -> tuple[Outcome, ...]:
    """Sends all that is due, and tells what became of each. Safe to run in several processes at once."""
    outcomes: list[Outcome] = []
    while (outcome := send_next(house, channel, clock)) is not None:
        outcomes.append(outcome)
        tell(outcome)
    return tuple(outcomes)


def send_next(house: CustodyHouse, channel: Channel, clock: Callable[[], datetime]) -> Outcome | None:
    """Sends the next notice that is due; None when there is none.

    Whatever came in the way of what somebody was told is looked for first: what waits may not be true any more.
    """
    outbox = house.records.part(Outbox)
    house.records.part(HeldUp).tell(Asked(WORKER, "the phone is held up"))
    lease = outbox.lease(clock())
    if lease is None:
        return None
    try:
        channel.send(_letter(house, lease))
    except (RefusedLetterError, NotFoundError) as error:
        return _failed(outbox, lease, clock(), error.what, for_good=True)
    except ChannelError as error:
        return _failed(outbox, lease, clock(), error.what)
    except RecordsError:
        raise
    except Exception as error:
        # Its text may hold what is personal. The next notice must not wait for a fault in this one.
        return _failed(outbox, lease, clock(), f"An unforeseen fault ({type(error).__name__}).")
    outbox.sent(lease, clock(), channel.name)
    return Outcome(lease.notice.id, NoticeState.SENT)


def text_of(house: CustodyHouse, notice: Notice, code: str) -> Text:
    """The notice's text."""
    kind = NoticeKind(notice.kind)
    return compose(kind, notice.report, house.settings.letterhead, code, _particulars(house, notice))


def _particulars(house: CustodyHouse, notice: Notice) -> Particulars:
    by = next_contact(notice.created_at) if notice.kind in PROMISING else None
    day = _handed_over(house, notice) if notice.kind in HANDED_OVER else None
    if notice.confirmation is None:
        return Particulars(by, handed_over=day)
    records = house.records
    one, slots = records.part(Confirmations).find(notice.confirmation), records.part(Slots).of(notice.confirmation)
    phone = which_phone(house, one, Asked(WORKER, f"to say which phone {notice.id} is about"))
    return Particulars(by, phone, next((in_words(slot) for slot in slots if slot.id == notice.slot), None), day)


def _handed_over(house: CustodyHouse, notice: Notice) -> date | None:
    """The day on which the phone left custody, as the ledger has it."""
    records = house.records
    of_owner = notice.confirmation and records.part(Confirmations).find(notice.confirmation).exhibit
    exhibit = of_owner or records.part(Claims).find(notice.claim or "").exhibit
    left = (one.event.at for one in house.ledger.history(exhibit) if one.event.kind is EventKind.RETURN)
    last = max((at for at in left if at is not None), default=None)
    return None if last is None else last.astimezone(LONDON).date()


def preview(house: CustodyHouse, notice_id: str) -> Text:
    """What a notice says, with its check code. Raises `NotFoundError`."""
    outbox = house.records.part(Outbox)
    return text_of(house, outbox.find(notice_id), outbox.check_code(notice_id))


def _letter(house: CustodyHouse, lease: Lease) -> Letter:
    text = text_of(house, lease.notice, lease.code)
    return Letter(lease.notice.id.replace(":", "."), _address(house, lease.notice), text.subject, text.body)


def _address(house: CustodyHouse, notice: Notice) -> str:
    """The last e-mail address that came with the report, or that of the claimant. The audit notes that it was read."""
    asked = Asked(WORKER, f"to send {notice.id}")
    if notice.claim is not None:
        return house.records.part(Claims).read(notice.claim, asked)["email"]
    known = house.records.owner_details(notice.person, asked)
    found = [detail.details["owner_email"] for detail in known if detail.details.get("owner_email")]
    if not found:
        raise RefusedLetterError("No e-mail address came with the report.", "Reach the owner otherwise.")
    return found[-1]


def _failed(outbox: Outbox, lease: Lease, at: datetime, why: str, for_good: bool = False) -> Outcome:
    return Outcome(lease.notice.id, outbox.failed(lease, at, why, for_good), why)
