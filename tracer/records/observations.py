"""Pings and sightings: who said each first. What they say stays in the file it came from; here is only their id."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from tracer.errors import RecordsError
from tracer.model import Observations
from tracer.records import firsts
from tracer.records.bulk import ID_BYTES, Said, insert_new, split

Mask = NDArray[np.bool_]


def store(connection: Connection, source_no: int, observations: Observations) -> tuple[int, Observations]:
    """Records what is new and every repeat; says how many were new, and which rows were the first to say theirs.

    The rows can be more than the count where two rows of a source have one number, as on two sheets of a workbook:
    each of them is then the row that said it first.
    """
    ids, rows = _ids(observations.table), _rows(observations.table)
    order = _order(ids)
    added = firsts.insert(connection, Said(_take(ids, order), source_no, rows[order]))
    if added == len(rows):
        return added, observations
    first = _first(connection, source_no, ids, rows) if added else np.zeros(len(rows), np.bool_)
    again = order[~first[order]]
    insert_new(connection, "repeat", Said(_take(ids, again), source_no, rows[again]))
    return added, _keep(observations, first)


def first_said(connection: Connection, source_no: int, observations: Observations) -> Observations:
    """The rows of a batch read again that this source was the first to say."""
    ids, rows = _ids(observations.table), _rows(observations.table)
    return _keep(observations, _first(connection, source_no, ids, rows))


def _keep(observations: Observations, mask: Mask) -> Observations:
    if mask.all():
        return observations
    return Observations(observations.kind, observations.table.filter(pa.array(mask)))


def _first(connection: Connection, source_no: int, ids: bytes, rows: NDArray[np.int64]) -> Mask:
    each = split(ids)
    known = firsts.look_up(connection, each)
    mine = (known.get(id_) == (source_no, row) for id_, row in zip(each, rows.tolist(), strict=True))
    return np.fromiter(mine, np.bool_, len(each)) & _not_before(ids)


def _ids(table: pa.Table) -> bytes:
    """All ids end to end. Raises `RecordsError` where one is not 32 hex digits."""
    column = table.column("id")
    if column.null_count == 0 and pc.all(pc.equal(pc.binary_length(column), 2 * ID_BYTES)).as_py() is not False:
        try:
            ids = bytes.fromhex("".join(column.to_pylist()))
        except ValueError:
            ids = b""
        if len(ids) == ID_BYTES * table.num_rows:
            return ids
    raise RecordsError(
        "An observation has an id that is not 32 hex digits.", "This is a fault in the kind that read it: report it."
    )


def _rows(table: pa.Table) -> NDArray[np.int64]:
    rows: NDArray[np.int64] = table.column("row").to_numpy().astype(np.int64, copy=False)
    return rows


def _halves(ids: bytes) -> NDArray[np.uint64]:
    """Two numbers for each id, which sort as its bytes do."""
    return np.frombuffer(ids, ">u8").astype(np.uint64).reshape(-1, 2)


def _order(ids: bytes) -> NDArray[np.intp]:
    """Where each id goes when they are sorted; equal ones stay in their order, so the first row stays first."""
    halves = _halves(ids)
    return np.lexsort((halves[:, 1], halves[:, 0]))


def _take(ids: bytes, places: NDArray[np.intp]) -> bytes:
    return np.frombuffer(ids, np.uint8).reshape(-1, ID_BYTES)[places].tobytes()


def _not_before(ids: bytes) -> Mask:
    """Which rows have an id that no earlier row of the batch has."""
    order = _order(ids)
    ordered = _halves(ids)[order]
    mask = np.ones(len(order), np.bool_)
    mask[order[1:]] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return mask
