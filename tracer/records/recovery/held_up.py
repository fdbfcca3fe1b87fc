"""Has told whoever thinks that they may collect a phone that they cannot now: once, and never why.

What holds it up comes from everywhere: the ledger restricts or lends it, somebody claims it, its whole is owed to
another. So it is looked for before a notice goes out, and what waits and is not true any more does not go.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from tracer.records.custody_tables import head
from tracer.records.custody_wholes import IN_CUSTODY
from tracer.records.part import Part
from tracer.records.recovery import claimant_news, one_person
from tracer.records.recovery.claim_news import to_collect
from tracer.records.recovery.claims import find
from tracer.records.recovery.confirmations import several
from tracer.records.recovery.hindrances import held_up_for_owner, in_the_way
from tracer.records.recovery.people import standing
from tracer.records.recovery.staying import hold_back, stays
from tracer.records.recovery.tables import OPEN, claim, claim_return, confirmation
from tracer.records.recovery.values import Claim, Confirmation
from tracer.records.values import Asked


class HeldUp(Part):
    """Owners and claimants whose phone is held up after it was said that they may collect it."""

    def tell(self, asked: Asked) -> None:
        """Has each told, and takes back the time that was chosen or agreed. It has to be said anew that it is ready.

        Of claimants only those who are told by e-mail: a time agreed with another stands until somebody rang them.
        """
        with self.database.reading() as connection:
            if not any(True for _ in _owners(connection)) and not any(True for _ in _claimants(connection)):
                return
        with self.database.writing() as connection:
            for one in _owners(connection):
                hold_back(connection, one.id, asked)
                if to_collect(connection, one.id):
                    stays(connection, self.vault, one, asked)
            for found in _claimants(connection):
                claimant_news.hold_up(connection, self.vault, found, asked)


def _owners(connection: Connection) -> Iterator[Confirmation]:
    """Those who may collect what is in custody, and may not, for another reason than what they wrote themselves."""
    here = select(head.c.exhibit).where(head.c.status.in_(IN_CUSTODY))
    ready = (confirmation.c.ready_at.is_not(None), confirmation.c.exhibit.in_(here))
    for one in several(connection, *ready, *OPEN):
        if held_up_for_owner(connection, one):
            yield one


def _claimants(connection: Connection) -> Iterator[Claim]:
    """The claims to what is in custody whose claimants think that they may collect it, and may not."""
    wanted = select(claim.c.id).join_from(claim, claim_return).join(head, head.c.exhibit == claim.c.exhibit)
    wanted = wanted.where(claim.c.mailed, claim_return.c.at.is_(None), head.c.status.in_(IN_CUSTODY))
    for claim_id in connection.execute(wanted.order_by(claim.c.id)).scalars().all():
        found = find(connection, claim_id)
        hears = standing(connection, found.person) == "known" and not claimant_news.told_to_wait(connection, claim_id)
        if hears and not one_person.holds(connection, found) and in_the_way(connection, found):
            yield found
