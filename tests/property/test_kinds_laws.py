"""What holds of reading rows whatever stands in them: nothing is lost, and a row never depends on its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_rows import Row, rows_of
from rows_of_kinds import GOOD, LATEST, OBSERVED, raw

from tracer.kinds import kinds
from tracer.kinds._base import Context
from tracer.model import ParsedBatch, RawBatch


def read(kind: str, rows: Sequence[Row], first: int = 2) -> ParsedBatch:
    return kinds()[kind].parse(raw(rows, first), Context(LATEST))


def told(found: ParsedBatch) -> dict[int, object]:
    """What became of each row, by its number. Fails where a row is told of twice."""
    ends: list[tuple[int, object]] = [(fact.row, (fact.id, fact)) for fact in found.facts]
    ends += [(refused.row, (refused.reason, dict(refused.cells))) for refused in found.refusals]
    if found.observations is not None:
        ends += [(row["row"], _written(row)) for row in found.observations.table.to_pylist()]
    assert len({row for row, _ in ends}) == len(ends)
    return dict(ends)


def _written(row: dict[str, object]) -> dict[str, str]:
    return {name: repr(value) for name, value in row.items()}  # 0.0 == -0.0, and they are written differently


@pytest.mark.parametrize("kind", GOOD)
@given(data=st.data())
@settings(max_examples=30)
def test_every_row_ends_in_exactly_one_place_and_never_depends_on_its_neighbours(
    kind: str, data: st.DataObject
) -> None:
    rows = data.draw(rows_of(kind))
    together = told(read(kind, rows))
    assert set(together) == set(range(2, 2 + len(rows)))
    alone: dict[int, object] = {}
    for number, row in enumerate(rows, start=2):
        alone |= told(read(kind, [row], first=number))
    assert together == alone


@pytest.mark.parametrize("kind", OBSERVED)
@given(data=st.data())
@settings(max_examples=30)
def test_plain_columns_are_read_as_each_row_is_among_odd_ones(kind: str, data: st.DataObject) -> None:
    """The quick way is taken only where all rows are plain, so an odd row must change nothing for the others."""
    rows = data.draw(rows_of(kind))
    odd = [dict.fromkeys(rows[0], "?"), dict.fromkeys(rows[0], "")]
    beside = told(read(kind, [*rows, *odd]))
    assert told(read(kind, rows)) == {row: end for row, end in beside.items() if row < 2 + len(rows)}


@pytest.mark.parametrize("kind", OBSERVED)
@given(data=st.data())
@settings(max_examples=30)
def test_a_slice_of_a_table_and_a_table_in_chunks_read_as_the_same(kind: str, data: st.DataObject) -> None:
    whole = raw(data.draw(rows_of(kind)))
    cut = data.draw(st.integers(0, whole.table.num_rows))
    parts = [RawBatch(whole.table[a:b], whole.rows[a:b]) for a, b in ((0, cut), (cut, whole.table.num_rows))]
    chunked = RawBatch(pa.concat_tables([part.table for part in parts]), whole.rows)
    context = Context(LATEST)
    one = told(kinds()[kind].parse(whole, context))
    assert told(kinds()[kind].parse(chunked, context)) == one
    split: dict[int, object] = {}
    for part in parts:
        split |= told(kinds()[kind].parse(part, context))
    assert split == one


@pytest.mark.parametrize("kind", [kind for kind in GOOD if kind not in OBSERVED])
@given(data=st.data())
@settings(max_examples=20)
def test_what_a_row_says_can_be_kept_as_json_and_is_the_same_when_read_again(kind: str, data: st.DataObject) -> None:
    rows = data.draw(rows_of(kind))
    first, second = read(kind, rows), read(kind, rows)
    assert [fact.id for fact in first.facts] == [fact.id for fact in second.facts]
    for fact in first.facts:
        assert all(isinstance(value, str | float | int) for value in fact.body.values())
        assert all(identifier.partition(":")[2] for phone in fact.phones for identifier in phone.identifiers)
