"""What holds for every kind of identifier, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracer.errors import IdentifierError
from tracer.identifiers import Identifier, Parsed, kinds, mask, parse
from tracer.identifiers.imei import check_digit, is_valid, split_dual

names = st.sampled_from(list(kinds()))
bodies = st.text("0123456789", min_size=14, max_size=14).filter(lambda b: len(set(b)) > 1)
EIDS = st.integers(0, 10**28 - 1).map(lambda n: f"89{n:028d}00").map(lambda t: f"{t[:-2]}{98 - int(t) % 97:02d}")
likely = st.one_of(
    bodies.map(lambda b: b + check_digit(b)),
    EIDS,
    st.from_regex(r"89[0-9]{17,18}F?", fullmatch=True),
    st.from_regex(r"(234|310|460|901)[0-9]{11,12}", fullmatch=True),
    st.from_regex(r"\+44[0-9]{10}|07[0-9]{9}", fullmatch=True),
    st.from_regex(r"([0-9A-F]{2}[:-]){5}[0-9A-F]{2}", fullmatch=True),
    st.from_regex(r"[A-Z0-9/.-]{4,41}", fullmatch=True),
    st.text(),
)


def _parsed(text: str, kind: str | None) -> Parsed | None:
    """The result, or None for a refusal that says something; anything else fails the test."""
    try:
        return parse(text, kind)
    except IdentifierError as error:
        assert error.what
        assert error.do
        return None


@given(likely, st.none() | names)
def test_the_normal_form_is_read_as_itself(text: str, kind: str | None) -> None:
    first = _parsed(text, kind)
    if first is not None:
        again = parse(first.identifier.id)
        assert again.identifier == first.identifier
        assert Identifier.from_id(first.identifier.id) == first.identifier


@given(likely, names)
def test_spaces_and_case_around_do_not_matter(text: str, kind: str) -> None:
    first = _parsed(text, kind)
    if first is not None:
        assert parse(f"  {kind.upper()}: {text}\n", kind).identifier == first.identifier


@given(likely, st.none() | names)
def test_a_mask_hides_and_keeps_the_length(text: str, kind: str | None) -> None:
    parsed = _parsed(text, kind)
    if parsed is not None:
        shown, value = mask(parsed.identifier), parsed.identifier.value
        assert len(shown) == len(value)
        assert shown.count("*") >= min(3, len(value) // 2)
        assert all(s in ("*", v) for s, v in zip(shown, value, strict=True))


@given(st.text(), names)
def test_recognising_never_raises(text: str, kind: str) -> None:
    assert kinds()[kind].recognises(text) in (True, False)


@given(bodies, st.integers(0, 14), st.sampled_from("123456789"))
def test_any_other_digit_in_place_of_one_is_noticed(body: str, place: int, digit: str) -> None:
    imei = body + check_digit(body)
    changed = imei[:place] + digit + imei[place + 1 :]
    assert is_valid(changed) == (changed == imei)


@given(st.text() | st.text("0123456789 /,;-IMEand12\n"))
def test_splitting_never_loses_a_digit(text: str) -> None:
    parts = split_dual(text)
    assert parts
    assert "".join(c for p in parts for c in p if c.isdigit()) == "".join(c for c in text if c.isdigit())
