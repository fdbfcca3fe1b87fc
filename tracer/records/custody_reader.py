"""What is asked of the custody ledger's tables, within one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Column, Connection, Select, Table, and_, func, or_, select

from tracer.records import custody_tables as t
from tracer.records.custody_among import among, chunks
from tracer.records.custody_macs import Macs
from tracer.records.custody_reference import ReferencePart
from tracer.records.custody_rows import (
    AnswerRow,
    CheckpointRow,
    ClaimRow,
    EntryRow,
    HeadRow,
    LogRow,
    OfficerRow,
    OpeningRow,
    PlaceRow,
    RefusalRow,
    SealRow,
)
from tracer.records.custody_wholes import parents
from tracer.records.recovery.tables import claim, confirmation
from tracer.records.tables import audit, owner
from tracer.records.vault import Vault

AnyRow = TypeVar("AnyRow", bound=tuple[Any, ...])

_PAGE = 2_000


class Macced(NamedTuple):
    """A row that carries a keyed hash, and whether it fits."""

    table: str
    row: tuple[Any, ...]
    fits: bool


class CustodyReader:
    """Answers questions in the transaction it was made for."""

    def __init__(self, connection: Connection, vault: Vault, macs: Macs) -> None:
        self._connection = connection
        self._vault = vault
        self._macs = macs

    def log(self) -> LogRow | None:
        """The ledger's name, size and edge; None before it is made."""
        return self.log_and_whether_it_fits()[0]

    def log_and_whether_it_fits(self) -> tuple[LogRow | None, bool]:
        """The log, and whether it is as the program wrote it."""
        rows = among(self._connection, tuple(t.log.columns), [1])
        if not rows:
            return None, False
        *row, mac = rows[0]
        return LogRow(*row[1:]), self._macs.fits(t.log, row, mac)

    def entry(self, no: int) -> EntryRow | None:
        """One entry, or None."""
        return self._first(EntryRow, select(t.entry).where(t.entry.c.no == no))

    def entry_of_event(self, event: str) -> EntryRow | None:
        """The entry of an event, or None."""
        return self._first(EntryRow, select(t.entry).where(t.entry.c.event == event))

    def entries(self, start: int, stop: int) -> list[EntryRow]:
        """The entries from start up to but without stop, in order."""
        wanted = select(t.entry).where(t.entry.c.no >= start, t.entry.c.no < stop).order_by(t.entry.c.no)
        return self._all(EntryRow, wanted)

    def history(self, exhibit: str, after: int = 0) -> list[EntryRow]:
        """An exhibit's entries after a sequence, in order."""
        wanted = select(t.entry).where(t.entry.c.exhibit == exhibit, t.entry.c.sequence > after)
        return self._all(EntryRow, wanted.order_by(t.entry.c.sequence))

    def exhibits_of_events(self, events: Collection[str]) -> dict[str, str]:
        """The exhibit of each of these events that is known."""
        return self._pairs(t.entry.c.event, t.entry.c.exhibit, events)

    def entries_of_keys(self, keys: Collection[str]) -> dict[str, int]:
        """The entry that each of these idempotency keys stands for, where it does."""
        return self._pairs(t.key.c.key, t.key.c.entry, keys)

    def seals(self, seals: Collection[str]) -> dict[str, str]:
        """The exhibit that each of these seals was used on, where it was."""
        return self._pairs(t.seal.c.seal, t.seal.c.exhibit, seals)

    def states(self, exhibits: Collection[str]) -> dict[str, bytes]:
        """The state of each of these exhibits that is booked."""
        return self._pairs(t.head.c.exhibit, t.head.c.state, exhibits)

    def heads(self, **wanted: str) -> list[HeadRow]:
        """The exhibits whose columns (seizure, holder, location, status) have these values, by id."""
        asked = select(t.head).order_by(t.head.c.exhibit)
        for name, value in wanted.items():
            asked = asked.where(t.head.c[name] == value)
        return self._all(HeadRow, asked)

    def some_head(self) -> HeadRow | None:
        """Any one exhibit; None where nothing was booked."""
        return self._first(HeadRow, select(t.head).limit(1))

    def heads_named(self, part: str) -> list[HeadRow]:
        """The exhibits of every seizure whose id ends with this reference, by id."""
        asked = select(t.head).where(ReferencePart(t.head.c.exhibit) == part).order_by(t.head.c.exhibit)
        return self._all(HeadRow, asked)

    def nodes(self, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """The hashes of complete subtrees by level and number, level 0 being the leaves."""
        asked = list(wanted)
        leaves = [no for level, no in asked if level == 0]
        above = [each for each in asked if each[0] > 0]
        found = {(0, no): hash_ for no, hash_ in self._pairs(t.entry.c.no, t.entry.c.leaf_hash, leaves).items()}
        for some in chunks(sorted(above)):
            # By level, as SQLite would go through the whole table for a list of pairs.
            by_level = [
                and_(t.node.c.level == level, t.node.c.no.in_([no for _, no in group]))
                for level, group in groupby(some, key=itemgetter(0))
            ]
            rows = self._connection.execute(select(t.node).where(or_(*by_level)))
            found.update({(row.level, row.no): row.hash for row in rows})
        return found

    def officers(self, ids: Collection[str] | None = None) -> list[OfficerRow]:
        """All officers by id, or these that are known."""
        return self._register(OfficerRow, t.officer, ids)

    def places(self, ids: Collection[str] | None = None) -> list[PlaceRow]:
        """All stores and laboratories by id, or these that are known."""
        return self._register(PlaceRow, t.place, ids)

    def openings(self, events: Collection[str]) -> list[OpeningRow]:
        """The encrypted openings of these events."""
        return sorted(OpeningRow(*row) for row in among(self._connection, _without_mac(t.opening), events))

    def people(self, people: Collection[str]) -> dict[str, Vault | None]:
        """The vault of each of these people who is known, or None for one who was erased."""
        keys = self._pairs(owner.c.id, owner.c.key, people)
        return {id_: None if key is None else self._vault.person(id_, key) for id_, key in keys.items()}

    def parents(self, exhibits: Collection[str]) -> dict[str, tuple[str, ...]]:
        """What each part of the seizures of these exhibits was taken out of."""
        return parents(self._connection, exhibits)

    def open_confirmations(self, exhibits: Collection[str]) -> dict[str, str]:
        """The confirmation that holds of each of these exhibits, where one does and its phone has not gone back."""
        said = confirmation.c
        rows = among(self._connection, (said.exhibit, said.id, said.withdrawn_at, said.returned_at), exhibits)
        return {exhibit: id_ for exhibit, id_, withdrawn, returned in rows if withdrawn is None and returned is None}

    def standing_claims(self, exhibits: Collection[str]) -> list[ClaimRow]:
        """The claims to these exhibits that are not refused, oldest first."""
        columns = tuple(claim.c[name] for name in ClaimRow._fields)
        rows = [ClaimRow(*row) for row in among(self._connection, columns, exhibits)]
        return sorted((row for row in rows if row.outcome != "refused"), key=itemgetter(1))

    def erasures_noted(self) -> dict[str, bool]:
        """Everyone whose key is gone, and whether the audit says that they were erased."""
        noted = set(self._connection.execute(select(audit.c.subject).where(audit.c.act == "erased")).scalars())
        gone = self._connection.execute(select(owner.c.id).where(owner.c.key.is_(None))).scalars()
        return {person: person in noted for person in gone}

    def refusals(self) -> list[RefusalRow]:
        """What was refused, oldest first."""
        return self._register(RefusalRow, t.refusal, None)

    def checkpoints(self) -> list[CheckpointRow]:
        """The signed checkpoints, oldest first."""
        return self._register(CheckpointRow, t.checkpoint, None)

    def answers(self, size: int | None = None) -> list[AnswerRow]:
        """The witnesses' answers, to the checkpoint of a size or to all, oldest first."""
        asked = select(*_without_mac(t.answer)).order_by(t.answer.c.no)
        return self._all(AnswerRow, asked if size is None else asked.where(t.answer.c.size == size))

    def outbox(self, limit: int, after: int | None = None) -> list[int]:
        """The oldest entries in the outbox, or the oldest beyond one."""
        asked = select(t.outbox.c.entry).order_by(t.outbox.c.entry).limit(limit)
        if after is not None:
            asked = asked.where(t.outbox.c.entry > after)
        return list(self._connection.execute(asked).scalars())

    def outbox_among(self, entries: Collection[int]) -> frozenset[int]:
        """Those of these entries that are in the outbox."""
        return frozenset(row[0] for row in among(self._connection, (t.outbox.c.entry,), entries))

    def nodes_of_level(self, level: int, start: int, stop: int) -> dict[int, bytes]:
        """The hashes of the subtrees of a level, from start up to but without stop, by number."""
        asked = select(t.node.c.no, t.node.c.hash)
        found = self._connection.execute(asked.where(t.node.c.level == level, t.node.c.no >= start, t.node.c.no < stop))
        return {row[0]: row[1] for row in found.all()}

    def every_seal(self) -> list[SealRow]:
        """All seals."""
        return self._all(SealRow, select(t.seal))

    def entries_with_keys(self) -> list[int]:
        """The entries that idempotency keys stand for, in order."""
        return list(self._connection.execute(select(t.key.c.entry).order_by(t.key.c.entry)).scalars())

    def every_macced_row(self) -> Iterator[Macced]:
        """All rows that carry a keyed hash, and whether it fits."""
        for table in (t.log, t.key, t.opening, t.outbox, t.officer, t.place, t.refusal, t.checkpoint, t.answer):
            pages = self._connection.execute(select(table), execution_options={"yield_per": _PAGE}).partitions()
            for *row, mac in (row for page in pages for row in page):
                yield Macced(table.name, tuple(row), self._macs.fits(table, row, mac))

    def counts(self) -> dict[str, int]:
        """How many rows the tables have that must have exactly one for each thing."""
        tables = (t.entry, t.node, t.opening)
        return {
            table.name: self._connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in tables
        }

    def _register(self, row: type[AnyRow], table: Table, ids: Collection[str] | None) -> list[AnyRow]:
        columns = _without_mac(table)
        if ids is not None:
            return [row(*found) for found in among(self._connection, columns, ids)]
        return self._all(row, select(*columns).order_by(columns[0]))

    def _first(self, row: type[AnyRow], asked: Select[Any]) -> AnyRow | None:
        found = self._connection.execute(asked).first()
        return None if found is None else row(*found)

    def _all(self, row: type[AnyRow], asked: Select[Any]) -> list[AnyRow]:
        # At once: row by row the library takes longer than the database.
        return [row(*found) for found in self._connection.execute(asked).all()]

    def _pairs(self, first: Column[Any], second: Column[Any], values: Collection[Any]) -> dict[Any, Any]:
        """The second column by the first, for these values of it."""
        return {row[0]: row[1] for row in among(self._connection, (first, second), values)}


def _without_mac(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.name != "mac"]
