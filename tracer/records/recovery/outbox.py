"""The outbox: each notice is leased to one worker at a time, tried again when it fails, and given up where all can see.

A notice goes out at least once: a worker that dies after sending and before saying so lets it be sent again, with the
same Message-ID. While a lease lasts nobody else has the notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from tracer.errors import NotFoundError
from tracer.records import audit
from tracer.records.part import Part, moment_of, new_id, now, stamp
from tracer.records.recovery.claimant_news import held, told_to_wait, waits_for
from tracer.records.recovery.entering import STILL_COUNTS, check_code, mark
from tracer.records.recovery.tables import notice
from tracer.records.recovery.values import Lease, Notice, NoticeState, RecoveryError, ToldBy
from tracer.records.values import Asked
from tracer.recovery.codes import typed
from tracer.recovery.report import Report
from tracer.recovery.schedule import wait_after
from tracer.recovery.texts import NoticeKind

LASTS = timedelta(minutes=5)
"""How long a worker has for one notice; longer than any sending takes, whose own limits are shorter."""
LONGEST_WHY = 300
WORKER = "tracer notify"
"""Who the audit says read an address, and told whose it is."""


class Outbox(Part):
    """Notices on their way. Times are given by whoever calls, who has one clock for all of them."""

    def lease(self, at: datetime, lasts: timedelta = LASTS) -> Lease | None:
        """The next notice that is due and that nobody has, for this caller alone until the lease ends; or None."""
        with self.database.writing() as connection:
            _void_outlived(connection, at)
            row = connection.execute(select(notice).where(*_due(at)).order_by(notice.c.next_at, notice.c.id)).first()
            if row is None:
                return None
            token, until = new_id("lease"), at + lasts
            values = {"lease": token, "leased_until": stamp(until)}
            connection.execute(update(notice).where(notice.c.id == row.id).values(**values))
            code = self.vault.decrypt(row.secret, row.id) if row.secret else check_code(self.vault, row.id)
            return Lease(_notice({**row._mapping, **values}), token, until, code)

    def sent(self, lease: Lease, at: datetime, channel: str) -> None:
        """Says that it went out, which the audit notes as disclosed to the owner.

        Believed also where the lease had ended meanwhile, so that nobody sends it once more.
        """
        values = {"state": NoticeState.SENT.value, "sent_at": stamp(at), "channel": channel}
        rest = {"lease": None, "leased_until": None, "why": None, "secret": None}
        with self.database.writing() as connection:
            wanted = update(notice).where(notice.c.id == lease.notice.id, notice.c.state != NoticeState.SENT.value)
            if connection.execute(wanted.values(**values, **rest)).rowcount:
                asked = Asked(WORKER, f"to tell {lease.notice.person}")
                audit.note(connection, asked, audit.Act.DISCLOSED, lease.notice.id, {"what": lease.notice.kind})

    def failed(self, lease: Lease, at: datetime, why: str, for_good: bool = False) -> NoticeState:
        """Says that it did not go out, and lets it be tried again later, or gives it up. Gives its state.

        Nothing changes where the lease is no longer this worker's: another has the notice now. One that is not to be
        sent any more stays so, and counts only a try that may have arrived.
        """
        with self.database.writing() as connection:
            row = connection.execute(select(notice).where(notice.c.id == lease.notice.id)).one()
            if row.lease != lease.token:
                return NoticeState(row.state)
            values: dict[str, Any] = {"attempts": row.attempts + 1, "lease": None, "leased_until": None}
            state = NoticeState(row.state)
            if state is NoticeState.WAITING:
                wait = None if for_good else wait_after(row.attempts + 1)
                state = NoticeState.DEAD if wait is None else state
                values |= {"state": state.value, "why": why[:LONGEST_WHY], "next_at": stamp(at + (wait or timedelta()))}
            elif for_good:
                values["attempts"] = row.attempts
            connection.execute(update(notice).where(notice.c.id == row.id).values(**values))
            return state

    def retry(self, notice_id: str, at: datetime, asked: Asked) -> Notice:
        """Puts a notice that was given up back into the queue. Raises `NotFoundError` and `RecoveryError`."""
        with self.database.writing() as connection:
            found = _one(connection, notice_id)
            if found.state is not NoticeState.DEAD:
                raise RecoveryError(f"This notice was not given up: it is {found.state.value}.", "Leave it be.")
            # One try alone is one that was refused for good.
            tries = STILL_COUNTS if found.attempts > 1 else 0
            values = {"state": NoticeState.WAITING.value, "attempts": tries, "next_at": stamp(at)}
            connection.execute(update(notice).where(notice.c.id == notice_id).values(**values))
            audit.note(connection, asked, audit.Act.ALTERED, notice_id, {"what": "notice to be sent again"})
            return _one(connection, notice_id)

    def told(self, notice_id: str, how: ToldBy, at: datetime, asked: Asked, reason: str = "") -> Notice:
        """Notes that an officer told them what a notice says: it is owed no more, and does not go out.

        One that was not given up and still waits needs a `reason`. Raises `NotFoundError`, and `RecoveryError` for one
        that went out or is on its way just now, or a time that cannot be.
        """
        with self.database.writing() as connection:
            found = _one(connection, notice_id)
            _check_unsent(found, reason)
            # To the minute, as people say it.
            if not found.created_at - timedelta(minutes=1) < at <= now():
                raise RecoveryError("They cannot have been told of it at that time.", "Check the day and the time.")
            values = {"state": NoticeState.SENT.value, "sent_at": stamp(at), "channel": how.value, "why": None}
            rest = {"lease": None, "leased_until": None}
            connection.execute(update(notice).where(notice.c.id == notice_id).values(**values, **rest))
            asked = replace(asked, purpose=reason.strip() or asked.purpose)
            audit.note(connection, asked, audit.Act.DISCLOSED, notice_id, {"what": found.kind, "how": how.value})
            return _one(connection, notice_id)

    def find(self, notice_id: str) -> Notice:
        """One notice. Raises `NotFoundError`."""
        with self.database.reading() as connection:
            return _one(connection, notice_id)

    def check_code(self, notice_id: str) -> str:
        """The code in a notice that shows that it is ours."""
        return check_code(self.vault, notice_id)

    def every(self, state: NoticeState | None = None, limit: int = 500) -> tuple[Notice, ...]:
        """The notices, of one state or of all, the newest first. Sign-in codes are not among them."""
        wanted = select(notice).where(notice.c.kind != "code").order_by(notice.c.created_at.desc(), notice.c.id)
        if state is not None:
            wanted = wanted.where(notice.c.state == state.value)
        with self.database.reading() as connection:
            return tuple(_notice(row._mapping) for row in connection.execute(wanted.limit(limit)))

    def counts(self) -> dict[str, int]:
        """How many notices there are in each state, without sign-in codes."""
        wanted = select(notice.c.state, func.count()).where(notice.c.kind != "code").group_by(notice.c.state)
        with self.database.reading() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(wanted)}
        return {state.value: found.get(state.value, 0) for state in NoticeState}

    def of_confirmation(self, confirmation_id: str) -> tuple[Notice, ...]:
        """What the owner is told about one confirmation, the newest first."""
        wanted = select(notice).where(notice.c.confirmation == confirmation_id).order_by(notice.c.created_at.desc())
        with self.database.reading() as connection:
            return tuple(_notice(row._mapping) for row in connection.execute(wanted))

    def of_claim(self, claim_id: str) -> tuple[Notice, ...]:
        """What whoever makes a claim is told about it, the newest first."""
        wanted = select(notice).where(notice.c.claim == claim_id).order_by(notice.c.created_at.desc())
        with self.database.reading() as connection:
            return tuple(_notice(row._mapping) for row in connection.execute(wanted))

    def waits_for(self, claim_id: str) -> dict[str, str]:
        """What waits to tell a claimant until an owner was told: the reference of whose report, by the notice's id."""
        with self.database.reading() as connection:
            return waits_for(connection, claim_id)

    def told_to_wait(self, claim_id: str) -> bool:
        """Whether the last that a claimant was told, or is to be, is that they have to wait."""
        with self.database.reading() as connection:
            return told_to_wait(connection, claim_id)

    def of_check_code(self, text: str) -> Notice | None:
        """The notice that a check code is of, as somebody read it out, or None."""
        wanted = select(notice).where(notice.c.mark == mark(self.vault, typed(text)), notice.c.kind != "code")
        with self.database.reading() as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _notice(row._mapping)


