"""The valid IMEIs one slip away from a text that was mistyped or misread.

The caller asks which of them the system knows. The check digit keeps the list short: of the ten digits that could
stand in one place only one passes. A text without its check digit (13, 14 or 16 digits, or 15 with 0 sent in its
place) is held to none, so more pass; the most any text gives is about 170.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from tracer.errors import IdentifierError
from tracer.identifiers._base import Identifier
from tracer.identifiers._text import is_digits, tidy, without_separators
from tracer.identifiers.imei import (
    BODY,
    IMEI,
    IMEI_AND_SV,
    IMEISV,
    LETTER_DIGITS,
    check_digit,
    is_valid,
    parse,
    without_label,
)

_DIGITS = "0123456789"
_MOST_LETTERS = 4
# What a letter may be instead of its first reading, which is in LETTER_DIGITS. Case matters: b is not B.
_OTHER_DIGITS = {"b": "6", "g": "9", "q": "9", "Z": "7", "z": "7"}
_Slip = tuple[str, str]


def near_imeis(text: str) -> Iterator[tuple[Identifier, str]]:
    """Each valid IMEI one slip away, once, with the slip in words; the likelier slips first.

    Slips: letters that look like digits; two neighbours changed places; one digit wrong; one left out; one too
    many. What the text itself means, if it is an IMEI, is not among them. Never raises: a text that is nothing
    like an IMEI gives none.
    """
    seen = {_own_meaning(text)}
    for digits, slip in _slips(_characters(text)):
        if digits not in seen:
            seen.add(digits)
            yield Identifier("imei", digits), slip


def _characters(text: str) -> str:
    try:
        return without_separators(without_label(tidy(text)))
    except IdentifierError:
        return ""


def _own_meaning(text: str) -> str | None:
    try:
        return parse(text).identifier.value
    except IdentifierError:
        return None


def _slips(text: str) -> Iterator[_Slip]:
    if not is_digits(text):
        yield from _letters(text)
        return
    if len(text) == IMEI_AND_SV:
        text = text[:IMEI]
    if len(text) in (BODY, IMEI):
        yield from _kept_valid(_swapped(text[:IMEI]))
        yield from _kept_valid(_replaced(text))
    if len(text) == BODY:
        yield from _kept_valid(_inserted(text))
    if len(text) == IMEISV:
        yield from _kept_valid(_removed(text))
    if _unchecked(text):
        body = text[:BODY]
        yield from _completed(_swapped(body))
        yield from _completed(_replaced(body))
    if len(text) == BODY - 1:
        yield from _completed(_inserted(text))


def _unchecked(digits: str) -> bool:
    """Whether the digits hold a whole body that no check digit vouches for."""
    unsent = len(digits) == IMEI and digits[-1] == "0" and not is_valid(digits)
    return unsent or len(digits) in (BODY, IMEISV)


def _kept_valid(slips: Iterator[_Slip]) -> Iterator[_Slip]:
    return ((digits, slip) for digits, slip in slips if is_valid(digits))


def _completed(slips: Iterator[_Slip]) -> Iterator[_Slip]:
    return _kept_valid((body + check_digit(body), slip) for body, slip in slips)


def _swapped(text: str) -> Iterator[_Slip]:
    for i in range(len(text) - 1):
        swapped = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
        yield swapped, f"digits {i + 1} and {i + 2} changed places"


def _replaced(text: str) -> Iterator[_Slip]:
    for i, written in enumerate(text):
        for digit in _DIGITS.replace(written, ""):
            yield text[:i] + digit + text[i + 1 :], f"digit {i + 1} is {digit}, not {written}"


def _inserted(text: str) -> Iterator[_Slip]:
    for i in range(len(text) + 1):
        for digit in _DIGITS:
            yield text[:i] + digit + text[i:], f"digit {i + 1}, a {digit}, was left out"


def _removed(text: str) -> Iterator[_Slip]:
    for i, written in enumerate(text):
        yield text[:i] + text[i + 1 :], f"digit {i + 1}, a {written}, is one too many"


def _letters(text: str) -> Iterator[_Slip]:
    """Readings of a text with letters in it: each as the digits it looks like, or one alone as any digit."""
    places = [i for i, c in enumerate(text) if c not in _DIGITS]
    if not 0 < len(places) <= _MOST_LETTERS or len(text) not in (BODY, IMEI):
        return
    complete = _kept_valid if len(text) == IMEI else _completed
    readings = [LETTER_DIGITS.get(text[i].upper(), "") + _OTHER_DIGITS.get(text[i], "") for i in places]
    yield from complete(_read_as(text, places, readings))
    if len(places) == 1:
        yield from complete(_read_as(text, places, [_DIGITS]))


def _read_as(text: str, places: list[int], readings: list[str]) -> Iterator[_Slip]:
    for digits in product(*readings):
        read = list(text)
        for place, digit in zip(places, digits, strict=True):
            read[place] = digit
        said = [f"character {p + 1}, {text[p]!r}, is {d}" for p, d in zip(places, digits, strict=True)]
        yield "".join(read), " and ".join(said)
