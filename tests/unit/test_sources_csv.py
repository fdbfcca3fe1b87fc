"""Delimited text as people really hand it over."""

from __future__ import annotations

import random
from io import BytesIO
from itertools import pairwise

import pytest

from tracer.errors import InputError
from tracer.model import Refusal
from tracer.sources import BATCH_ROWS, Head, recognise
from tracer.sources.csv_text import DelimitedText, is_simple


def read(data: bytes) -> tuple[dict[int, dict[str, str | None]], dict[int, Refusal]]:
    rows: dict[int, dict[str, str | None]] = {}
    refusals: dict[int, Refusal] = {}
    for batch in DelimitedText().read(BytesIO(data)):
        rows |= dict(zip(batch.rows.to_pylist(), batch.table.to_pylist(), strict=True))
        refusals |= {refusal.row: refusal for refusal in batch.refusals}
    return rows, refusals


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", ":"])
def test_finds_the_delimiter(mark: str) -> None:
    rows, _ = read(f"imei{mark}lat{mark}lon\n490154203237518{mark}51.5{mark}-0.1\n".encode())
    assert rows == {2: {"imei": "490154203237518", "lat": "51.5", "lon": "-0.1"}}


def test_times_do_not_make_a_table_of_one_column() -> None:
    rows, _ = read(b"at\n10:00:00\n10:00:05\n10:00:09\n")
    assert [row["at"] for row in rows.values()] == ["10:00:00", "10:00:05", "10:00:09"]


def test_decimal_commas_under_semicolons() -> None:
    rows, _ = read(b"lat;lon\n51,5;-0,1\n51,6;-0,2\n")
    assert rows[2] == {"lat": "51,5", "lon": "-0,1"}


def test_notes_before_the_header_are_passed_over_and_counted() -> None:
    rows, refusals = read(b"Some list under a licence\n\ntac,name,name\n35675904,Oppo,N1\n")
    assert rows == {4: {"tac": "35675904", "name": "Oppo", "name_2": "N1"}}
    assert not refusals


def test_blank_lines_are_numbered_but_are_no_rows() -> None:
    rows, refusals = read(b"a,b\n1,2\n\n   \n3,4\n\n")
    assert sorted(rows) == [2, 5]
    assert not refusals


def test_a_record_of_several_lines_counts_once() -> None:
    rows, _ = read(b'a,b\n"one\ntwo\nthree",2\n3,4\n')
    assert rows == {2: {"a": "one\ntwo\nthree", "b": "2"}, 3: {"a": "3", "b": "4"}}


