"""Stock-takes: when each store was counted last, and the report of it, which is kept as evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Index, Table, insert, select

from tracer.records.part import Part, now, stamp
from tracer.records.tables import AnyText, metadata

stock_take = Table(
    "stock_take",
    metadata,
    Column("key", AnyText, primary_key=True),
    *(Column(name, AnyText, nullable=False) for name in ("store", "report", "at")),
    Index("stock_take_by_store", "store", "at"),
)
"""`key` is the one under which it was recorded, `report` the SHA-256 of what is kept, `at` when it was recorded."""


@dataclass(frozen=True, slots=True)
class KeptStockTake:
    """The last stock-take of a store: the report's SHA-256, and when it was recorded (UTC)."""

    store: str
    report: str
    at: datetime


class StockTakes(Part):
    """Which report is the last of each store."""

    def keep_alone(self, key: str, store: str, report: str) -> None:
        """Keeps one that no exhibit is concerned by."""
        with self.database.writing() as connection:
            keep(connection, key, store, report)

    def last_of_each(self) -> tuple[KeptStockTake, ...]:
        """One for each store that was ever counted, by its id."""
        wanted = select(stock_take).order_by(stock_take.c.at, stock_take.c.key)
        with self.database.reading() as connection:
            last = {row.store: row for row in connection.execute(wanted)}
        return tuple(
            KeptStockTake(row.store, row.report, datetime.fromisoformat(row.at)) for _, row in sorted(last.items())
        )


def keep(connection: Connection, key: str, store: str, report: str) -> None:
    """Keeps it in the transaction in which it is recorded; the same key again keeps nothing more."""
    if connection.execute(select(stock_take.c.key).where(stock_take.c.key == key)).first() is None:
        connection.execute(insert(stock_take).values(key=key, store=store, report=report, at=stamp(now())))
