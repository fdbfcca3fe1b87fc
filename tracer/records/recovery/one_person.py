"""That whoever claims a phone as its owner is the owner of the report, under another name: said, never worked out.

Nothing of a statement is edited: a later one takes the place of an earlier, and both are kept.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, select

from tracer.records import audit
from tracer.records.part import new_id, now, stamp
from tracer.records.recovery.tables import confirmation, one_person
from tracer.records.recovery.values import Claim, ClaimKind, OnePerson, RecoveryError
from tracer.records.values import Asked
from tracer.recovery.report import Report


def said_of(connection: Connection, claim_id: str) -> tuple[OnePerson, ...]:
    """What was said of a claim, the oldest first."""
    wanted = select(one_person).where(one_person.c.claim == claim_id).order_by(one_person.c.number)
    return tuple(
        OnePerson(Report(row.force, row.reference), row.one, row.by, datetime.fromisoformat(row.at), row.why)
        for row in connection.execute(wanted)
    )


def say(connection: Connection, found: Claim, one: bool, asked: Asked) -> None:
    """Keeps that they are one person, or are not after all; `asked.purpose` is why.

    Raises `RecoveryError` for a claim by no owner, a phone that is confirmed to be nobody's, and what is said already.
    """
    if found.kind is not ClaimKind.OWNER:
        raise RecoveryError("Nobody but who claims it as its owner is one with the owner.", "Decide the claim.")
    report = _confirmed(connection, found.exhibit)
    if found.is_owner_of(report.owner) is one:
        words = "That they are one person was said already." if one else "That they are one person was not said."
        raise RecoveryError(words, "Nothing is to be changed.")
    values = {"id": new_id("one"), "claim": found.id, "number": len(found.statements), "one": one}
    values |= {"force": report.force, "reference": report.reference, "owner": report.owner}
    said = {"by": asked.actor, "at": stamp(now()), "why": asked.purpose}
    connection.execute(insert(one_person).values(**values, **said))
    act, what = (audit.Act.COMBINED, "is") if one else (audit.Act.ALTERED, "is not after all")
    audit.note(connection, asked, act, found.id, {"what": f"the claimant {what} the owner", "owner": report.owner})


def _confirmed(connection: Connection, exhibit: str) -> Report:
    said = confirmation.c
    holds = (said.exhibit == exhibit, said.withdrawn_at.is_(None), said.returned_at.is_(None))
    row = connection.execute(select(said.force, said.reference).where(*holds)).first()
    if row is None:
        raise RecoveryError("It is not confirmed whose report it is of.", "Confirm that first.")
    return Report(row.force, row.reference)