def test_rows_of_the_wrong_width_are_refused_with_what_they_hold() -> None:
    rows, refusals = read(b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n5,6,7\n")
    assert sorted(rows) == [2, 5]
    assert refusals[3].reason == "it has 2 fields, the header has 3"
    assert refusals[4].cells == {"a": "1", "b": "2", "c": "3", "extra_1": "4"}


def test_a_trailing_delimiter_on_every_row_does_not_make_a_row_the_header() -> None:
    rows, refusals = read(b"name,town,shop\nx,y,z,\nu,v,w,\n")
    assert not rows
    assert sorted(refusals) == [2, 3]


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    body = b"".join(b"%d,x\n" % n for n in range(3000))
    rows, refusals = read(b'a,b\n1,"open\n' + body)
    assert list(refusals) == [2]
    assert refusals[2].reason == "a quote is opened and never closed"
    assert refusals[2].cells == {"line": '1,"open'}
    assert len(rows) == 3000
    assert rows[3] == {"a": "0", "b": "x"}


def test_a_quote_closed_by_the_next_row_merges_nothing() -> None:
    rows, refusals = read(b'a,b,c\n1,"open,5\n2,"fine",6\n3,x,7\n')
    assert refusals[2].reason == "text stands after a closing quote"
    assert rows[3] == {"a": "2", "b": "fine", "c": "6"}
    assert rows[4] == {"a": "3", "b": "x", "c": "7"}


def test_a_quote_inside_a_cell_is_text() -> None:
    rows, _ = read(b'a,b\n6.5" screen,x\n')
    assert rows[2]["a"] == '6.5" screen'


def test_a_nul_costs_one_row() -> None:
    rows, refusals = read(b"a,b\n1,2\n1,\x00\n3,4\n")
    assert sorted(rows) == [2, 4]
    assert refusals[3].reason == "it holds a NUL character"
    assert refusals[3].cells == {"a": "1", "b": "\\x00"}


def test_bytes_that_are_not_utf8_cost_one_row_and_spoil_no_other() -> None:
    rows, refusals = read("a,b\nCafé,1\nMüller,2\n".encode() + b"caf\xe9,3\n" + "Zoë,4\n".encode())
    assert [row["a"] for row in rows.values()] == ["Café", "Müller", "Zoë"]
    assert "UTF-8" in refusals[4].reason
    assert refusals[4].cells["a"] == "caf\\xe9"


def test_a_file_that_is_not_utf8_is_read_as_windows_1252_and_its_refusals_say_so() -> None:
    rows, refusals = read("a,b\nCafé “x”,1\nMüller,2\n".encode("cp1252") + b"bad \x81,3\n1,2,3\n")
    assert [row["a"] for row in rows.values()] == ["Café “x”", "Müller"]
    assert all("was read as Windows-1252" in refusal.reason for refusal in refusals.values())
    assert sorted(refusals) == [4, 5]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_with_a_mark(encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    rows, _ = read(mark + "imei,town\n490154203237518,Łódź\n".encode(encoding))
    assert rows == {2: {"imei": "490154203237518", "town": "Łódź"}}


def test_utf16_with_a_broken_pair_costs_one_row() -> None:
    rows, refusals = read("\ufeffa,b\n1,x\n2,\ud83d\n3,y\n".encode("utf-16-le", "surrogatepass"))
    assert sorted(rows) == [2, 4]
    assert sorted(refusals) == [3]


def test_old_macintosh_line_ends() -> None:
    rows, _ = read(b"a,b\r1,2\r3,4\r")
    assert rows == {2: {"a": "1", "b": "2"}, 3: {"a": "3", "b": "4"}}


def test_a_carriage_return_inside_a_line_costs_that_row() -> None:
    rows, refusals = read(b"a,b\n1,x\ry\n3,4\n")
    assert sorted(rows) == [3]
    assert refusals[2].reason == "a carriage return stands alone inside the line"


def test_a_first_line_of_values_is_no_header() -> None:
    with pytest.raises(InputError, match="no header"):
        read(b"490154203237518,51.5,-0.1\n490154203237518,51.6,-0.1\n")


def test_empty_and_repeated_column_names() -> None:
    rows, _ = read(b",x,x, y \n1,2,3,4\n")
    assert rows[2] == {"column_1": "1", "x": "2", "x_2": "3", "y": "4"}


def test_a_field_as_long_as_a_line_may_be() -> None:
    rows, _ = read(b'a,b\n"' + b"x" * 500_000 + b'\n",2\n3,4\n')
    assert len(rows[2]["a"] or "") == 500_001


def test_batches_are_full_whatever_stands_in_the_rows() -> None:
    chance = random.Random(7)
    kinds = (b"1,2\n", b'"1","2"\n', b'"a\nb",2\n', b"1\n", b"\n", b"1,\x00\n", b"1,\xff\n", b'"x"y,2\n')
    data = b"a,b\n1,2\n" + b"".join(chance.choices(kinds, weights=(90, 9, 1, 1, 1, 1, 1, 1), k=70_000))
    batches = list(DelimitedText().read(BytesIO(data)))
    counts = [len(batch.rows) + len(batch.refusals) for batch in batches]
    assert len(counts) > 2
    assert set(counts[:-1]) == {BATCH_ROWS}
    numbers = [[*batch.rows.to_pylist(), *(refusal.row for refusal in batch.refusals)] for batch in batches]
    assert all(max(one) < min(other) for one, other in pairwise(numbers))


@pytest.mark.parametrize(
    ("data", "simple"),
    [
        (b"1,2\n", True),
        (b'"1","a ""b"" c"\n"","x"\r\n', True),
        (b'1,"a\nb"\n', False),
        (b'1,6" screen\n', False),
        (b'"a"b,2\n', False),
        (b'1,"open\n', False),
        (b"1,2\n\n3,4\n", False),
        (b"1,2\rx\n", False),
    ],
)
def test_only_blocks_that_both_readers_take_alike_are_simple(data: bytes, simple: bool) -> None:
    assert is_simple(data, ",") is simple


def test_what_a_message_says_of_a_file_that_is_not_read() -> None:
    seen = {b"%PDF-1.7": "a PDF", b"\xd0\xcf\x11\xe0": ".xls", b"<html><body>": "web page", b" \n": "empty"}
    for data, words in seen.items():
        with pytest.raises(InputError, match=words):
            recognise(Head("file.csv", data))
