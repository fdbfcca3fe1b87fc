"""Say that an exhibit is the handset of a report, take it back, or say that the phone may be collected."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from api.custody_house import CustodyHouse
from api.usecases.custody.naming import find_exhibit
from api.usecases.recovery.compared import compared, despite
from tracer.errors import NotFoundError
from tracer.records.recovery.confirmations import Confirmations
from tracer.records.recovery.values import Decision, Told
from tracer.records.values import Asked
from tracer.recovery.deadlines import due_by
from tracer.recovery.report import Report


@dataclass(frozen=True, slots=True)
class Confirming:
    """What an officer confirms: the exhibit (reference, seal or id), the report, and the reasons they were shown.

    `enhanced`: the owner has enhanced rights under the Victims' Code. The same `key` again is the same decision.
    `despite_identifiers`: why it is that phone although none of its identifiers is the report's.
    """

    exhibit: str
    report: Report
    reasons: tuple[str, ...]
    enhanced: bool = False
    key: str | None = None
    seizure: str | None = None
    despite_identifiers: str = ""


def confirm(house: CustodyHouse, said: Confirming, asked: Asked) -> Told:
    """Confirms, with its audit and the owner's notice or not at all.

    Raises `NotFoundError` and `RecoveryError`, and `ContradictedError` where the identifiers speak against it and no
    reason was given in spite of that; the reason is kept with the others.
    """
    exhibit = find_exhibit(house.ledger, said.exhibit, said.seizure).exhibit
    reasons = tuple(reason.strip() for reason in said.reasons if reason.strip())
    reasons += despite(compared(house, exhibit, said.report, asked), said.despite_identifiers)
    due = due_by(house.now, said.enhanced, house.settings.notice_intervals)
    decision = Decision(said.key or uuid4().hex, said.report, exhibit, reasons, due, said.enhanced)
    return house.records.part(Confirmations).confirm(decision, asked)


def withdraw(house: CustodyHouse, confirmation: str, asked: Asked) -> Told:
    """Takes a confirmation back; `asked.purpose` is why. Raises `NotFoundError` and `RecoveryError`."""
    return house.records.part(Confirmations).withdraw(confirmation_id(house, confirmation), asked)


def ready(house: CustodyHouse, confirmation: str, asked: Asked) -> Told:
    """Says that the phone may be collected, and has the owner told. Raises `NotFoundError` and `RecoveryError`.

    It is refused while the exhibit is restricted or away, a claim is not settled, or the owner says it is not theirs.
    """
    return house.records.part(Confirmations).ready(confirmation_id(house, confirmation), asked)


def update(house: CustodyHouse, confirmation: str, asked: Asked) -> Told:
    """Has the owner told that the phone is still here, as they were promised. Raises as `ready` does."""
    return house.records.part(Confirmations).update(confirmation_id(house, confirmation), asked)


def confirmation_id(house: CustodyHouse, text: str) -> str:
    """The confirmation that is meant: its id, or the exhibit (reference, seal or id) that it is of.

    Of an exhibit it is the newest one that was not withdrawn. Raises `NotFoundError`.
    """
    if text.startswith("confirmation:"):
        return text
    exhibit = find_exhibit(house.ledger, text).exhibit
    for one in house.records.part(Confirmations).of_exhibit(exhibit):
        if one.withdrawn_at is None:
            return one.id
    raise NotFoundError(f"Nobody has confirmed whose {text} is.", "Confirm it with: tracer returns confirm")
