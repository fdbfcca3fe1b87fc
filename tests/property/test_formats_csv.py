"""Laws of delimited text: every way of reading it gives the same rows, and what a writer writes is read back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import InputError
from tracer.model import RawBatch, Refusal
from tracer.sources import _batches, _blocks, csv_text
from tracer.sources.csv_text import DelimitedText

HEADER = b"name,other,third\n"
PIECES = st.sampled_from(
    [b"a", b"b c", b",", b",", b"\n", b"\n", b"\r\n", b" ", b"\t", b"\xc3\xa9", b"\xef\xbb\xbf", b"1.5", b"x,y,z\n"]
)
FAULTS = st.sampled_from(
    [b'"', b'""', b'"q"', b'","', b'"\n', b"\r", b"\0", b"\xff", b"\xe2\x80\xa8", b"\x0b", b"\x1c"],
)
UNQUOTED = st.lists(PIECES, max_size=40).map(b"".join)
ANYTHING = st.lists(st.one_of(PIECES, FAULTS), max_size=40).map(b"".join)
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)

Row = tuple[int, tuple[str | None, ...]] | Refusal


def read(data: bytes) -> list[RawBatch]:
    return list(DelimitedText().read(BytesIO(data)))


def rows(batches: list[RawBatch]) -> list[Row]:
    def each() -> Iterator[Row]:
        for batch in batches:
            yield from zip(batch.rows.to_pylist(), zip(*batch.table.to_pydict().values(), strict=True), strict=True)
            yield from batch.refusals

    return sorted(each(), key=lambda row: row.row if isinstance(row, Refusal) else row[0])


def read_with_care(data: bytes) -> list[Row]:
    """The reference: every record through the csv module, one by one."""
    with patch.object(csv_text, "is_simple", return_value=False):
        return rows(read(data))


@given(UNQUOTED)
def test_the_fast_way_reads_as_the_careful_way_where_there_are_no_quotes(body: bytes) -> None:
    assert rows(read(HEADER + body)) == read_with_care(HEADER + body)


@given(ANYTHING)
def test_the_fast_way_reads_as_the_careful_way_whatever_stands_there(body: bytes) -> None:
    assert rows(read(HEADER + body)) == read_with_care(HEADER + body)


@given(ANYTHING, st.integers(30, 80))
def test_rows_do_not_depend_on_where_blocks_are_cut(body: bytes, size: int) -> None:
    whole = rows(read(HEADER + body))
    with patch.object(_blocks, "LINE_LIMIT", size):
        cut = rows(read(HEADER + body))
    if all(len(line) < size for line in body.split(b"\n")):
        assert cut == whole


@given(ANYTHING, st.integers(1, 5))
def test_batches_are_full_and_lose_nothing(body: bytes, size: int) -> None:
    whole = rows(read(HEADER + body))
    with patch.object(_batches, "BATCH_ROWS", size):
        batches = read(HEADER + body)
    assert rows(batches) == whole
    counts = [len(batch.rows) + len(batch.refusals) for batch in batches]
    assert all(count == size for count in counts[:-1])
    assert sum(counts) == len(whole)
    firsts = [rows([batch])[0] for batch in batches]
    assert firsts == sorted(firsts, key=lambda row: row.row if isinstance(row, Refusal) else row[0])


@given(ANYTHING)
def test_every_line_is_a_row_or_is_refused(body: bytes) -> None:
    start = HEADER + b"1,2,3\n" * 50
    found = rows(read(start + body))
    numbers = [row.row if isinstance(row, Refusal) else row[0] for row in found]
    assert numbers == sorted(set(numbers))
    if b'"' not in body:
        lines = (start + body).split(b"\n")
        assert {n for n, line in enumerate(lines, 1) if line.rstrip(b"\r").strip(b" \t")} - {1} == set(numbers)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=20), st.sampled_from(",;\t|"), st.booleans())
def test_what_the_csv_module_writes_is_read_back(table: list[tuple[str, str, str]], mark: str, quote: bool) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=mark, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerow(["name", "other", "third"])
    writer.writerows(table)
    batches = read(text.getvalue().encode())
    found = [tuple(cell or "" for cell in row[1]) for row in rows(batches) if not isinstance(row, Refusal)]
    assert not any(batch.refusals for batch in batches)
    assert found == table


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=10), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_encodings_with_a_mark_give_the_same_text(table: list[tuple[str, str]], encoding: str) -> None:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["name", "other"])
    writer.writerows(table)
    assert rows(read(text.getvalue().encode(encoding))) == rows(read(text.getvalue().encode()))


@given(st.binary(max_size=400))
def test_any_bytes_give_rows_or_a_clear_error(data: bytes) -> None:
    try:
        rows(read(data))
    except InputError as error:
        assert error.what
