"""Cells that hold formulas: what a spreadsheet worked out is not what somebody wrote, and is never taken for it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from tracer.model import FORMULA, RawBatch, Refusal


def without_formulas(batch: RawBatch, known: Collection[str]) -> RawBatch:
    """The batch with each row refused that has a formula in one of the known columns; in others the cell is empty."""
    if batch.formulas is None:
        return batch
    import pyarrow as pa  # Hardly any batch has one.

    columns = {name: batch.formulas[name].to_pylist() for name in batch.formulas.column_names}
    refused = {
        at: name for name in reversed(list(columns)) if name in known for at, text in enumerate(columns[name]) if text
    }
    kept = pa.array([at for at in range(len(batch.rows)) if at not in refused], pa.int64())
    refusals = []
    for at, name in sorted(refused.items()):
        cells = {one: text for one, value in batch.table.slice(at, 1).to_pylist()[0].items() if (text := value)}
        cells |= {one: texts[at] for one, texts in columns.items() if texts[at]}
        refusals.append(Refusal(batch.rows[at].as_py(), f"{name}: {FORMULA}", cells))
    return replace(
        batch,
        table=batch.table.take(kept),
        rows=batch.rows.take(kept),
        refusals=batch.refusals + tuple(refusals),
        formulas=None,
    )
