"""Canonical JSON is one form for one value, whatever the value."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tracer.custody import canonical
from tracer.custody.canonical import CanonicalError

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=20,
)


@given(values)
def test_a_value_comes_back(value: object) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(st.dictionaries(texts, values, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_making_makes_no_difference(value: dict[str, object], chance: object) -> None:
    items = list(value.items())
    chance.shuffle(items)
    assert canonical.encode(dict(items)) == canonical.encode(value)


@given(values)
def test_only_the_one_form_is_read(value: object) -> None:
    encoded = canonical.encode(value)
    for other in (json.dumps(value, indent=1), json.dumps(value), json.dumps(value, ensure_ascii=False)):
        if other.encode() != encoded:
            try:
                canonical.decode(other.encode())
            except CanonicalError:
                continue
            raise AssertionError(other)


@given(st.binary(max_size=60) | texts.map(str.encode) | st.text('{}[]":,\\u09a0-1.e', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except CanonicalError:
        return
    assert canonical.encode(value) == data
