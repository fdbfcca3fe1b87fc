"""All that is known of bringing one phone back: what a liaison decides on, tells and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.access import Actor, Permission
from api.desk import Desk
from api.usecases.custody.blocks import standing_blocks
from api.usecases.custody.receipts import read_receipt, takers_of
from api.usecases.recovery.reach import confirmation_of, require_report
from tracer.custody.events import ExhibitState
from tracer.custody.in_hand import in_other_hands
from tracer.errors import NotFoundError, UsageError
from tracer.records.recovery.claim_returns import ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.hand_backs import HandBacks
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.slots import Also, Slots
from tracer.records.recovery.values import (
    Claim,
    Confirmation,
    HandBack,
    Message,
    Notice,
    RecoveryError,
    Settled,
    Slot,
)
from tracer.records.values import OwnerDetail
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

READING = "answering an owner"


@dataclass(frozen=True, slots=True)
class OneReturn:
    """A confirmation and all that hangs on it. `erased` when the owner's details are gone.

    `hindrances` is what stands in the way of giving it back, while it has not gone back; `held_up` what holds up the
    claim of another that was accepted, before the owner was told of it. `also`: at which of the times, by id, another
    phone is to be collected at the same place, or may be.
    """

    confirmation: Confirmation
    state: ExhibitState
    claims: tuple[Claim, ...]
    notices: tuple[Notice, ...]
    slots: tuple[Slot, ...]
    messages: tuple[Message, ...]
    hand_back: HandBack | None
    erased: bool
    hindrances: tuple[RecoveryError, ...]
    held_up: RecoveryError | None = None
    also: Mapping[str, Also] = field(default_factory=dict)

    @property
    def to_another(self) -> bool:
        """Whether it is to go to somebody else: the owner hears of that, and not that it stays for them."""
        return any(claim.to_another for claim in self.claims)

    @property
    def may_hear(self) -> bool:
        """Whether the owner may be told that we still have it."""
        return not self.to_another or self.held_up is not None

    @property
    def told_of_claim(self) -> bool:
        """Whether the owner was told that it is to go to somebody else."""
        return any(one.kind == NoticeKind.CLAIMED and one.sent_at is not None for one in self.notices)

    @property
    def objects(self) -> bool:
        """Whether the owner objects to that, and nobody has answered."""
        return any(Settled.CLAIM_STANDS in one.decisions for one in self.messages)

    @property
    def given(self) -> bool:
        """Whether the phone went to another whose claim was accepted."""
        return self.confirmation.returned_at is not None and self.hand_back is None


def one_return(desk: Desk, who: Actor, confirmation: str, read: bool = True) -> OneReturn:
    """The whole of one. Raises `NotFoundError` and `ForbiddenError`.

    What the owner wrote is read only if asked for and by those who may see personal data; the audit notes that.
    """
    found, records = confirmation_of(desk, who, confirmation), desk.records
    slots = records.part(Slots).of(found.id)
    return OneReturn(
        found,
        desk.ledger.state(found.exhibit),
        records.part(Claims).of_exhibit(found.exhibit),
        records.part(Outbox).of_confirmation(found.id),
        slots,
        letters(desk, who, found.report) if read and who.may(Permission.OWNERS) else (),
        records.part(HandBacks).of_confirmation(found.id),
        records.part(Confirmations).standing(found.report) == "erased",
        records.part(Confirmations).hindrances(found) if found.open else (),
        records.part(ClaimReturns).held_up(found.exhibit) if found.open else None,
        records.part(Slots).also(slots) if found.open else {},
    )


def blocks_on(desk: Desk, who: Actor, one: OneReturn) -> tuple[str, ...]:
    """The blocks that stand on a phone which has not gone back, as its hand-back asks for them.

    None where the ledger does not know whoever asks: they cannot hand it back. The audit notes the look.
    """
    if not one.confirmation.open or who.person.initials is None:
        return ()
    return standing_blocks(desk.custody, one.confirmation.exhibit, who.person.initials)


def comes_first(who: Actor, state: ExhibitState) -> tuple[RecoveryError, ...]:
    """What is to be done first where somebody else has the phone in their hands.

    Nothing where the ledger does not know whoever asks: they cannot hand it back.
    """
    if who.officer is None:
        return ()
    return tuple(RecoveryError(one.what, one.do) for one in in_other_hands(state, who.officer))


def letters(desk: Desk, who: Actor, report: Report) -> tuple[Message, ...]:
    """What the owner of a report wrote and was answered; nothing once they were erased. Raises `ForbiddenError`."""
    require_report(desk, who, report)
    if desk.records.part(Confirmations).standing(report) != "known":
        return ()
    return desk.records.part(Messages).read(report, who.asked(READING))


def people_of(
    desk: Desk, who: Actor, confirmation: str, purpose: str
) -> tuple[tuple[OwnerDetail, ...], tuple[tuple[Claim, Mapping[str, str]], ...]]:
    """The owner's details, and who claims the phone and on what; the audit notes each for this purpose.

    Raises `UsageError` without a purpose, `ForbiddenError`, and `NotFoundError` for an owner unknown or erased.
    """
    found = confirmation_of(desk, who, confirmation, Permission.OWNERS)
    if not purpose.strip():
        raise UsageError("It is not said what for.", "Give the purpose: the audit keeps it.")
    part, asked = desk.records.part(Claims), who.asked(purpose)
    every = part.of_exhibit(found.exhibit)
    claims = tuple((claim, part.read(claim.id, asked)) for claim in every if part.reachable(claim))
    return desk.records.owner_details(found.report.owner, asked), claims


def kept_receipt(desk: Desk, who: Actor, confirmation: str) -> bytes:
    """The receipt of a hand-back, as PDF. Raises `NotFoundError` where there was none, and `EvidenceError`."""
    of = confirmation_of(desk, who, confirmation)
    found = desk.records.part(HandBacks).of_confirmation(of.id)
    if found is None:
        raise NotFoundError("The phone was not handed back.", "Hand it back first.")
    taker = takers_of(desk.ledger.history(of.exhibit))[found.receipt]
    return read_receipt(desk.custody, found.receipt, taker, who.asked())
