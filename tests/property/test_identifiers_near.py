"""Every single slip in an IMEI is found again, and nothing but valid IMEIs is offered."""

from __future__ import annotations

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from tracer.errors import IdentifierError
from tracer.identifiers import parse
from tracer.identifiers.imei import LETTER_DIGITS, check_digit, is_valid
from tracer.identifiers.near import near_imeis

MOST = 200
bodies = st.text("0123456789", min_size=14, max_size=14).filter(lambda b: len(set(b)) > 1)
imeis = bodies.map(lambda body: body + check_digit(body))


def _means(text: str) -> str | None:
    try:
        return parse(text, "imei").identifier.value
    except IdentifierError:
        return None


def _finds(text: str, imei: str) -> bool:
    """Whether the IMEI is among the suggestions, or the text means it as it stands."""
    return _means(text) == imei or imei in {i.value for i, _ in near_imeis(text)}


@given(imeis, st.integers(0, 14), st.sampled_from("0123456789"))
def test_one_wrong_digit(imei: str, place: int, digit: str) -> None:
    assert _finds(imei[:place] + digit + imei[place + 1 :], imei)


@given(imeis, st.integers(0, 13))
def test_neighbours_changed_places(imei: str, i: int) -> None:
    assert _finds(imei[:i] + imei[i + 1] + imei[i] + imei[i + 2 :], imei)


@given(imeis, st.integers(0, 14))
def test_one_left_out(imei: str, place: int) -> None:
    assert _finds(imei[:place] + imei[place + 1 :], imei)


@given(imeis, st.integers(0, 15), st.sampled_from("0123456789"))
def test_one_too_many(imei: str, place: int, digit: str) -> None:
    assert _finds(imei[:place] + digit + imei[place:], imei)


@given(bodies, st.data())
def test_one_slip_in_the_body_when_no_check_digit_was_given(body: str, data: st.DataObject) -> None:
    imei = body + check_digit(body)
    place, digit = data.draw(st.integers(0, 13)), data.draw(st.sampled_from("0123456789"))
    slipped = body[:place] + digit + body[place + 1 :]
    assume(len(set(slipped)) > 1)
    assert _finds(slipped, imei)
    assert _finds(slipped + "23", imei)
    assert _finds(body[:place] + body[place + 1 :], imei)


@given(imeis, st.data())
def test_letters_that_look_like_digits(imei: str, data: st.DataObject) -> None:
    looks = {d: [k for k, v in LETTER_DIGITS.items() if v == d] for d in imei}
    places = [i for i, d in enumerate(imei) if looks[d]]
    assume(places)
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True))
    text = "".join(data.draw(st.sampled_from(looks[d])) if i in chosen else d for i, d in enumerate(imei))
    assert _finds(text, imei)


@given(imeis, st.integers(0, 14), st.sampled_from(string.ascii_letters + "?*#"))
def test_one_unreadable_character(imei: str, place: int, char: str) -> None:
    assert _finds(imei[:place] + char + imei[place + 1 :], imei)


near_texts = st.one_of(
    st.text(), st.text("0123456789", min_size=11, max_size=19), st.text("0123456789OISBGZl ?", min_size=13, max_size=18)
)


@given(near_texts)
def test_only_valid_ones_once_few_and_in_the_same_order(text: str) -> None:
    first = list(near_imeis(text))
    values = [i.value for i, _ in first]
    assert first == list(near_imeis(text))
    assert len(values) == len(set(values)) <= MOST
    assert _means(text) not in values
    for identifier, slip in first:
        assert identifier.kind == "imei"
        assert is_valid(identifier.value)
        assert slip


def test_the_reasons_read_well() -> None:
    slips = {i.value: slip for text in ("490154203237519", "49O154203237518") for i, slip in near_imeis(text)}
    assert slips["490154203237518"] == "character 3, 'O', is 0"
    assert slips["390154203237519"] == "digit 1 is 3, not 4"
    assert {i.value: s for i, s in near_imeis("4901542203237518")}["490154203237518"] == (
        "digit 7, a 2, is one too many"
    )
