"""That whoever claims a phone as its owner is the owner of the report, under another name: said, never worked out.

Nothing of a statement is edited: a later one takes the place of an earlier, and both are kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select

from tracer.records import audit
from tracer.records.part import new_id, now, stamp
from tracer.records.recovery.tables import OPEN, claim, confirmation, one_person
from tracer.records.recovery.values import Claim, ClaimKind, Confirmation, OnePerson, RecoveryError
from tracer.records.values import Asked
from tracer.recovery.report import Report


def said_of(connection: Connection, claim_id: str) -> tuple[OnePerson, ...]:
    """What was said of a claim, the oldest first."""
    wanted = select(one_person).where(one_person.c.claim == claim_id).order_by(one_person.c.number)
    return tuple(
        OnePerson(Report(row.force, row.reference), row.one, row.by, datetime.fromisoformat(row.at), row.why)
        for row in connection.execute(wanted)
    )


def holds(connection: Connection, found: Claim) -> bool:
    """Whether the claimant is the owner of a report that its exhibit is confirmed for: it goes back by that."""
    if not found.one_person:
        return False
    said = confirmation.c
    confirmed = select(said.owner).where(said.exhibit == found.exhibit, said.withdrawn_at.is_(None))
    return any(found.is_owner_of(owner) for owner in connection.execute(confirmed).scalars())


def say(connection: Connection, found: Claim, one: bool, asked: Asked) -> None:
    """Keeps that they are one person, or are not after all; `asked.purpose` is why.

    What holds is taken back of the report that it was said of. Raises `RecoveryError` for a claim by no owner, a phone
    that is confirmed to be nobody's, and what is said already.
    """
    if found.kind is not ClaimKind.OWNER:
        raise RecoveryError("Nobody but who claims it as its owner is one with the owner.", "Decide the claim.")
    back = found.one_person and not one
    report = found.statements[-1].report if back else _confirmed(connection, found.exhibit)
    if found.is_owner_of(report.owner) is one:
        not_said = "holds no more" if found.statements else "was not said"
        words = f"That they are one person {'was said already' if one else not_said}."
        raise RecoveryError(words, "Nothing is to be changed.")
    _keep(connection, (found.id, len(found.statements)), report, one, asked)


def end(connection: Connection, of: Confirmation, asked: Asked) -> None:
    """When a confirmation is taken back: that a claimant is its owner holds no more, and the claim stands for itself.

    Whoever confirms it of the same report again says it again.
    """
    why = replace(asked, purpose=f"The confirmation was taken back: {asked.purpose}")
    for claim_id in connection.execute(select(claim.c.id).where(claim.c.exhibit == of.exhibit)).scalars().all():
        said = said_of(connection, claim_id)
        if said and said[-1].one and said[-1].report.owner == of.report.owner:
            _keep(connection, (claim_id, len(said)), said[-1].report, False, why)


def _keep(connection: Connection, to: tuple[str, int], report: Report, one: bool, asked: Asked) -> None:
    """Writes what is said of a claim, after so many statements."""
    claim_id, number = to
    values = {"id": new_id("one"), "claim": claim_id, "number": number, "one": one}
    values |= {"force": report.force, "reference": report.reference, "owner": report.owner}
    said = {"by": asked.actor, "at": stamp(now()), "why": asked.purpose}
    connection.execute(insert(one_person).values(**values, **said))
    act, what = (audit.Act.COMBINED, "is") if one else (audit.Act.ALTERED, "is not after all")
    audit.note(connection, asked, act, claim_id, {"what": f"the claimant {what} the owner", "owner": report.owner})


def _confirmed(connection: Connection, exhibit: str) -> Report:
    said = confirmation.c
    wanted = select(said.force, said.reference).where(said.exhibit == exhibit, *OPEN)
    row = connection.execute(wanted).first()
    if row is None:
        raise RecoveryError("It is not confirmed whose report it is of.", "Confirm that first.")
    return Report(row.force, row.reference)
