"""The quarantine: rows that were not loaded, with the reason and, encrypted, the cells as they were read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, Row, func, insert, select, tuple_

from tracer.model import Refusal, SourceRow, canonical_json
from tracer.records.tables import refusal, source
from tracer.records.values import StoredRefusal
from tracer.records.vault import Vault

Position = tuple[int, int, int, int]
"""Where a refusal stands: the source's number, the row, the batch and its place in that batch."""

START: Position = (-1, -1, -1, -1)
_PAGE = 1000


def store(connection: Connection, vault: Vault, place: tuple[int, int], refused: Sequence[Refusal]) -> None:
    """Keeps the refusals of one batch; `place` is the number of its source and of the batch."""
    source_no, batch_number = place
    rows = [
        {
            "source": source_no,
            "row": each.row,
            "batch": batch_number,
            "seq": seq,
            "reason": each.reason,
            "cells": vault.encrypt(canonical_json(dict(each.cells)), _context(source_no, each.row)),
        }
        for seq, each in enumerate(refused)
    ]
    if rows:
        connection.execute(insert(refusal), rows)


def page(
    connection: Connection, vault: Vault, after: Position, source_id: str | None
) -> tuple[list[StoredRefusal], Position | None]:
    """Some refusals in the order of sources and rows, and the position to go on after, or None at the end."""
    keys = (refusal.c.source, refusal.c.row, refusal.c.batch, refusal.c.seq)
    wanted = select(refusal, source.c.id.label("source_id"), source.c.name).join_from(refusal, source)
    wanted = wanted.where(tuple_(*keys) > after).order_by(*keys).limit(_PAGE)
    if source_id is not None:
        wanted = wanted.where(source.c.id == source_id)
    rows = connection.execute(wanted).all()
    last = rows[-1] if len(rows) == _PAGE else None
    return [_stored(vault, row) for row in rows], last and (last.source, last.row, last.batch, last.seq)


def count(connection: Connection, source_id: str | None) -> int:
    """How many rows are in quarantine, of one source or of all."""
    wanted = select(func.count()).select_from(refusal)
    if source_id is not None:
        wanted = wanted.join(source).where(source.c.id == source_id)
    return connection.execute(wanted).scalar_one()


def _stored(vault: Vault, row: Row[tuple[object, ...]]) -> StoredRefusal:
    cells = json.loads(vault.decrypt(row.cells, _context(row.source, row.row)))
    return StoredRefusal(SourceRow(row.source_id, row.row), row.name, row.reason, cells)


def _context(source_no: int, row: int) -> str:
    return f"refusal:{source_no}:{row}"
