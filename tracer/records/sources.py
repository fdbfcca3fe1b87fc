"""The sources: which files were loaded, how far, and with what counts."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from tracer.errors import NotFoundError, RecordsError
from tracer.model import canonical_json
from tracer.records.custody_among import among
from tracer.records.tables import batch, source
from tracer.records.values import NewSource, Source, State

_COUNTS = ("rows", "loaded", "unchanged", "rejected")


def begin(connection: Connection, new: NewSource) -> Source:
    """Registers a source, or finds it; one that failed is loading again.

    Raises `RecordsError` when the same id is already another file or another reading.
    """
    known = connection.execute(_with_counts().where(source.c.id == new.id)).mappings().first()
    if known is None:
        connection.execute(insert(source).values(**_columns(new)))
        return find(connection, new.id)
    _same_or_refuse(_source(known), new)
    if known["state"] == State.FAILED:
        _set_state(connection, new.id, State.LOADING, "")
    return find(connection, new.id)


def find(connection: Connection, source_id: str) -> Source:
    """The source of this id. Raises `NotFoundError`."""
    row = connection.execute(_with_counts().where(source.c.id == source_id)).mappings().first()
    if row is None:
        raise NotFoundError(f"There is no source {source_id}.", "Look at the list of sources for its id.")
    return _source(row)


def every(connection: Connection) -> tuple[Source, ...]:
    """All sources, in the order they were first begun."""
    return tuple(_source(row) for row in connection.execute(_with_counts().order_by(source.c.no)).mappings())


def names(connection: Connection, source_ids: Collection[str]) -> dict[str, str]:
    """What the files of these sources are called, by the source's id; what is no source is left out."""
    return dict(among(connection, (source.c.id, source.c.name), source_ids))


def finish(connection: Connection, source_id: str) -> None:
    """Marks a source as loaded in full. Raises `NotFoundError`."""
    _set_state(connection, source_id, State.DONE, "")


def fail(connection: Connection, source_id: str, why: str) -> None:
    """Marks a source as one whose loading stopped, and why. Raises `NotFoundError`."""
    _set_state(connection, source_id, State.FAILED, why)


def number_and_state(connection: Connection, source_id: str) -> tuple[int, State]:
    """The number that stands for a source in the other tables, and its state. Raises `NotFoundError`."""
    row = connection.execute(select(source.c.no, source.c.state).where(source.c.id == source_id)).first()
    if row is None:
        raise NotFoundError(f"There is no source {source_id}.", "Begin it before committing its batches.")
    return row.no, State(row.state)


def _set_state(connection: Connection, source_id: str, state: State, why: str) -> None:
    changed = connection.execute(update(source).where(source.c.id == source_id).values(state=state.value, why=why))
    if changed.rowcount == 0:
        raise NotFoundError(f"There is no source {source_id}.", "Look at the list of sources for its id.")


def _with_counts() -> Select[tuple[object, ...]]:
    # The counts are added up from the batches, so that they cannot come to differ from them.
    sums = [func.coalesce(func.sum(batch.c[name]), 0).label(name) for name in _COUNTS]
    return select(source, *sums).join_from(source, batch, isouter=True).group_by(source.c.no)


def _columns(new: NewSource) -> dict[str, object]:
    return {
        "id": new.id,
        "sha256": new.sha256,
        "name": new.name,
        "kind": new.kind,
        "format": new.format,
        "size": new.size,
        "options": canonical_json(dict(new.options)),
        "state": State.LOADING.value,
        "why": "",
        "recorded_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }


def _source(row: RowMapping) -> Source:
    # PostgreSQL adds integers up to a numeric, so they are made integers again.
    plain = ("id", "sha256", "name", "size", "kind", "format", "why")
    counts: dict[str, Any] = {name: int(row[name]) for name in _COUNTS}
    return Source(
        **{name: row[name] for name in plain},
        **counts,
        options=json.loads(row["options"]),
        state=State(row["state"]),
        recorded_at=datetime.fromisoformat(row["recorded_at"]),
    )


def _same_or_refuse(known: Source, new: NewSource) -> None:
    if (known.sha256, known.size, known.kind, known.format) != (new.sha256, new.size, new.kind, new.format):
        raise RecordsError(
            f"The source {new.id} is already recorded as another file or another reading of it.",
            "Give each file and each way of reading it an id of its own.",
        )
