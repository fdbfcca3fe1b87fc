"""The records database as the rest of the product sees it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from sqlalchemy import Connection, insert, select

from tracer.errors import RecordsError
from tracer.model import Observations, ParsedBatch, SourceRow, StoredFact
from tracer.records import audit, facts, owners, refusals, sources, statements, tacs
from tracer.records.custody_store import CustodyStore
from tracer.records.database import Database
from tracer.records.engine import make_engine
from tracer.records.migrate import migrate
from tracer.records.part import Part
from tracer.records.tables import kept
from tracer.records.values import (
    Asked,
    AuditEntry,
    Committed,
    NewSource,
    OwnerDetail,
    Source,
    StoredRefusal,
)
from tracer.records.vault import Vault

P = TypeVar("P", bound=Part)


class Records:
    """What was loaded, by whom it was said, and what was refused. Every method is one transaction.

    Safe to use from several threads, and from several processes on one database: writers take turns.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    @classmethod
    def open(cls, url: str, vault: Vault) -> Records:
        """Opens the database, making or migrating its tables as needed.

        `url` is `sqlite:///FILE` or `postgresql+psycopg://…`. Raises `ConfigurationError` for another address, and
        `RecordsError` when the database cannot be reached, is newer than this program, or belongs to another key.
        """
        database = Database(make_engine(url))
        try:
            migrate(database)
            with database.reading() as connection:
                known = _key_mark(connection)
            if known is None:
                with database.writing() as connection:
                    known = _key_mark(connection) or _mark_key(connection, vault)
            if known != _mark(vault):
                raise RecordsError(
                    "The records database was written with another key than the one in use.",
                    "Put back the key file that belongs to this database; without it what is encrypted stays closed.",
                )
        except BaseException:
            database.close()
            raise
        return cls(database, vault)

    def close(self) -> None:
        """Closes every connection."""
        self._database.close()

    def custody(self) -> CustodyStore:
        """The custody ledger's tables, which the ledger alone reads and writes through this."""
        return CustodyStore(self._database, self._vault)

    def part(self, kind: type[P]) -> P:
        """A part of the database that is a file of its own: `records.part(People)`."""
        return kind(self._database, self._vault)

    def turn(self) -> AbstractContextManager[None]:
        """Keeps out other processes that ask for their turn, while what is derived from the records is changed."""
        return self._database.turn()

    def begin(self, new: NewSource) -> Source:
        """Registers a source, or finds it with its state and counts; one that failed is loading again."""
        with self._database.writing() as connection:
            return sources.begin(connection, new)

    def source(self, source_id: str) -> Source:
        """One source. Raises `NotFoundError`."""
        with self._database.reading() as connection:
            return sources.find(connection, source_id)

    def sources(self) -> tuple[Source, ...]:
        """All sources, in the order they were first begun."""
        with self._database.reading() as connection:
            return sources.every(connection)

    def file_names(self, source_ids: Collection[str]) -> dict[str, str]:
        """What the files of these sources are called, by the source's id."""
        with self._database.reading() as connection:
            return sources.names(connection, source_ids)

    def finish(self, source_id: str) -> None:
        """Marks a source as loaded in full. Raises `NotFoundError`."""
        with self._database.writing() as connection:
            sources.finish(connection, source_id)

    def fail(self, source_id: str, why: str) -> None:
        """Marks a source as one whose loading stopped, and why. Raises `NotFoundError`."""
        with self._database.writing() as connection:
            sources.fail(connection, source_id, why)

    def commit(self, source_id: str, number: int, rows: int, parsed: ParsedBatch) -> Committed:
        """Stores batch `number` of a source, whole or not at all; a batch stored before is not stored again.

        `rows` is how many rows of the source went into it, and what came of them must add up to that. A row counts as
        loaded when nobody said before what it says, or when its owner's personal details are new. `new_facts` and
        `new_observations` are what the graph does not know yet; TAC rows are in neither. Raises `RecordsError`.
        """
        from tracer.records import commit  # With numpy and pyarrow, which a process that loads nothing does without.

        with self._database.writing() as connection:
            return commit.commit(connection, self._vault, commit.Batch(source_id, number, rows, parsed))

    def committed_batches(self, source_id: str) -> tuple[int, ...]:
        """The numbers of a source's committed batches, in order. Raises `NotFoundError`."""
        from tracer.records import commit

        with self._database.reading() as connection:
            return commit.numbers(connection, sources.number_and_state(connection, source_id)[0])

    def first_said(self, source_id: str, observations: Observations) -> Observations:
        """The rows of a batch read again that this source was the first to say. Raises `NotFoundError`."""
        from tracer.records import commit

        with self._database.reading() as connection:
            return commit.first_said(connection, source_id, observations)

    def facts_of_batch(self, source_id: str, number: int) -> tuple[StoredFact, ...]:
        """The facts that a batch was the first to state, by row. Raises `NotFoundError` for an unknown source."""
        with self._database.reading() as connection:
            return facts.of_batch(connection, sources.number_and_state(connection, source_id)[0], number)

    def facts_mentioning(self, keys: Collection[str]) -> tuple[StoredFact, ...]:
        """The facts that mention any of these keys (`handler:fonez`) or identifiers (`imei:…`), by id."""
        with self._database.reading() as connection:
            return facts.mentioning(connection, keys)

    def rows_that_said(self, fact_id: str) -> tuple[SourceRow, ...]:
        """The rows that stated a fact or an observation: the first, then the others by source and row."""
        with self._database.reading() as connection:
            return statements.rows_that_said(connection, fact_id)

    def refusals(self, source_id: str | None = None) -> Iterator[StoredRefusal]:
        """The rows in quarantine, of one source or of all, in the order of sources and rows, in bounded memory."""
        after: refusals.Position | None = refusals.START
        while after is not None:
            # A page is a transaction of its own: a slow reader must not keep a writer waiting.
            with self._database.reading() as connection:
                page, after = refusals.page(connection, self._vault, after, source_id)
            yield from page

    def refusal_count(self, source_id: str | None = None) -> int:
        """How many rows are in quarantine, of one source or of all."""
        with self._database.reading() as connection:
            return refusals.count(connection, source_id)

    def owner_details(self, owner_id: str, asked: Asked) -> tuple[OwnerDetail, ...]:
        """An owner's personal details, for a role that may see them. The audit notes it, or it is refused.

        Raises `NotFoundError` for an owner who is not known or was erased.
        """
        with self._database.writing() as connection:
            return owners.details(connection, self._vault, owner_id, asked)

    def erase_owner(self, owner_id: str, asked: Asked) -> None:
        """Destroys an owner's key, so that nobody reads their details again. The audit notes who did it and why.

        Raises `NotFoundError` for an owner who is not known or was erased already.
        """
        with self._database.writing() as connection:
            owners.erase(connection, owner_id, asked)

    def audit(self, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """Who did what with data, of one subject or of all, oldest first."""
        with self._database.reading() as connection:
            return audit.entries(connection, subject)

    def model_of_tac(self, tac: str) -> tuple[str, str] | None:
        """The make and model of a TAC, or None. Of several names it is the same one in any order of loading."""
        with self._database.reading() as connection:
            return tacs.model_of(connection, tac)

    def known_tacs(self) -> int:
        """How many TACs are known."""
        with self._database.reading() as connection:
            return tacs.count(connection)


_KEY_MARK = "key"


def _mark(vault: Vault) -> str:
    return vault.commitment("the key of this records database")


def _key_mark(connection: Connection) -> str | None:
    return connection.execute(select(kept.c.value).where(kept.c.name == _KEY_MARK)).scalar()


def _mark_key(connection: Connection, vault: Vault) -> str:
    value = _mark(vault)
    connection.execute(insert(kept).values(name=_KEY_MARK, value=value))
    return value
