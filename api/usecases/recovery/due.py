"""What is owed to owners: who has to be told by when, what is late, and who cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from api.custody_house import CustodyHouse
from api.scope import LeftOut
from api.usecases.recovery.owners_page import promised
from tracer.records.recovery.claim_returns import ClaimReturns
from tracer.records.recovery.claims import Claims
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.messages import Messages
from tracer.records.recovery.outbox import Outbox
from tracer.records.recovery.values import Confirmation, Notice, NoticeState
from tracer.recovery.report import Report
from tracer.times import LONDON

OF_THE_CLAIM = (
    "The owner was promised to hear from us, and somebody else's claim was accepted. They are told of it when it is "
    "said that the claimant may collect the phone."
)
HELD_UP = (
    "The owner was promised to hear from us, and somebody else's claim, which was accepted, is held up. {} Tell them "
    "that we still have the phone, which names no claim: tracer returns update"
)


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody not told yet: by when they must be, and what stands in the way (empty: it is on its way)."""

    report: Report
    exhibit: str
    confirmation: str
    due: date | None
    late: bool
    trouble: str = ""
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class Returns:
    """The page of returns: late and due first; whose questions wait; what is open; what is closed to who asks."""

    untold: tuple[Due, ...]
    unanswered: tuple[Report, ...]
    open: tuple[Confirmation, ...]
    counts: dict[str, int]
    left_out: LeftOut = field(default_factory=LeftOut)


def returns(house: CustodyHouse) -> Returns:
    """What is due today, what is late, and what is open."""
    records = house.records
    confirmed = records.part(Confirmations).open()
    untold, unanswered = owed(house, confirmed), records.part(Messages).unanswered()
    return Returns(untold, unanswered, confirmed, records.part(Outbox).counts())


def owed(house: CustodyHouse, confirmed: Sequence[Confirmation]) -> tuple[Due, ...]:
    """Whom of these owners something has to be told, the earliest first."""
    outbox, today = house.records.part(Outbox), house.now.astimezone(LONDON).date()
    found = [due for one in confirmed for due in _untold(outbox.of_confirmation(one.id), one, today)]
    found += [due for one in confirmed for due in _promised(house, one, today)]
    return tuple(sorted(found, key=lambda due: (due.due or date.max, due.report.reference)))


def _promised(house: CustodyHouse, one: Confirmation, today: date) -> list[Due]:
    day = promised(house, one)
    if day is None or day > today:
        return []
    return [Due(one.report, one.exhibit, one.id, day, day < today, _to_keep_it(house, one))]


def _to_keep_it(house: CustodyHouse, one: Confirmation) -> str:
    """How what was promised is kept."""
    if not any(claim.to_another for claim in house.records.part(Claims).of_exhibit(one.exhibit)):
        return "The owner was promised to hear from us: tracer returns update"
    held = house.records.part(ClaimReturns).held_up(one.exhibit)
    return OF_THE_CLAIM if held is None else HELD_UP.format(held.what)


def _untold(notices: tuple[Notice, ...], one: Confirmation, today: date) -> list[Due]:
    if not notices:
        return [Due(one.report, one.exhibit, one.id, None, False, "Nobody can be told: the owner's details are gone.")]
    waiting = [notice for notice in notices if notice.state in (NoticeState.WAITING, NoticeState.DEAD)]
    return [
        Due(
            one.report,
            one.exhibit,
            one.id,
            each.due,
            each.due is not None and each.due < today,
            each.why or "",
            each.id,
        )
        for each in waiting
    ]
