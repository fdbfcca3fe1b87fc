"""Run by Alembic: applies migrations through the connection, and in the transaction, that `migrate.py` gives."""

from __future__ import annotations

from alembic import context

from tracer.records import raid_tables, stock_takes
from tracer.records.recovery import tables as recovery

# Each part names its tables where it is imported.
PARTS = (recovery.notice, raid_tables.raid, stock_takes.stock_take)
context.configure(connection=context.config.attributes["connection"], target_metadata=PARTS[0].metadata)
context.run_migrations()
