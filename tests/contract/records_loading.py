"""A load that a test may kill: it commits one batch after the other, in a process of its own."""

from __future__ import annotations

from multiprocessing.synchronize import Event

from records_databases import VAULT, fact, observations, refusal

from tracer.errors import NotFoundError
from tracer.model import ParsedBatch
from tracer.records import firsts
from tracer.records.records import Records
from tracer.records.values import Asked

SOURCE = "killed"
ROWS = 1503
_OFFICER = Asked("PC 1234", "test")


def batch(number: int) -> ParsedBatch:
    """1,500 observations, two reports of one owner and a refusal, on rows that no other batch has."""
    start = number * ROWS
    observed = observations([f"{number}:{n}" for n in range(ROWS - 3)], range(start, start + ROWS - 3))
    facts = tuple(fact(f"{number}", start + ROWS - 3 + n, name=f"Jo {n}") for n in range(2))
    return ParsedBatch(facts, observed, (refusal(start + ROWS - 1),))


def load(url: str, batches: int, started: Event) -> None:
    """Commits every batch, in order, from the last that was committed before."""
    # On SQLite observations go over to the large table every few batches, so that some loads are killed then.
    firsts.RECENT_ROWS = 3 * ROWS
    records = Records.open(url, VAULT)
    first = max(records.committed_batches(SOURCE), default=0)
    todo = [(number, batch(number)) for number in range(first, batches)]
    started.set()
    for number, parsed in todo:
        records.commit(SOURCE, number, ROWS, parsed)
    records.close()


def traces_of(records: Records, number: int) -> tuple[int, int, int, int]:
    """How much of a batch the database has: observations, facts, rows that said its fact, owner's details."""
    parsed = batch(number)
    assert parsed.observations is not None
    try:
        details = len(records.owner_details(f"owner:{number}", _OFFICER))
    except NotFoundError:
        details = 0
    return (
        records.first_said(SOURCE, parsed.observations).table.num_rows,
        len(records.facts_of_batch(SOURCE, number)),
        len(records.rows_that_said(parsed.facts[0].id)),
        details,
    )


WHOLE = (ROWS - 3, 1, 2, 2)
ABSENT = (0, 0, 0, 0)
