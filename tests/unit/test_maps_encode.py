"""Data in a page is small, and no text in it can leave its script element."""

from __future__ import annotations

import json
from itertools import accumulate

import numpy as np
import pytest
from heron_map_story import at, ping
from hypothesis import given
from hypothesis import strategies as st

from maps.encode import cut, deltas, dictionary, script_json, spread
from maps.style import MAX_TEXT
from maps.track import build_track, encode_track

anything = st.text(st.characters(codec=None, categories=None), max_size=80)


@given(st.lists(anything))
def test_script_json_is_inert_and_says_the_same(texts: list[str]) -> None:
    written = script_json(texts)
    assert written.isascii()
    assert not set("<>&") & set(written)
    assert json.loads(written) == json.loads(json.dumps(texts))


@pytest.mark.parametrize("text", ["</script>", "<!--<script>", "]]>", "\u2028", "\u2029", "\ud800", "\x00"])
def test_known_ways_out_are_closed(text: str) -> None:
    assert json.loads(script_json([text])) == [text]
    assert text not in script_json([text])


def test_no_number_that_json_lacks() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json(float("nan"))


@given(st.lists(st.integers(-(10**15), 10**15)))
def test_deltas_add_up(values: list[int]) -> None:
    assert list(accumulate(deltas(np.asarray(values, dtype=np.int64)))) == values


@given(st.lists(st.sampled_from("abc")))
def test_a_dictionary_gives_each_value_back(values: list[str]) -> None:
    distinct, column = dictionary(values)
    numbers = column if isinstance(column, list) else [column] * len(values)
    assert [distinct[number] for number in numbers] == values


@given(st.integers(0, 500), st.integers(2, 50))
def test_spread_keeps_both_ends(length: int, most: int) -> None:
    chosen = list(spread(length, most))
    assert len(chosen) <= most or length <= most
    assert chosen == sorted(set(chosen))
    if length:
        assert (chosen[0], chosen[-1]) == (0, length - 1)


def test_a_long_text_is_cut() -> None:
    assert cut("x" * 10_000) == "x" * (MAX_TEXT - 1) + "…"
    assert cut(None) is None


def test_unknown_accuracy_is_never_zero() -> None:
    stated = [25.0, 0.01, None, 0.0, -3.0, float("nan")]
    pings = [ping(at(f"2 10:0{i}"), 51.5, -0.1, i, accuracy_m=metres) for i, metres in enumerate(stated)]
    assert encode_track(build_track(pings, 100))["accuracy"] == [250, 1, None, None, None, None]
