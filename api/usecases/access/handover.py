"""Handing over to a new custody key on the machine itself: by two people as on the pages, and noted as there."""

from __future__ import annotations

from dataclasses import dataclass

from api.custody_house import CustodyHouse
from api.usecases.access.two_people import KINDS
from api.usecases.custody.history import asked_by
from api.usecases.custody.keyring import ListedKey, rotate_key, signer
from tracer.errors import UsageError
from tracer.records.access.approvals import Approvals
from tracer.records.access.people import People
from tracer.records.audit import Act
from tracer.records.audit_log import AuditLog
from tracer.records.values import Asked

ACT = "rotate key"


@dataclass(frozen=True, slots=True)
class Officers:
    """Who hands over where nobody has an account: two officers of the ledger, and why."""

    by: str | None = None
    second: str | None = None
    reason: str | None = None


def hand_over(house: CustodyHouse, officers: Officers) -> ListedKey:
    """Makes the next key, to which the one that signs now hands over.

    Where there are accounts, one person asked for this on the pages or through the API and another approved it: that
    is used up. Raises `UsageError` where two people did not say so, and `NotFoundError` for an officer who may not act.
    """
    # Asked first: an approval is for once, and without a key there is nothing to hand over.
    signer(house.settings)
    asked = _approved(house, officers) if house.records.part(People).count() else _by_officers(house, officers)
    made = rotate_key(house)
    house.records.part(AuditLog).note(asked, Act.ALTERED, "custody key", {"what": "key rotated", "key": made.vkey})
    return made


def _approved(house: CustodyHouse, officers: Officers) -> Asked:
    if officers.second or officers.reason:
        raise UsageError("People have accounts here, so initials are not enough.", "Ask for it on Administration.")
    approvals = house.records.part(Approvals)
    found = approvals.every("approved", ACT)
    if not found:
        raise UsageError(
            "Handing over to a new key needs two people, and no approval waits.",
            "One asks for it on the page Administration, another approves it; then run this again.",
        )
    oldest = found[-1]
    asked = Asked("command line", f"{KINDS[ACT].text}: {oldest.reason}")
    approvals.use(oldest.id, ACT, oldest.subject, asked)
    return asked


def _by_officers(house: CustodyHouse, officers: Officers) -> Asked:
    by, second, reason = ((text or "").strip() for text in (officers.by, officers.second, officers.reason))
    if not (by and second and reason):
        raise UsageError("Handing over to a new key needs two people, and why.", "Give --by, --second and --reason.")
    first, other = asked_by(house, by, reason), asked_by(house, second, reason)
    if first.actor == other.actor:
        raise UsageError("Both are the same officer.", "Another officer has to be the second.")
    log = house.records.part(AuditLog)
    for who, what in ((first, "asked for"), (other, "approved:"), (first, "done:")):
        log.note(who, Act.ALTERED, house.ledger.origin, {"what": f"{what} {ACT}"})
    return first
