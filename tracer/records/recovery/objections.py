"""What follows where an owner objects after it was said that a claimant may collect their phone."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tracer.records.recovery import claimant_news
from tracer.records.recovery.claims import find
from tracer.records.recovery.tables import OPEN, claim, claim_return, confirmation
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report


def follow(connection: Connection, vault: Vault, report: Report, about: str | None, asked: Asked) -> None:
    """The time agreed with the claimant holds no more, and they are told once that they have to wait.

    `about` is the confirmation of the phone that the owner wrote of; None: all that the report has.
    """
    for claim_id in _to_collect(connection, report, about):
        claimant_news.hold_up(connection, vault, find(connection, claim_id), asked)


def _to_collect(connection: Connection, report: Report, about: str | None) -> list[str]:
    """The claims of others to a phone of the report whose claimants may collect it, and have not."""
    wanted = select(claim_return.c.claim).join_from(claim_return, claim)
    wanted = wanted.join(confirmation, confirmation.c.exhibit == claim.c.exhibit)
    wanted = wanted.where(claim_return.c.at.is_(None), confirmation.c.owner == report.owner, *OPEN)
    if about is not None:
        of_phone = select(confirmation.c.exhibit).where(confirmation.c.id == about)
        wanted = wanted.where(claim.c.exhibit == of_phone.scalar_subquery())
    return list(connection.execute(wanted.distinct().order_by(claim_return.c.claim)).scalars())
