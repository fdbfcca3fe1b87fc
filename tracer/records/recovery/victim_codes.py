"""One-time codes for owners. The same is done for a reference that is nobody's, so that nobody learns whose it is."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from tracer.records.part import Part, new_id, now, stamp
from tracer.records.recovery.entering import NewNotice, OneTime, enter
from tracer.records.recovery.people import standing
from tracer.records.recovery.tables import notice, victim_code
from tracer.records.recovery.values import NoticeState
from tracer.recovery.codes import new_code, typed
from tracer.recovery.report import Report
from tracer.recovery.texts import NoticeKind

LASTS = timedelta(minutes=15)
_KEPT = timedelta(days=1)


class VictimCodes(Part):
    """Codes that are sent to the address that came with the report, and to no other."""

    def request(self, report: Report) -> None:
        """Makes a code and enters its notice; for nobody's reference too, but that is not sent and opens nothing.

        The worker finds the address, so that this takes as long for an owner as for nobody.
        """
        at, code = now(), new_code()
        until = at + LASTS
        with self.database.writing() as connection:
            _sweep(connection, stamp(at), stamp(at - _KEPT))
            known = standing(connection, report.owner) == "known"
            state = NoticeState.WAITING if known else NoticeState.VOID
            new = NewNotice(NoticeKind.CODE, report, "")
            enter(connection, self.vault, new, new_id("code"), OneTime(state, until, code))
            values = {"mark": self._mark(report, code), "known": known, "until": stamp(until)}
            said = {"force": report.force, "reference": report.reference, "owner": report.owner}
            connection.execute(insert(victim_code).values(**values, **said))

    def use(self, report: Report, code: str) -> Report | None:
        """The report as it was asked for, when the code is one of its own and holds. A code works once."""
        wanted = select(victim_code).where(
            victim_code.c.mark == self._mark(report, typed(code)), victim_code.c.until > stamp(now())
        )
        with self.database.writing() as connection:
            row = connection.execute(wanted).first()
            connection.execute(delete(victim_code).where(victim_code.c.mark == (row.mark if row else "")))
            known = standing(connection, report.owner) == "known"
        return Report(row.force, row.reference) if row is not None and row.known and known else None

    def _mark(self, report: Report, code: str) -> str:
        # A keyed commitment: found by equality in an index, and of no use to whoever reads the table.
        return self.vault.commitment(f"code of {report.owner}: {code}")


def _sweep(connection: Connection, at: str, yesterday: str) -> None:
    connection.execute(delete(victim_code).where(victim_code.c.until <= at))
    old = (notice.c.kind == NoticeKind.CODE.value, notice.c.created_at < yesterday)
    connection.execute(delete(notice).where(*old))
