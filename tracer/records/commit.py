"""Commits one batch of a source: whole or not at all, and the same however often it is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, Row, insert, select

from tracer.errors import RecordsError
from tracer.model import Observations, ParsedBatch, StoredFact
from tracer.records import facts, observations, owners, refusals, sources, tacs
from tracer.records.bulk import Said, insert_new, look_up
from tracer.records.facts import Place, Stated
from tracer.records.tables import batch
from tracer.records.values import Committed, State
from tracer.records.vault import Vault


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch as a kind parsed it. `rows` is how many rows of the source went into it."""

    source_id: str
    number: int
    rows: int
    parsed: ParsedBatch


def commit(connection: Connection, vault: Vault, asked: Batch) -> Committed:
    """Stores a batch, or says again what it brought when it was stored before.

    Raises `RecordsError`, before anything is written, when the rows do not add up, when the batch was stored with
    another number of rows, or when its source is already loaded in full.
    """
    _check_sum(asked)
    source_no, state = sources.number_and_state(connection, asked.source_id)
    place = Place(asked.source_id, source_no, asked.number)
    stored = connection.execute(
        select(batch).where(batch.c.source == source_no, batch.c.number == asked.number)
    ).first()
    if stored is not None:
        return _again(connection, place, asked, stored)
    if state is State.DONE:
        raise RecordsError(
            f"The source {asked.source_id} is already loaded in full, and has no batch {asked.number}.",
            "Load the file again as it was when it was loaded first.",
        )
    return _store(connection, vault, place, asked)


def numbers(connection: Connection, source_no: int) -> tuple[int, ...]:
    """The numbers of a source's committed batches, in order."""
    asked = select(batch.c.number).where(batch.c.source == source_no).order_by(batch.c.number)
    return tuple(connection.execute(asked).scalars())


def _check_sum(asked: Batch) -> None:
    parsed = asked.parsed
    observed = parsed.observations.table.num_rows if parsed.observations else 0
    total = len(parsed.facts) + observed + len(parsed.refusals)
    if total != asked.rows:
        raise RecordsError(
            f"Batch {asked.number} of {asked.source_id} has {asked.rows} rows, and {total} came of them.",
            "Nothing was recorded. This is a fault in the kind that read it: report it.",
        )


def _again(connection: Connection, place: Place, asked: Batch, stored: Row[tuple[object, ...]]) -> Committed:
    if stored.rows != asked.rows:
        raise RecordsError(
            f"Batch {asked.number} of {asked.source_id} was recorded with {stored.rows} rows and now has {asked.rows}.",
            "The file was cut differently: load it as it was when it was loaded first.",
        )
    observed = asked.parsed.observations
    return Committed(
        stored.loaded,
        stored.unchanged,
        stored.rejected,
        facts.of_batch(connection, place.source_no, place.batch),
        observed and observations.first_said(connection, place.source_no, observed),
    )


def _store(connection: Connection, vault: Vault, place: Place, asked: Batch) -> Committed:
    parsed = asked.parsed
    loaded, new_facts = _store_facts(connection, vault, place, parsed)
    new_observations = None
    if parsed.observations is not None:
        added, new_observations = observations.store(connection, place.source_no, parsed.observations)
        loaded += added
    refusals.store(connection, vault, (place.source_no, place.batch), parsed.refusals)
    rejected = len(parsed.refusals)
    done = Committed(loaded, asked.rows - loaded - rejected, rejected, new_facts, new_observations)
    connection.execute(insert(batch).values(**_columns(place, asked, done)))
    return done


def _store_facts(
    connection: Connection, vault: Vault, place: Place, parsed: ParsedBatch
) -> tuple[int, tuple[StoredFact, ...]]:
    """How many rows count as loaded, and the facts nobody stated before."""
    stated = [Stated(bytes.fromhex(fact.id), fact) for fact in parsed.facts]
    first = _first(connection, stated)
    again = [each for each, new in zip(stated, first, strict=True) if not new]
    _store_repeats(connection, place, again)
    new_details = owners.store(connection, vault, place, parsed.facts)
    new = [each for each, new in zip(stated, first, strict=True) if new]
    tacs.store(connection, place, [each for each in new if each.fact.kind == tacs.KIND])
    new_facts = facts.store(connection, place, [each for each in new if each.fact.kind != tacs.KIND])
    return sum(map(max, first, new_details)), new_facts


def _first(connection: Connection, stated: Sequence[Stated]) -> list[bool]:
    """Which of them nobody stated before, here or earlier."""
    ids = [each.id for each in stated]
    seen = {*look_up(connection, "fact", ids), *look_up(connection, "tac", ids)}
    first = []
    for each in ids:
        first.append(each not in seen)
        seen.add(each)
    return first


def _store_repeats(connection: Connection, place: Place, again: Sequence[Stated]) -> None:
    ids = b"".join(each.id for each in again)
    rows = np.array([each.fact.row for each in again], np.int64)
    insert_new(connection, "repeat", Said(ids, place.source_no, rows))


def _columns(place: Place, asked: Batch, done: Committed) -> dict[str, object]:
    first, last = _span(asked.parsed)
    return {
        "source": place.source_no,
        "number": place.batch,
        "first_row": first,
        "last_row": last,
        "rows": asked.rows,
        "loaded": done.loaded,
        "unchanged": done.unchanged,
        "rejected": done.rejected,
    }


def _span(parsed: ParsedBatch) -> tuple[int | None, int | None]:
    """The first and the last row, or None where there are none."""
    rows = [fact.row for fact in parsed.facts] + [refused.row for refused in parsed.refusals]
    if parsed.observations is not None and parsed.observations.table.num_rows:
        observed = parsed.observations.table.column("row").to_numpy()
        rows += [int(observed.min()), int(observed.max())]
    return min(rows, default=None), max(rows, default=None)


def first_said(connection: Connection, source_id: str, observed: Observations) -> Observations:
    """The rows of a batch read again that this source was the first to say. Raises `NotFoundError`."""
    return observations.first_said(connection, sources.number_and_state(connection, source_id)[0], observed)
