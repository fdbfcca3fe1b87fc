"""Entering a notice into the outbox, within the transaction of the act that it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, insert, or_, select, update

from tracer.records.part import new_id, now, stamp
from tracer.records.recovery.people import standing
from tracer.records.recovery.tables import notice
from tracer.records.recovery.values import NoticeState
from tracer.records.vault import Vault
from tracer.recovery.codes import code_of
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

ERASED = "The owner's details were erased, so no notice is sent."
UNKNOWN = "No owner's details came with the report, so no notice is sent."
UNSENT = (NoticeState.WAITING.value, NoticeState.DEAD.value)
"""The states of a notice that can still be sent: it waits, or was given up and can be tried anew."""
STILL_COUNTS = 1
"""Of the tries of a notice that is tried anew: that there was one that may have arrived is not forgotten."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice about to be entered; `subject` is what it is about, once for each kind.

    It goes to the report's owner, or to the `person` who makes a `claim`.
    """

    kind: NoticeKind
    report: Report
    subject: str
    confirmation: str | None = None
    due: date | None = None
    claim: str | None = None
    person: str | None = None

    @property
    def to(self) -> str:
        """The id of whom it goes to."""
        return self.person or self.report.owner


class OneTime(NamedTuple):
    """A sign-in code: whether it is to be sent, when it ends, and the code."""

    state: NoticeState
    until: datetime
    code: str


def tell(connection: Connection, vault: Vault, new: NewNotice) -> tuple[str | None, str | None]:
    """Enters a notice once: its id, or why nobody can be told. One that was withheld goes out after all."""
    known = standing(connection, new.to)
    if known != "known":
        return None, ERASED if known == "erased" else UNKNOWN
    key = f"{new.kind.value} {new.subject}"
    wanted = select(notice.c.id, notice.c.state, notice.c.attempts).where(notice.c.key == key)
    found = connection.execute(wanted).first()
    if found is None:
        return enter(connection, vault, new, key), None
    if found.state == NoticeState.VOID.value:
        anew = {"state": NoticeState.WAITING.value, "why": None, "next_at": stamp(now())}
        tries = {"attempts": min(found.attempts, STILL_COUNTS)}
        connection.execute(update(notice).where(notice.c.id == found.id).values(**anew, **tries))
    return str(found.id), None


def enter(connection: Connection, vault: Vault, new: NewNotice, key: str, only: OneTime | None = None) -> str:
    """Writes the row; `only` is for sign-in codes."""
    notice_id, at = new_id("notice"), stamp(now())
    state, until, code = only or (NoticeState.WAITING, None, None)
    values = {
        "id": notice_id,
        "key": key,
        "kind": new.kind.value,
        "force": new.report.force,
        "reference": new.report.reference,
        "owner": new.to,
        "claim": new.claim,
        "confirmation": new.confirmation,
        "mark": mark(vault, check_code(vault, notice_id)),
        "secret": None if code is None else vault.encrypt(code, notice_id),
        "due": None if new.due is None else new.due.isoformat(),
        "until": None if until is None else stamp(until),
        "state": state.value,
        "attempts": 0,
        "next_at": at,
        "created_at": at,
    }
    connection.execute(insert(notice).values(**values))
    return notice_id


def withhold(connection: Connection, confirmation: str, why: str, kind: NoticeKind | None = None) -> None:
    """Keeps the waiting notices of a confirmation from going out: all of them, or those of one kind."""
    of_kind = () if kind is None else (notice.c.kind == kind.value,)
    void(connection, why, notice.c.confirmation == confirmation, *of_kind)


def void(connection: Connection, why: str, *of_it: ColumnElement[bool]) -> None:
    """Keeps those of some notices that wait from going out. What is void counts only tries that may have arrived."""
    waiting = notice.c.state.in_(UNSENT)
    tries = case((_refused(notice), 0), else_=notice.c.attempts)
    values = {"state": NoticeState.VOID.value, "why": why, "attempts": tries}
    connection.execute(update(notice).where(waiting, *of_it).values(**values))


def may_have_arrived(of: Any = notice) -> ColumnElement[bool]:
    """Of a notice: that it went out, or may have. `of` is the table, or what a query calls it.

    A worker that holds it just now could be sending it, and after a try that failed nobody knows how far it came.
    """
    tried = (of.c.attempts > 0) & ~_refused(of)
    return or_(of.c.state == NoticeState.SENT.value, of.c.lease.is_not(None), tried)


def _refused(of: Any) -> ColumnElement[bool]:
    """Given up at its first try, which was refused for good: nobody was told. Of more tries one may have arrived."""
    return and_(of.c.state == NoticeState.DEAD.value, of.c.attempts == 1)


def check_code(vault: Vault, notice_id: str) -> str:
    """The code in a notice that shows that it is ours. It is derived from the notice, and kept nowhere."""
    return code_of(vault.derive("check codes of notices", notice_id.encode()))


def mark(vault: Vault, code: str) -> str:
    """What a check code is found by."""
    return vault.commitment(f"check code {code}")
