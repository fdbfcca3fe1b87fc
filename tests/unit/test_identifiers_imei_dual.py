"""Two IMEIs of one phone written in one cell."""

from __future__ import annotations

import pytest

from tracer.identifiers.imei import parse, split_dual

A, B = "490154203237518", "352099001761481"


@pytest.mark.parametrize(
    "text",
    [
        f"{A} / {B}",
        f"{A}/{B}",
        f"{A},{B}",
        f"{A}, {B}",
        f"{A};{B}",
        f"{A}\n{B}",
        f"{A} {B}",
        f"{A} - {B}",
        f"{A} and {B}",
        f"{A} & {B}",
        f"IMEI1: {A} IMEI2: {B}",
        f"IMEI 1: {A}, IMEI 2: {B}",
        f"IMEI1: {A} / IMEI2: {B}",
        "49-015420-323751-8/35-209900-176148-1",
        "490154 20 323751 8 352099 00 176148 1",
        f"{A}/01 / {B}/01",
    ],
)
def test_two_are_found(text: str) -> None:
    assert [parse(part).identifier.value for part in split_dual(text)] == [A, B]


@pytest.mark.parametrize(
    "text",
    [
        A,
        f"{A} / 01",
        "35-209900-176148-1",
        "352099/00/176148/1",
        "490,154,203,237,518",
        f"{A},00",
        "4,90154E+14",
        "",
        "N/A",
    ],
)
def test_one_stays_whole(text: str) -> None:
    assert split_dual(text) == (text,)


def test_a_part_not_given_is_left_out_and_a_wrong_one_is_kept() -> None:
    assert split_dual(f"{A}, N/A") == (A,)
    assert split_dual(f"{A} / 35209900176148X") == (f"{A} / 35209900176148X",)
    assert split_dual(f"{A}, 35209900176148X") == (A, "35209900176148X")
