"""What becomes of an owner's phone that may not be collected after all, and what they are told of it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from tracer.records import audit
from tracer.records.part import now
from tracer.records.recovery import entering
from tracer.records.recovery.entering import NewNotice
from tracer.records.recovery.tables import collection_slot, confirmation, notice
from tracer.records.recovery.values import Confirmation
from tracer.records.values import Asked
from tracer.records.vault import Vault
from tracer.recovery.texts import NoticeKind


def hold_back(connection: Connection, confirmation_id: str, asked: Asked) -> None:
    """Takes back that it may be collected, and the time that was chosen for it."""
    connection.execute(update(confirmation).where(confirmation.c.id == confirmation_id).values(ready_at=None))
    of_it = update(collection_slot).where(collection_slot.c.confirmation == confirmation_id)
    connection.execute(of_it.values(chosen_at=None))
    for kind in (NoticeKind.READY, NoticeKind.CHOSEN):
        entering.withhold(connection, confirmation_id, "The phone is not ready to return after all.", kind)
    audit.note(connection, asked, audit.Act.ALTERED, confirmation_id, {"what": "not ready to return after all"})


def stays(connection: Connection, vault: Vault, found: Confirmation, asked: Asked) -> tuple[str | None, str | None]:
    """Has an owner told that the phone is still here: the notice's id, or why nobody can be told."""
    subject = f"{found.id} {now().date().isoformat()}{_times_ready(connection, found.id)}"
    audit.note(connection, asked, audit.Act.ALTERED, found.id, {"what": "owner told how things stand"})
    return entering.tell(connection, vault, NewNotice(NoticeKind.UPDATE, found.report, subject, found.id))


def _times_ready(connection: Connection, confirmation_id: str) -> str:
    """How often its owner was to be told that it is ready; empty for never."""
    of_it = (notice.c.confirmation == confirmation_id, notice.c.kind == NoticeKind.READY.value)
    number = connection.execute(select(func.count()).select_from(notice).where(*of_it)).scalar_one()
    return f" {number}" if number else ""
