"""What follows where an owner objects: to a phone's being theirs, or to its going to a claimant."""

from __future__ import annotations

from sqlalchemy import Connection, select

from tracer.records.recovery import claimant_news
from tracer.records.recovery.claims import find
from tracer.records.recovery.staying import hold_back
from tracer.records.recovery.tables import OPEN, claim, claim_return, confirmation
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report


def end_ready(connection: Connection, report: Report, about: str | None, asked: Asked) -> None:
    """That their phone may be collected holds no more, nor does a time that was chosen: it is to be said anew.

    `about` is as in `open_of`.
    """
    theirs = confirmation.c.id.in_(open_of(connection, report.owner, about))
    ready = select(confirmation.c.id).where(theirs, confirmation.c.ready_at.is_not(None))
    for one in connection.execute(ready).scalars().all():
        hold_back(connection, one, asked)


def follow(connection: Connection, vault: Vault, report: Report, about: str | None, asked: Asked) -> None:
    """The time agreed with a claimant who may collect their phone holds no more, and they are told once to wait.

    `about` is as in `open_of`.
    """
    phones = select(confirmation.c.exhibit).where(confirmation.c.id.in_(open_of(connection, report.owner, about)))
    wanted = select(claim_return.c.claim).join_from(claim_return, claim)
    wanted = wanted.where(claim_return.c.at.is_(None), claim.c.exhibit.in_(phones)).order_by(claim_return.c.claim)
    for claim_id in connection.execute(wanted).scalars().all():
        claimant_news.hold_up(connection, vault, find(connection, claim_id), asked)


def open_of(connection: Connection, owner_id: str, about: str | None) -> list[str]:
    """What is confirmed, and holds, of the phone that an owner writes of.

    `about` is a confirmation of it, which may have been taken back and made anew since; None: all that they have.
    """
    wanted = select(confirmation.c.id).where(confirmation.c.owner == owner_id, *OPEN)
    if about is not None:
        meant = confirmation.alias("meant")
        wanted = wanted.where(
            confirmation.c.exhibit == select(meant.c.exhibit).where(meant.c.id == about).scalar_subquery()
        )
    return list(connection.execute(wanted.order_by(confirmation.c.id)).scalars())
