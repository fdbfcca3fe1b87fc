"""Decisions that an exhibit is the handset of a report. Audit and notice come with each, or nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.custody_tables import head
from tracer.records.custody_wholes import IN_CUSTODY
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery import claim_news, entering, one_person
from tracer.records.recovery.entering import NewNotice
from tracer.records.recovery.hindrances import (
    check_may_hear,
    check_unhindered,
    hindrances,
    kept_as_evidence,
    of_others,
)
from tracer.records.recovery.people import standing
from tracer.records.recovery.staying import hold_back, stays
from tracer.records.recovery.tables import OPEN, confirmation, notice
from tracer.records.recovery.values import Claim, Confirmation, Decision, RecoveryError, Told
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

_AT_ONCE = 500


class Confirmations(Part):
    """Which exhibit is whose."""

    def confirm(self, decision: Decision, asked: Asked) -> Told:
        """Confirms, and has the owner told, also of a claimant who may collect it. The same key gives what it gave.

        Raises `NotFoundError` for a report or an exhibit that nobody knows, and `RecoveryError` where the exhibit left
        custody or has another confirmation. A report may have several exhibits: two phones taken at once.
        """
        report = decision.report
        with self.database.writing() as connection:
            again = _of_key(connection, decision)
            if again is not None:
                return _told_before(connection, again)
            _check(connection, decision)
            values = _row(decision, asked)
            connection.execute(insert(confirmation).values(**values))
            noted = {"what": "exhibit confirmed as the handset of a report", "exhibit": decision.exhibit}
            audit.note(connection, asked, audit.Act.COMBINED, values["id"], noted)
            new = NewNotice(NoticeKind.CONFIRMED, report, values["id"], values["id"], decision.due)
            sent, untold = entering.tell(connection, self.vault, new)
            found, waits = find(connection, values["id"]), claim_news.awaited(connection, decision.exhibit)
            if waits is not None:
                claim_news.tell(connection, self.vault, found, waits, asked)
            return Told(found, sent, untold)

    def withdraw(self, confirmation_id: str, asked: Asked) -> Told:
        """Takes a confirmation back; `asked.purpose` is why. An owner who was told is told of the mistake.

        Raises `RecoveryError` where it was withdrawn before or the phone went back.
        """
        with self.database.writing() as connection:
            return taken_back(connection, self.vault, _open(connection, confirmation_id), asked)

    def ready(self, confirmation_id: str, asked: Asked) -> Told:
        """Says that the phone may go back, and has the owner told. Safe to repeat.

        Raises `RecoveryError` while something stands in the way: see `hindrances`.
        """
        with self.database.writing() as connection:
            found = _open(connection, confirmation_id)
            check_unhindered(connection, found)
            at = stamp(found.ready_at or now())
            if found.ready_at is None:
                connection.execute(update(confirmation).where(confirmation.c.id == found.id).values(ready_at=at))
                audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "ready to return"})
            # Of its time as well, so that it is told again of a phone that was held up in between.
            new = NewNotice(NoticeKind.READY, found.report, f"{found.id} {at}", found.id)
            sent, untold = entering.tell(connection, self.vault, new)
            return Told(find(connection, found.id), sent, untold)

    def update(self, confirmation_id: str, asked: Asked) -> Told:
        """Has the owner told that the phone is still here. Twice in one day is once.

        One that was ready to return is so no more, and a time that was chosen for it no longer holds. Raises
        `RecoveryError` where it may go to another now: of that the owner hears, and not that it stays.
        """
        with self.database.writing() as connection:
            found = _open(connection, confirmation_id)
            check_may_hear(connection, found.exhibit)
            if found.ready_at is not None:
                hold_back(connection, found.id, asked)
            sent, untold = stays(connection, self.vault, found, asked)
            return Told(find(connection, found.id), sent, untold)

    def find(self, confirmation_id: str) -> Confirmation:
        """One confirmation. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return find(connection, confirmation_id)

    def hindrances(self, one: Confirmation) -> tuple[RecoveryError, ...]:
        """What stands in the way of giving the phone back, each with what to do about it."""
        with self.database.reading() as connection:
            return hindrances(connection, one)

    def undecided(self, one: Confirmation) -> bool:
        """Whether another may have to be given the phone, or what it was taken out of: the owner may not get it."""
        with self.database.reading() as connection:
            return any(True for _ in of_others(connection, one))

    def needed(self, one: Confirmation) -> bool:
        """Whether the phone, or what it was taken out of, is needed as evidence."""
        with self.database.reading() as connection:
            return kept_as_evidence(connection, one.exhibit) is not None

    def standing(self, report: Report) -> str | None:
        """Whether the owner of a report is `known`, `erased`, or nobody (None)."""
        with self.database.reading() as connection:
            return standing(connection, report.owner)

    def of_exhibit(self, exhibit: str) -> tuple[Confirmation, ...]:
        """All that were made of an exhibit, the newest first."""
        with self.database.reading() as connection:
            return several(connection, confirmation.c.exhibit == exhibit)

    def of_report(self, report: Report) -> tuple[Confirmation, ...]:
        """All that were made of a report, the newest first."""
        with self.database.reading() as connection:
            return several(connection, confirmation.c.owner == report.owner)

    def exhibits_of(self, reports: Collection[Report]) -> dict[Report, frozenset[str]]:
        """The exhibits that each report was ever confirmed to be of."""
        owners = sorted({report.owner for report in reports})
        found: dict[str, set[str]] = {}
        with self.database.reading() as connection:
            for some in (owners[start : start + _AT_ONCE] for start in range(0, len(owners), _AT_ONCE)):
                wanted = select(confirmation.c.owner, confirmation.c.exhibit).where(confirmation.c.owner.in_(some))
                for owner, exhibit in connection.execute(wanted):
                    found.setdefault(owner, set()).add(exhibit)
        return {report: frozenset(found.get(report.owner, ())) for report in reports}

    def open(self) -> tuple[Confirmation, ...]:
        """All that hold and whose phone has not gone back, the newest first."""
        with self.database.reading() as connection:
            return several(connection, *OPEN)


