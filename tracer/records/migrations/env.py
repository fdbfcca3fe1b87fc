"""Run by Alembic: applies migrations through the connection, and in the transaction, that `migrate.py` gives."""

from __future__ import annotations

from alembic import context

from tracer.records.recovery import tables as newest

context.configure(connection=context.config.attributes["connection"], target_metadata=newest.notice.metadata)
context.run_migrations()
