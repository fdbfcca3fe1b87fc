"""What is written to the custody ledger's tables, within one transaction of the one writer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update

from tracer.errors import RecordsError
from tracer.records import audit, owners
from tracer.records import custody_tables as t
from tracer.records.custody_among import mark_of
from tracer.records.custody_macs import Value
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_rows import Batch, HeadRow, LogRow, OfficerRow, PlaceRow, SealRow
from tracer.records.tables import kept_text, owner
from tracer.records.values import Asked
from tracer.records.vault import Vault


class CustodyWriter(CustodyReader):
    """Writes, and reads what it needs for that, in the transaction it was made for."""

    @property
    def connection(self) -> Connection:
        """The transaction itself, for what other parts of the records write in it."""
        return self._connection

    def make_log(self, log: LogRow) -> None:
        """Writes the ledger's first and only row of its log."""
        self._insert(t.log, [(1, *log)], macced=True)

    def name_log(self, origin: str, asked: Asked) -> None:
        """Gives the empty ledger another name, and notes it in the audit."""
        log = self.log()
        if log is None or log.size:
            raise RecordsError("Only an empty ledger can be named.", "Use the name it was made with.")
        self._keep_log(log._replace(origin=origin))
        audit.note(self._connection, asked, "altered", f"ledger:{origin}", {"before": log.origin})

    def keep(self, batch: Batch) -> None:
        """Writes all that one append brings."""
        self._insert(t.entry, batch.entries)
        self._insert(t.node, batch.nodes)
        self._keep_heads(batch.heads, batch.old_heads)
        self._keep_seals(batch.seals, batch.old_seals)
        self._insert(t.key, batch.keys, macced=True)
        self._insert(t.opening, batch.openings, macced=True)
        self._insert(t.outbox, [(entry.no,) for entry in batch.entries], macced=True)
        self._keep_log(batch.log)

    def renew_heads(self, heads: Sequence[HeadRow]) -> None:
        """Writes the heads of exhibits that have one anew."""
        self._keep_heads(heads, {head.exhibit for head in heads})

    def new_people(self, people: Iterable[str]) -> dict[str, Vault]:
        """Makes a key for each of these people, who must not have had one."""
        made, rows = {}, []
        for person in people:
            made[person], wrapped = self._vault.new_person(person)
            rows.append((person, wrapped, None))
        self._insert(owner, rows)
        return made

    def erase_person(self, person: str, asked: Asked) -> None:
        """Destroys a person's key. Raises `NotFoundError` for one who is not known or was erased already."""
        owners.erase(self._connection, person, asked)

    def note_consulted(self, people: Iterable[str], asked: Asked) -> None:
        """Notes in the audit who read these people's texts. Raises `RecordsError` when it is not said who or why."""
        for person in people:
            audit.note(self._connection, asked, "consulted", person)

    def keep_officer(self, row: OfficerRow) -> None:
        """Registers an officer, or changes one."""
        self._replace(t.officer, row)

    def keep_place(self, row: PlaceRow) -> None:
        """Registers a place, or changes one."""
        self._replace(t.place, row)

    def keep_refusals(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Notes refusals: at, by, exhibit, kind, code, what."""
        first = self._next(t.refusal)
        kept: list[tuple[Value, ...]] = [(no, *map(_plain, row)) for no, row in enumerate(rows, first)]
        self._insert(t.refusal, kept, macced=True)

    def keep_checkpoint(self, size: int, root: bytes, note: bytes) -> str:
        """Keeps a signed checkpoint and says when."""
        at = _now()
        self._insert(t.checkpoint, [(self._next(t.checkpoint), size, root, note, at)], macced=True)
        return at

    def keep_answer(self, size: int, witness: str, answer: bytes) -> str:
        """Keeps a witness's answer and says when."""
        at = _now()
        self._insert(t.answer, [(self._next(t.answer), size, witness, answer, at)], macced=True)
        return at

    def take_out(self, entries: Collection[int]) -> None:
        """Takes entries out of the outbox."""
        gone = delete(t.outbox).where(t.outbox.c.entry == bindparam("gone"))
        if entries:
            self._connection.execute(gone, [{"gone": no} for no in entries])

    def _keep_heads(self, heads: Sequence[HeadRow], old: Collection[str]) -> None:
        self._insert(t.head, [head for head in heads if head.exhibit not in old])
        changed = [{"old_exhibit": head.exhibit, **head._asdict()} for head in heads if head.exhibit in old]
        if changed:
            columns: dict[str, Any] = {name: bindparam(name) for name in HeadRow._fields}
            self._connection.execute(
                update(t.head).where(t.head.c.exhibit == bindparam("old_exhibit")).values(columns), changed
            )

    def _keep_seals(self, seals: Sequence[SealRow], old: Collection[str]) -> None:
        given_up = [row.seal for row in seals if row.seal in old]
        if given_up:
            self._connection.execute(delete(t.seal).where(t.seal.c.seal.in_(given_up)))
        self._insert(t.seal, seals)

    def _keep_log(self, log: LogRow) -> None:
        mac, mark = self._macs.of(t.log, (1, *log)), mark_of(self._connection)
        said = f"UPDATE custody_log SET origin = {mark}, size = {mark}, edge = {mark}, mac = {mark}"  # noqa: S608
        self._connection.exec_driver_sql(said, (*log, mac))

    def _next(self, table: Table) -> int:
        last = self._connection.execute(select(func.max(table.c.no))).scalar()
        return 0 if last is None else int(last) + 1

    def _replace(self, table: Table, row: tuple[Any, ...]) -> None:
        self._connection.execute(delete(table).where(table.c.id == row[0]))
        self._insert(table, [row], macced=True)

    def _insert(self, table: Table, rows: Sequence[Sequence[Value]], macced: bool = False) -> None:
        if not rows:
            return
        if macced:
            rows = [(*row, self._macs.of(table, row)) for row in rows]
        # Past SQLAlchemy's treatment of each value, which takes longer than the database does: the values are checked.
        said = _insertion(table, mark_of(self._connection))
        self._connection.exec_driver_sql(said, [tuple(row) for row in rows])


@cache
def _insertion(table: Table, mark: str) -> str:
    names = table.columns.keys()
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join([mark] * len(names))})"  # noqa: S608


def _plain(text: str) -> str:
    # What was refused may be refused for being unreadable; the hash must be of what the database can keep.
    return str(kept_text(text[:1000]))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
