"""What stands in the way of giving a phone back, each as the error that says what it is and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import Connection, select

from tracer.records.custody_tables import head
from tracer.records.recovery.claims import unsettled
from tracer.records.recovery.messages import disputed
from tracer.records.recovery.values import Confirmation, RecoveryError

_ON_LOAN = "on_loan"
IN_CUSTODY = ("held", _ON_LOAN)
"""What the ledger calls an exhibit that it still has."""
_LIFT = "Once it is not needed any more, have the restriction lifted on the exhibit's page."


def hindrances(connection: Connection, found: Confirmation) -> tuple[RecoveryError, ...]:
    """All that has to be dealt with before the phone may be collected; empty where nothing stands in the way."""
    of_custody = _of_custody(connection, found.exhibit)
    return (*of_custody, *unsettled(connection, found.exhibit), *disputed(connection, found.report.owner))


def check_unhindered(connection: Connection, found: Confirmation) -> None:
    """Raises `RecoveryError` with what stands in the way, if anything does."""
    for hindrance in hindrances(connection, found):
        raise hindrance


def _of_custody(connection: Connection, exhibit: str) -> Iterator[RecoveryError]:
    # As the ledger writes an exhibit's state: the records are below it, and read of it no more than this.
    status, kept = connection.execute(select(head.c.status, head.c.state).where(head.c.exhibit == exhibit)).one()
    if status not in IN_CUSTODY:
        yield RecoveryError("The exhibit has left custody.", "Look at its history.")
    if status == _ON_LOAN:
        yield RecoveryError("The exhibit is lent to a laboratory.", "Have it back in a store first.")
    if orjson.loads(kept)["restricted"]:
        yield RecoveryError("The exhibit is restricted: it is needed as evidence.", _LIFT)
