"""Canonical JSON: the order and escapes of RFC 8785, and nothing in two forms."""

from __future__ import annotations

import pytest

from tracer.custody import canonical
from tracer.custody.canonical import CanonicalError


def test_keys_stand_in_the_order_of_the_rfc() -> None:
    """The example of RFC 8785, section 3.2.3."""
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    encoded = canonical.encode(value)
    assert list(canonical.decode(encoded)) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]
    assert encoded.startswith(b'{"\\r":"Carriage Return","1":"One","\xc2\x80":"Control"')


def test_texts_are_escaped_as_the_rfc_says() -> None:
    """The string of RFC 8785, section 3.2.2, which escapes what it must and nothing else."""
    text = '\u20ac$\x0f\nA\'B"\\\\"/\x7f'
    assert canonical.encode(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        -(2**53),
        {1: "a"},
        {None: 1},
        b"bytes",
        "\ud800",
        {"\udfff": 1},
        ["a", {"b": object()}],
    ],
)
def test_what_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(CanonicalError):
        canonical.encode(value)


def test_endless_nesting_is_refused() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(CanonicalError, match="deeper"):
        canonical.encode(value)
    for data in (b"[" * 100_000, b'{"a":' * 100_000, b"[" * 33 + b"]" * 33):
        with pytest.raises(CanonicalError, match="deeper"):
            canonical.decode(data)
    assert canonical.decode(b"[" * 32 + b"]" * 32) is not None
    assert canonical.decode(b'"' + b"[" * 40 + b'"') == "[" * 40


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1\n",
        b"01",
        b"-0",
        b"1.0",
        b"1e2",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"9" * 5000,
        b'{"a":1,"a":1}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'"\\u0041"',
        b'"\\/"',
        b'"\\ud83d\\ude00"',
        b'"\\ud800"',
        b'{"\\ud800":1}',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"\xef\xbb\xbf1",
        b'"\x00"',
        b'"a\nb"',
        b'"\\u000a"',
        b'"\\u001F"',
        b"{'a':1}",
        b"[1,]",
        b'"a" "b"',
        '{"\ufb33":1,"\U0001f600":2}'.encode(),
    ],
)
def test_bytes_in_another_form_are_refused(data: bytes) -> None:
    with pytest.raises(CanonicalError):
        canonical.decode(data)


def test_a_key_that_is_there_twice_is_named_as_the_reason() -> None:
    with pytest.raises(CanonicalError, match="same key twice"):
        canonical.decode(b'{"a":1,"a":2}')
