"""What an owner sees and does: the words for their phone, what happens next, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.custody_house import CustodyHouse
from api.usecases.recovery.which_phone import which_phone
from tracer.custody.events import Status as CustodyStatus
from tracer.records.recovery.claim_returns import ClaimReturns
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.hand_backs import HandBacks
from tracer.records.recovery.messages import DISPUTES, Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.slots import Slots
from tracer.records.recovery.values import Confirmation, Letter, Message, MessageKind, OwnerSession, Slot
from tracer.records.values import Asked
from tracer.recovery.deadlines import next_contact
from tracer.recovery.status import Item, Known, Status, item
from tracer.recovery.texts import NEVER, PROMISING, NoticeKind
from tracer.times import LONDON


@dataclass(frozen=True, slots=True)
class OwnersItem:
    """One phone: the safe words, and the times its owner may choose from. `id` is None before it is recovered.

    `which` tells it from the report's other phones: make, model and colour, where there are several.
    `claimed`: it is to go to another, and its owner may object.
    """

    id: str | None
    item: Item
    slots: tuple[Slot, ...] = ()
    which: str | None = None
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class OwnersPage:
    """All that an owner is shown."""

    reference: str
    items: tuple[OwnersItem, ...]
    messages: tuple[Message, ...]
    never: str = NEVER


def victim_status(house: CustodyHouse, session: OwnerSession) -> OwnersPage:
    """The owner's page."""
    confirmed = house.records.part(Confirmations).of_report(session.report)
    messages = house.records.part(Messages).of_owner(session.report)
    said = {one.id: _said_of(one, confirmed, messages) for one in confirmed}
    items = _told_apart([_item(house, one, said[one.id]) for one in confirmed if one.withdrawn_at is None])
    return OwnersPage(session.report.shown, items or (OwnersItem(None, item(Known())),), messages)


def say(house: CustodyHouse, session: OwnerSession, letter: Letter) -> None:
    """The owner confirms that one is theirs or that it is not, asks, or reports that somebody else claims it.

    The same key again is the same message. Raises `RecoveryError` for an empty or endless one.
    """
    house.records.part(Messages).write(session.report, letter)


def choose_slot(house: CustodyHouse, session: OwnerSession, slot_id: str) -> Slot:
    """The owner chooses when to collect. Raises `NotFoundError` for a time that is not offered to them."""
    return house.records.part(Slots).choose(session.report, slot_id)


def _said_of(one: Confirmation, every: Sequence[Confirmation], messages: Sequence[Message]) -> tuple[Message, ...]:
    """What its owner said of whose a phone is; of one that was confirmed before, as well as of what holds."""
    phones = {each.id: each.exhibit for each in every}
    told = (each for each in messages if each.kind is not MessageKind.QUESTION)
    return tuple(each for each in told if each.about is None or phones.get(each.about) == one.exhibit)


def _item(house: CustodyHouse, one: Confirmation, said: Sequence[Message]) -> OwnersItem:
    state = house.ledger.state(one.exhibit)
    back = state.status is CustodyStatus.RETURNED and state.holder == one.report.owner
    confirmations = house.records.part(Confirmations)
    offered = tuple(slot for slot in house.records.part(Slots).of(one.id) if still_holds(slot, house.now))
    known = Known(
        confirmed=True,
        needed=confirmations.needed(one) or state.status is CustodyStatus.ON_LOAN,
        ready=is_ready(house, one),
        returned=one.returned_at is not None or back,
        claimed=one.open and house.records.part(ClaimReturns).awaited(one.exhibit),
        undecided=one.open and confirmations.undecided(one),
        given=one.returned_at is not None and house.records.part(HandBacks).of_confirmation(one.id) is None,
        offered=bool(offered),
        chosen=any(slot.chosen_at is not None for slot in offered),
        said=bool(said),
        disputed=any(each.kind in DISPUTES and each.answer is None for each in said),
    )
    by, today = promised(house, one), house.now.astimezone(LONDON).date()
    shown = item(known, by if by is not None and by >= today else None)
    slots = offered if shown.status is Status.READY_TO_RETURN else ()
    asked = Asked(one.report.owner, "about their own report")
    return OwnersItem(one.id, shown, slots, which_phone(house, one, asked), known.claimed)


def _told_apart(items: Sequence[OwnersItem]) -> tuple[OwnersItem, ...]:
    """The same, with a number where the words for two of them are the same; the one that we had first is number 1."""
    words = [one.which for one in items]
    return tuple(
        one
        if one.which is None or words.count(one.which) == 1
        else replace(one, which=f"{one.which}, number {words[place:].count(one.which)}")
        for place, one in enumerate(items)
    )


def still_holds(slot: Slot, at: datetime) -> bool:
    """Whether a time can still be chosen; or kept, where it was."""
    return (slot.begins if slot.chosen_at is None else slot.ends) > at


def is_ready(house: CustodyHouse, one: Confirmation) -> bool:
    """Whether the owner was told that they may collect it, and nothing has come in the way since."""
    return one.open and one.ready_at is not None and not house.records.part(Confirmations).hindrances(one)


def promised(house: CustodyHouse, one: Confirmation) -> date | None:
    """By which day the owner was promised to hear from us; None when nothing is promised, or the phone is ready.

    Who heard since then that it is to go to another was told what there is to tell.
    """
    if not one.open or is_ready(house, one):
        return None
    kinds = (*PROMISING, NoticeKind.CLAIMED)
    notices = house.records.part(Outbox).of_confirmation(one.id)
    told = [(notice.sent_at, notice.kind) for notice in notices if notice.sent_at is not None and notice.kind in kinds]
    at, kind = max(told, default=(None, ""))
    return None if at is None or kind == NoticeKind.CLAIMED else next_contact(at)
