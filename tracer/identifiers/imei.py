"""IMEI: the 15 digits that name one radio of a handset (3GPP TS 23.003, section 6 and annex B).

A TAC of 8 digits, a serial number of 6 and a Luhn check digit. The normal form is always the 15 digits with the
true check digit, because networks and block lists compare only the first 14.

Texts are read as people and networks write them:

- 14 digits: the check digit is left out; it is worked out.
- 15 digits ending in 0 where the check digit is another: the network did not send it (TS 23.003, 6.2.1); it is
  worked out. Any other wrong check digit is an error.
- 16 digits: an IMEISV, whose last two are a software version and which has no check digit.
- 17 digits: an IMEI with its check digit and then a software version, as some handsets show it (`… / 01`).
"""

from __future__ import annotations

import re

from stdnum import luhn

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import (
    digits_only,
    hide_middle,
    is_digits,
    is_not_given,
    is_number_cell,
    tidy,
    without_separators,
)

PLACEHOLDER = "all one digit, which is a placeholder and not an IMEI"
BODY, IMEI, IMEISV, IMEI_AND_SV = 14, 15, 16, 17
_READ_AGAIN = "Read it again from the box, the SIM tray or *#06#."
_LABEL = re.compile(r"imei(?:/?sv)?(?:\s?[12])?(?:\s*[:#=]\s*|\s+)", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;|&\r\n]+|\s+and\s+|\s+(?=imei\b|imei\s?[12]\b)", re.IGNORECASE)
_LEAST_OF_A_PART = 10
# The letters a worn label or a camera gives in place of digits, upper case.
LETTER_DIGITS = {
    "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "A": "4",
    "S": "5", "G": "6", "T": "7", "B": "8",
}  # fmt: skip
_MOST_MISREAD = 2


def check_digit(body: str) -> str:
    """The Luhn check digit of the first 14 digits."""
    return str(luhn.calc_check_digit(body))


def is_valid(digits: str) -> bool:
    """Whether these are 15 digits with a right check digit, and not a placeholder."""
    return len(digits) == IMEI and is_digits(digits) and not _one_digit(digits) and bool(luhn.is_valid(digits))


def wrong_check_digit(given: str, right: str) -> str:
    """The reason a wrong check digit is refused with; here once, so that bulk loading says the same."""
    return f"check digit is {given}, should be {right}"


def parse(text: str) -> Parsed:
    """The IMEI in a text; see the module for the forms taken. Raises IdentifierError."""
    if len(text) == IMEI and is_digits(text):
        return _from_digits(text)
    return _from_digits(digits_only(without_label(tidy(text)), "IMEI"))


def without_label(text: str) -> str:
    """The text without the "IMEI:" or "IMEI 1" that labels and listings put before the digits."""
    label = _LABEL.match(text)
    return text[label.end() :] if label else text


def split_dual(text: str) -> tuple[str, ...]:
    """The texts of the IMEIs written together in one cell ("imei1 / imei2"), each still to be parsed.

    A text with one IMEI, or that cannot be told apart, comes back whole and alone: nothing is dropped except a
    part that says "not given". Strokes, spaces and hyphens part two IMEIs only where both sides are of full
    length, since they also group the digits of one.
    """
    text = text.strip()
    if is_number_cell(text):
        return (text,)
    parts = [p.strip() for p in _BETWEEN.split(text)]
    parts = [p for p in parts if not is_not_given(p)]
    if len(parts) == 1:
        return _split_at_separator(parts[0])
    if parts and all(sum(c.isalnum() for c in p) >= _LEAST_OF_A_PART for p in parts):
        return tuple(parts)
    return (text,)


def _split_at_separator(text: str) -> tuple[str, ...]:
    cuts = [(text[: m.start()], text[m.end() :]) for m in re.finditer(r"\s*[/\-]\s*|\s+", text)]
    whole = [c for c in cuts if all(BODY <= len(d) <= IMEI_AND_SV and is_digits(d) for d in map(_bare, c))]
    if not whole:
        return (text,)
    return max(whole, key=lambda c: sum(is_valid(_bare(d)) for d in c))


def _bare(text: str) -> str:
    return without_separators(without_label(text.strip()))


def _one_digit(digits: str) -> bool:
    return digits[:BODY] == digits[0] * BODY


def _from_digits(digits: str) -> Parsed:
    if not BODY <= len(digits) <= IMEI_AND_SV:
        raise IdentifierError(f"{len(digits)} digits, and an IMEI has 15", _READ_AGAIN)
    if _one_digit(digits):
        raise IdentifierError(PLACEHOLDER, _READ_AGAIN)
    body, given, version = digits[:BODY], digits[BODY:IMEI], digits[IMEI:]
    right = check_digit(body)
    if len(digits) == BODY:
        return KIND.found(body + right, "check digit not given")
    if len(digits) == IMEISV:
        return KIND.found(body + right, f"software version {digits[BODY:]} dropped", "check digit worked out")
    if given == right:
        return KIND.found(body + right, *([f"software version {version} dropped"] if version else []))
    if version:
        raise IdentifierError("17 digits, and an IMEI has 15", _READ_AGAIN)
    if given == "0":
        return KIND.found(body + right, "check digit not sent")
    raise IdentifierError(wrong_check_digit(given, right), f"{_READ_AGAIN} If it is an IMSI, write imsi: before it.")


def _looks_misread(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    if not 0 < len(letters) <= _MOST_MISREAD:
        return False
    return is_valid("".join(LETTER_DIGITS.get(c, c) for c in text.upper()))


class ImeiKind(IdentifierKind):
    """IMEI and IMEISV."""

    name = "imei"
    guess_rank = 10

    def parse(self, text: str) -> Parsed:
        """See the module-level `parse`."""
        return parse(text)

    def mask(self, value: str) -> str:
        """Make and model stay readable: the TAC is shown when the value has its 15 digits."""
        return value[:8] + "*****" + value[13:] if len(value) == IMEI else hide_middle(value, 4, 2)

    def recognises(self, text: str) -> bool:
        """Anything with an IMEI's number of digits, so that a mistyped one is told what is wrong with it.

        15 digits are taken for an IMEI and never for an IMSI, which must come with its kind. Digits that begin
        with 00 may be a telephone number dialled abroad, so they must pass as an IMEI.
        """
        try:
            tidied = tidy(text)
        except IdentifierError:
            return False
        if is_number_cell(tidied) or _LABEL.match(tidied):
            return True
        digits = without_separators(tidied)
        if not digits.isdigit():  # of any script: parsing says what is wrong with the others
            return _looks_misread(digits)
        if digits.startswith("00") and not _one_digit(digits):
            return is_valid(digits)
        return BODY <= len(digits) <= IMEI_AND_SV


KIND = ImeiKind()