def find(connection: Connection, confirmation_id: str) -> Confirmation:
    """One confirmation. Raises `NotFoundError`."""
    found = several(connection, confirmation.c.id == confirmation_id)
    if not found:
        raise NotFoundError("There is no such confirmation.", "Look at the list of returns.")
    return found[0]


def several(connection: Connection, *where: Any) -> tuple[Confirmation, ...]:
    """All of which this holds, the newest first."""
    wanted = select(confirmation).where(*where).order_by(confirmation.c.at.desc(), confirmation.c.id)
    return tuple(_confirmation(row._mapping) for row in connection.execute(wanted))


def taken_back(connection: Connection, vault: Vault, found: Confirmation, asked: Asked) -> Told:
    """Takes a confirmation that holds back, as `Confirmations.withdraw` says."""
    values = {"withdrawn_by": asked.actor, "withdrawn_at": stamp(now()), "withdrawn_why": asked.purpose}
    connection.execute(update(confirmation).where(confirmation.c.id == found.id).values(**values))
    audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "confirmation withdrawn"})
    one_person.end(connection, found, asked)
    entering.withhold(connection, found.id, "The confirmation was withdrawn.")
    if not _was_told(connection, found.id):
        return Told(find(connection, found.id), None, "The owner had not been told anything.")
    new = NewNotice(NoticeKind.MISTAKEN, found.report, found.id, found.id)
    sent, untold = entering.tell(connection, vault, new)
    return Told(find(connection, found.id), sent, untold)


def told_of_claim(connection: Connection, vault: Vault, to: Claim, asked: Asked, again: bool = False) -> None:
    """Has the owner of whose phone it was confirmed to be told that it is to go to another, so that they can object.

    `again`: only one who can be told and for whom no notice of it was entered.
    """
    for one in several(connection, confirmation.c.exhibit == to.exhibit, *OPEN):
        if not again or claim_news.due(connection, one, to.id):
            hold_back(connection, one.id, asked)
            claim_news.tell(connection, vault, one, to.id, asked)