def _due(at: datetime) -> tuple[Any, ...]:
    free = or_(notice.c.leased_until.is_(None), notice.c.leased_until <= stamp(at))
    return notice.c.state == NoticeState.WAITING.value, notice.c.next_at <= stamp(at), free, ~held()


def _check_unsent(found: Notice, reason: str) -> None:
    """Raises `RecoveryError` unless somebody can be told otherwise what a notice says."""
    if found.kind == NoticeKind.CODE or found.state not in (NoticeState.WAITING, NoticeState.DEAD):
        raise RecoveryError(f"This notice was not given up: it is {found.state.value}.", "Leave it be.")
    if found.leased_until is not None and found.leased_until > now():
        raise RecoveryError(
            "This notice is on its way just now.", "Look again in five minutes: if it went out, nothing is to be noted."
        )
    if found.state is NoticeState.WAITING and not reason.strip():
        raise RecoveryError(
            "This notice was not given up: it waits to be sent.",
            "Say why they were told otherwise: it is not sent then.",
        )


def _void_outlived(connection: Connection, at: datetime) -> None:
    outlived = (notice.c.state == NoticeState.WAITING.value, notice.c.until <= stamp(at))
    values = {"state": NoticeState.VOID.value, "secret": None, "why": "It could not be sent in time."}
    connection.execute(update(notice).where(*outlived).values(**values))


def _one(connection: Connection, notice_id: str) -> Notice:
    row = connection.execute(select(notice).where(notice.c.id == notice_id)).first()
    if row is None:
        raise NotFoundError("There is no such notice.", "Look at: tracer notify list")
    return _notice(row._mapping)


def _slot_of(row: Mapping[Any, Any]) -> str | None:
    """The time that a notice says was chosen: its key names it."""
    named = str(row["key"]).split(" ")
    return named[1] if named[0] == NoticeKind.CHOSEN.value else None


def _notice(row: Mapping[Any, Any]) -> Notice:
    return Notice(
        id=row["id"],
        kind=row["kind"],
        slot=_slot_of(row),
        report=Report(row["force"], row["reference"]),
        confirmation=row["confirmation"],
        due=None if row["due"] is None else date.fromisoformat(row["due"]),
        until=moment_of(row["until"]),
        state=NoticeState(row["state"]),
        attempts=row["attempts"],
        next_at=datetime.fromisoformat(row["next_at"]),
        leased_until=moment_of(row["leased_until"]),
        why=row["why"],
        created_at=datetime.fromisoformat(row["created_at"]),
        sent_at=moment_of(row["sent_at"]),
        channel=row["channel"],
        person=row["owner"],
        claim=row["claim"],
    )
