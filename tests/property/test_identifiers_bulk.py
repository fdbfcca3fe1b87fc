"""Bulk loading answers as `imei.parse` does, on every text."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracer.errors import IdentifierError
from tracer.identifiers.bulk import normalise_imeis
from tracer.identifiers.imei import check_digit, parse

digits = "0123456789"
bodies = st.text(digits, min_size=14, max_size=14)
valid = bodies.map(lambda b: b + check_digit(b))
separated = st.tuples(valid, st.lists(st.tuples(st.integers(0, 15), st.sampled_from(" -/.,\t")), max_size=4)).map(
    lambda pair: _with_separators(*pair)
)
texts = st.one_of(
    valid,
    bodies.map(lambda b: b + "0"),
    st.text(digits, min_size=15, max_size=15),
    st.text(digits, min_size=12, max_size=18),
    st.sampled_from(digits).map(lambda d: d * 15),
    separated,
    st.text("0123456789/:;O０٤\x00é", min_size=14, max_size=16),
    st.text(),
    st.sampled_from(
        ["", "N/A", "4.90154E+14", "490154203237518.0", "IMEI: 490154203237518", "４９０１５４２０３２３７５１８"]
    ),
)
columns = st.lists(st.none() | texts, max_size=40)


def _with_separators(text: str, inserts: list[tuple[int, str]]) -> str:
    for place, mark in inserts:
        text = text[:place] + mark + text[place:]
    return text


def _one_by_one(text: str | None) -> tuple[str | None, str | None]:
    try:
        return parse(text or "").identifier.id, None
    except IdentifierError as error:
        return None, error.what


def _check(array: pa.Array) -> None:
    ids, reasons = normalise_imeis(array)
    ids.validate(full=True)
    reasons.validate(full=True)
    assert ids.type == reasons.type == pa.string()
    assert list(zip(ids.to_pylist(), reasons.to_pylist(), strict=True)) == [_one_by_one(t) for t in array.to_pylist()]


@given(columns)
@example(["490154203237518", "490154203237519", None, "490154203237510", "0" * 15])
@example(["490154203237518"] * 9)
@example(["/:;<=>?@ABCDEFG"])
def test_agrees_with_the_scalar(column: list[str | None]) -> None:
    _check(pa.array(column, pa.string()))


@given(columns, st.integers(0, 40), st.integers(0, 40))
def test_agrees_on_a_slice(column: list[str | None], start: int, length: int) -> None:
    _check(pa.array(column, pa.string()).slice(min(start, len(column)), length))


@given(columns)
def test_other_string_types_are_taken(column: list[str | None]) -> None:
    _check(pa.array(column, pa.large_string()))
    _check(pa.array(column, pa.string()).dictionary_encode())


@pytest.mark.parametrize("given_digit", digits)
def test_every_check_digit_on_the_fast_path(given_digit: str) -> None:
    _check(pa.array([f"3520990017614{tens}{given_digit}" for tens in digits]))


@pytest.mark.parametrize("count", [1, 2])
def test_the_callers_array_is_left_alone(count: int) -> None:
    array = pa.array(["490154203237518"] * count)
    normalise_imeis(array)
    assert array.to_pylist() == ["490154203237518"] * count


def test_a_null_over_bytes_that_look_like_an_imei_stays_null() -> None:
    whole = pa.array(["490154203237518"] * 3)
    _, offsets, data = whole.buffers()
    masked = pa.StringArray.from_buffers(3, offsets, data, pa.py_buffer(b"\x05"))
    assert masked.to_pylist()[1] is None
    _check(masked)
