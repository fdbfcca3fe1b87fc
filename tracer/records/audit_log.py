"""The audit as the rest of the product reaches it: note, search, verify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from tracer.records import audit
from tracer.records.audit import AuditQuery
from tracer.records.part import Part
from tracer.records.tables import kept
from tracer.records.values import Asked, AuditEntry

_CHECKPOINT = "audit checkpoint"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of entries, newest first, and how many fit in all."""

    entries: tuple[AuditEntry, ...]
    of: int


class AuditLog(Part):
    """Who did what with data, when and what for. What cannot be noted is not done."""

    def note(self, asked: Asked, act: str, subject: str, details: Mapping[str, str] | None = None) -> int:
        """Notes one act before its answer leaves. Raises `RecordsError` when it cannot be written."""
        with self.database.writing() as connection:
            return audit.note(connection, asked, act, subject, details)

    def search(self, query: AuditQuery, asked: Asked) -> Found:
        """What fits, for a purpose that is noted too, as what was looked for is."""
        looked_for = {
            name: str(value)
            for name in ("actor", "act", "subject", "about", "since", "until")
            if (value := getattr(query, name)) is not None
        }
        with self.database.writing() as connection:
            found = Found(audit.search(connection, query), audit.count(connection, query))
            audit.note(connection, asked, audit.Act.CONSULTED, "audit", looked_for)
            return found

    def size_and_root(self) -> tuple[int, bytes]:
        """How many entries there are, and the root over them (RFC 6962)."""
        with self.database.reading() as connection:
            size = audit.size(connection)
            return size, audit.root(connection, size)

    def root_of(self, size: int) -> bytes:
        """The root over the first `size` entries."""
        with self.database.reading() as connection:
            return audit.root(connection, size)

    def keep_checkpoint(self, signed: bytes) -> None:
        """Keeps the newest signed checkpoint of the audit."""
        with self.database.writing() as connection:
            connection.execute(delete(kept).where(kept.c.name == _CHECKPOINT))
            connection.execute(insert(kept).values(name=_CHECKPOINT, value=signed.decode("utf-8")))

    def kept_checkpoint(self) -> bytes | None:
        """The newest that was kept, or None."""
        with self.database.reading() as connection:
            found = connection.execute(select(kept.c.value).where(kept.c.name == _CHECKPOINT)).scalar()
        return None if found is None else str(found).encode("utf-8")

    def problems(self) -> Sequence[str]:
        """What does not hold when everything is derived again; nothing when all is well."""
        with self.database.reading() as connection:
            return list(audit.problems(connection))
