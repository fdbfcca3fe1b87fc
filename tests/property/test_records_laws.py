"""No row is lost and none counts twice, however a file is cut, repeated and ordered."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracer.model import Fact, Observations, ParsedBatch, PhoneSet, Refusal
from tracer.records import firsts
from tracer.records.records import Records
from tracer.records.tables import kept, metadata
from tracer.records.values import Committed, NewSource
from tracer.records.vault import Vault

VAULT = Vault(bytes(32))


@dataclass(frozen=True)
class Row:
    """What a row of a file says: `what` is f(act), o(bservation), t(ac) or r(efused)."""

    what: str
    said: int
    details: int = 0


ROWS = st.builds(Row, st.sampled_from("foottr"), st.integers(0, 5), st.integers(0, 2))
FILES = st.lists(st.lists(st.lists(ROWS, max_size=8), max_size=4), max_size=4)
"""Files of batches of rows, few of which say something that no other says."""


@cache
def in_memory() -> Records:
    """One database for all examples: making its tables takes longer than an example does."""
    return Records.open("sqlite://", VAULT)


@pytest.fixture(autouse=True, scope="module")
def few_recent() -> Iterator[None]:
    """Observations go over to the large table after a few, so that some are in each."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(firsts, "RECENT_ROWS", 3)
        yield


@contextmanager
def empty_records() -> Iterator[Records]:
    records = in_memory()
    with records._database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not kept:
                connection.execute(table.delete())
    yield records


def id_of(said: int) -> str:
    return hashlib.blake2b(bytes([said]), digest_size=16).hexdigest()


def fact(row: Row, number: int) -> Fact:
    if row.what == "t":
        return Fact("tac", number, {"tac": f"3538792{row.said % 2}", "make": f"M{row.said}", "model": "X"})
    body = {"reference": f"R{row.said}", "owner": f"owner:{row.said}"}
    private = {"name": f"Jo {row.details}"} if row.details else {}
    return Fact("reports", number, body, (PhoneSet((f"imei:{row.said}",)),), private=private)


def parsed(rows: list[Row], first: int) -> ParsedBatch:
    numbered = list(enumerate(rows, first))
    observed = [(row.said, number) for number, row in numbered if row.what == "o"]
    table = pa.table(
        {
            "id": pa.array([id_of(said) for said, _ in observed], pa.string()),
            "row": pa.array([number for _, number in observed], pa.int64()),
        }
    )
    return ParsedBatch(
        tuple(fact(row, number) for number, row in numbered if row.what in "ft"),
        Observations("pings", table),
        tuple(Refusal(number, "refused", {"said": str(row.said)}) for number, row in numbered if row.what == "r"),
    )


Again = Callable[[int], bool]


def load(records: Records, name: str, batches: list[list[Row]], again: Again = lambda _: False) -> list[Committed]:
    """Loads a file; where `again` says so a batch is committed twice, as after a crash before the answer came."""
    records.begin(NewSource(name, "ab" * 32, name, 1, "mixed", "csv"))
    done, row = [], 0
    for number, rows in enumerate(batches):
        done.append(records.commit(name, number, len(rows), parsed(rows, row)))
        if again(number):
            repeated = records.commit(name, number, len(rows), parsed(rows, row))
            assert (repeated.loaded, repeated.unchanged, repeated.new_facts) == (
                done[-1].loaded,
                done[-1].unchanged,
                done[-1].new_facts,
            )
            assert repeated.new_observations == done[-1].new_observations
        row += len(rows)
    return done


def distinct(rows: list[Row]) -> tuple[set[object], set[object]]:
    """What is said at all, and the personal details given."""
    things: set[object] = {(row.what, row.said) for row in rows if row.what != "r"}
    details: set[object] = {(row.said, row.details) for row in rows if row.what == "f" and row.details}
    return things, details


def known(records: Records) -> dict[str, object]:
    """What a database knows, without who said it and how often."""
    facts = records.facts_mentioning([f"imei:{n}" for n in range(6)])
    return {
        "facts": [(each.id, dict(each.body)) for each in facts],
        "observations": [bool(records.rows_that_said(id_of(n))) for n in range(6)],
        "tacs": [records.model_of_tac(f"3538792{n}") for n in range(2)],
        "tac count": records.known_tacs(),
    }


def said_rows(rows: list[Row], name: str, what: str, said: int) -> set[tuple[str, int]]:
    return {(name, number) for number, row in enumerate(rows) if (row.what, row.said) == (what, said)}


@given(files=FILES, twice=st.sets(st.integers(0, 3)))
def test_every_row_is_counted_once(files: list[list[list[Row]]], twice: set[int]) -> None:
    with empty_records() as records:
        for number, file in enumerate(files):
            for batch, done in zip(file, load(records, f"s{number}", file, twice.__contains__), strict=True):
                assert done.loaded + done.unchanged + done.rejected == len(batch)
        every = [row for file in files for batch in file for row in batch]
        sources = records.sources()
        refused = sum(row.what == "r" for row in every)
        things, details = distinct(every)
        loaded = sum(source.loaded for source in sources)
        assert sum(source.rows for source in sources) == len(every)
        assert sum(source.rejected for source in sources) == refused == records.refusal_count()
        # A row can be the first to say a thing, the first with its owner's details, or both at once.
        assert max(len(things), len(details)) <= loaded <= len(things) + len(details)


@given(files=FILES)
def test_every_row_that_said_a_thing_is_found(files: list[list[list[Row]]]) -> None:
    with empty_records() as records:
        for number, file in enumerate(files):
            load(records, f"s{number}", file)
        for what, said in {(row.what, row.said) for file in files for batch in file for row in batch} - {("r", 0)}:
            if what == "r":
                continue
            expected: set[tuple[str, int]] = set()
            for number, file in enumerate(files):
                expected |= said_rows([row for batch in file for row in batch], f"s{number}", what, said)
            id_ = id_of(said) if what == "o" else fact(Row(what, said), 0).id
            found = records.rows_that_said(id_)
            assert {(each.id, each.row) for each in found} == expected
            assert len(found) == len(expected)


@given(rows=st.lists(ROWS, max_size=20), cuts=st.lists(st.integers(0, 20), max_size=4), order=st.randoms())
def test_any_cut_order_and_repetition_makes_the_same_known(rows: list[Row], cuts: list[int], order: object) -> None:
    with empty_records() as records:
        load(records, "whole", [rows])
        expected = known(records)
    places = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [rows[start:end] for start, end in pairwise(places)]
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    with empty_records() as records:
        load(records, "half", [rows[: len(rows) // 2]])
        load(records, "parts", parts, lambda number: number % 2 == 0)
        load(records, "shuffled", [shuffled])
        assert known(records) == expected


@given(files=FILES)
def test_what_a_source_said_first_adds_up_to_all_that_is_known(files: list[list[list[Row]]]) -> None:
    with empty_records() as records:
        new = [done for number, file in enumerate(files) for done in load(records, f"s{number}", file)]
        first: list[str] = []
        for done in new:
            assert done.new_observations is not None
            first += done.new_observations.table.column("id").to_pylist()
        read_again: list[str] = []
        for number, file in enumerate(files):
            row = 0
            for batch in file:
                observed = parsed(batch, row).observations
                assert observed is not None
                read_again += records.first_said(f"s{number}", observed).table.column("id").to_pylist()
                row += len(batch)
        assert first == read_again
        assert sorted(first) == sorted(
            {id_of(row.said) for file in files for b in file for row in b if row.what == "o"}
        )
