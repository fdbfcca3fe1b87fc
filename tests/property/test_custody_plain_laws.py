"""The fast way to canonical bytes leads to the same bytes as the careful one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracer.custody import canonical
from tracer.custody.commitment import commit
from tracer.custody.openings import commitment
from tracer.custody.plain import encode_plain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
VALUES = st.recursive(
    TEXTS | st.integers(-(2**53) + 1, 2**53 - 1) | st.none() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, VALUES, max_size=8))
def test_both_ways_lead_to_the_same_bytes(value: dict[str, object]) -> None:
    assert encode_plain(value) == canonical.encode(value)
    assert canonical.decode(encode_plain(value)) == value


@given(st.binary(min_size=32, max_size=32), KEYS, TEXTS)
def test_both_ways_lead_to_the_same_commitment(key: bytes, name: str, text: str) -> None:
    assert commitment(key, "a" * 32, name, "b" * 32, text) == commit(key, "a" * 32, name, "b" * 32, text)