def ended_for_another(connection: Connection, exhibit: str, asked: Asked) -> tuple[Confirmation, ...]:
    """Ends what is open of an exhibit that goes to somebody else whose claim was accepted."""
    found = several(connection, confirmation.c.exhibit == exhibit, *OPEN)
    for one in found:
        connection.execute(update(confirmation).where(confirmation.c.id == one.id).values(returned_at=stamp(now())))
        audit.note(connection, asked, audit.Act.ALTERED, one.id, {"what": "phone handed to a claimant"})
    return found


def _open(connection: Connection, confirmation_id: str) -> Confirmation:
    found = find(connection, confirmation_id)
    if not found.open:
        ended = "was withdrawn" if found.withdrawn_at else "ended: the phone went back"
        raise RecoveryError(f"This confirmation {ended}.", "Look at the exhibit again.")
    return found


def _check(connection: Connection, decision: Decision) -> None:
    if not decision.reasons:
        raise RecoveryError("No reason is given why the exhibit is this handset.", "Say what shows it.")
    if standing(connection, decision.report.owner) is None:
        raise NotFoundError(
            f"No owner is known of the report {decision.report.reference!r} of {decision.report.force!r}.",
            "Check the force and the reference, or load the report with its owner's details.",
        )
    status = connection.execute(select(head.c.status).where(head.c.exhibit == decision.exhibit)).scalar()
    if status is None:
        raise NotFoundError(f"The exhibit {decision.exhibit} was never booked.", "Check its id.")
    if status not in IN_CUSTODY:
        raise RecoveryError(f"The exhibit {decision.exhibit} has left custody.", "Look at its history.")
    _check_free(connection, decision)


def _check_free(connection: Connection, decision: Decision) -> None:
    for other in several(connection, confirmation.c.exhibit == decision.exhibit, *OPEN):
        raise RecoveryError(
            f"The exhibit is confirmed as the handset of {other.report.reference} already.", "Withdraw that first."
        )


def _row(decision: Decision, asked: Asked) -> dict[str, Any]:
    report = decision.report
    return {
        "id": new_id("confirmation"),
        "key": decision.key,
        "force": report.force,
        "reference": report.reference,
        "owner": report.owner,
        "exhibit": decision.exhibit,
        "reasons": json.dumps(decision.reasons, ensure_ascii=False),
        "enhanced": decision.enhanced,
        "by": asked.actor,
        "at": stamp(now()),
    }


def _of_key(connection: Connection, decision: Decision) -> Confirmation | None:
    found = several(connection, confirmation.c.key == decision.key)
    if not found:
        return None
    same = (found[0].report.owner, found[0].exhibit) == (decision.report.owner, decision.exhibit)
    if not same or found[0].reasons != decision.reasons or found[0].enhanced != decision.enhanced:
        raise RecoveryError("This key stands for another confirmation.", "Use a new key for a new decision.")
    return found[0]


def _told_before(connection: Connection, found: Confirmation) -> Told:
    key = f"{NoticeKind.CONFIRMED.value} {found.id}"
    sent = connection.execute(select(notice.c.id).where(notice.c.key == key)).scalar()
    return Told(found, sent, None if sent else entering.ERASED)


def _was_told(connection: Connection, confirmation_id: str) -> bool:
    """Whether any notice of it went out, or may have."""
    wanted = select(notice.c.id).where(notice.c.confirmation == confirmation_id, entering.may_have_arrived())
    return connection.execute(wanted).first() is not None


def _confirmation(row: Mapping[Any, Any]) -> Confirmation:
    return Confirmation(
        id=row["id"],
        report=Report(row["force"], row["reference"]),
        exhibit=row["exhibit"],
        reasons=tuple(json.loads(row["reasons"])),
        enhanced=row["enhanced"],
        by=row["by"],
        at=datetime.fromisoformat(row["at"]),
        ready_at=moment_of(row["ready_at"]),
        withdrawn_by=row["withdrawn_by"],
        withdrawn_at=moment_of(row["withdrawn_at"]),
        withdrawn_why=row["withdrawn_why"],
        returned_at=moment_of(row["returned_at"]),
    )
