"""What stands in the way of giving a phone back, each as the error that says what it is and what to do about it.

A part waits for all that its whole waits for, as the ledger has it too. What is read for that is one piece
(`custody_wholes`); the words are each their own, since the ledger tells a keeper of one event, and these tell whoever
brings a phone back of all that is still to be done.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, select

from tracer.records.custody_tables import head
from tracer.records.custody_wholes import named, wholes_of
from tracer.records.recovery.claims import unsettled
from tracer.records.recovery.messages import disputed
from tracer.records.recovery.tables import confirmation
from tracer.records.recovery.values import Confirmation, RecoveryError

_ON_LOAN = "on_loan"
IN_CUSTODY = ("held", _ON_LOAN)
"""What the ledger calls an exhibit that it still has."""


def hindrances(connection: Connection, found: Confirmation) -> tuple[RecoveryError, ...]:
    """All that has to be dealt with before the phone may be collected; empty where nothing stands in the way."""
    return (*_of_custody(connection, found.exhibit), *against(connection, found))


def check_unhindered(connection: Connection, found: Confirmation) -> None:
    """Raises `RecoveryError` with what stands in the way, if anything does."""
    for hindrance in hindrances(connection, found):
        raise hindrance


def against(connection: Connection, found: Confirmation) -> Iterator[RecoveryError]:
    """Who stands against its going to this owner: whoever claims it or is owed its whole, and the owner's own word."""
    yield from unsettled(connection, found.exhibit)
    for whole in wholes_of(connection, found.exhibit):
        yield from unsettled(connection, whole, f" to {named(whole)}, which it was taken out of,")
        yield from _owed_to_another(connection, whole, found)
    yield from disputed(connection, found.report.owner)


def check_unopposed(connection: Connection, found: Confirmation) -> None:
    """Raises `RecoveryError` while anybody stands against its going to this owner."""
    for error in against(connection, found):
        raise error


def kept_as_evidence(connection: Connection, exhibit: str) -> str | None:
    """Which of an exhibit and what it was taken out of is needed as evidence, the nearest first; None for none."""
    for one in (exhibit, *wholes_of(connection, exhibit)):
        # As the ledger writes an exhibit's state: the records are below it, and read of it no more than this.
        status, kept = connection.execute(select(head.c.status, head.c.state).where(head.c.exhibit == one)).one()
        if orjson.loads(kept)["restricted"] and (one == exhibit or status in IN_CUSTODY):
            return one
    return None


def _of_custody(connection: Connection, exhibit: str) -> Iterator[RecoveryError]:
    status = connection.execute(select(head.c.status).where(head.c.exhibit == exhibit)).scalar_one()
    if status not in IN_CUSTODY:
        yield RecoveryError("The exhibit has left custody.", "Look at its history.")
    if status == _ON_LOAN:
        yield RecoveryError("The exhibit is lent to a laboratory.", "Have it back in a store first.")
    source = kept_as_evidence(connection, exhibit)
    if source is not None:
        is_ = "is" if source == exhibit else f"was taken out of {named(source)}, which is"
        page = "the exhibit's page" if source == exhibit else f"the page of {named(source)}"
        lift = f"Once it is not needed any more, have the restriction lifted on {page}."
        yield RecoveryError(f"The exhibit {is_} restricted: it is needed as evidence.", lift)


def _owed_to_another(connection: Connection, whole: str, found: Confirmation) -> Iterator[RecoveryError]:
    said = confirmation.c
    holds = (said.exhibit == whole, said.withdrawn_at.is_(None), said.returned_at.is_(None))
    for other in connection.execute(select(said.reference).where(*holds, said.owner != found.report.owner)):
        yield RecoveryError(
            f"It was taken out of {named(whole)}, which is confirmed as the phone of {other.reference}.",
            "Find out whose it is, and take one of the two confirmations back.",
        )
