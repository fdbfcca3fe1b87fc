"""ICCID: the number of a SIM card (ITU-T E.118), 19 or 20 digits that begin with 89.

The last digit is a Luhn check digit, but 19 digits may also be a 20-digit number listed without it. So the check
must pass where the number is known to be whole: 20 digits, or 19 and the F that fills a card's tenth byte. Bare
19 digits that fail are kept as written, with a note.
"""

from __future__ import annotations

from stdnum import luhn

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import digits_only, hide_middle, is_digits, refuse_number_cell, tidy, without_separators

_SHORT, _LONG = 19, 20
_DO = "Read it again from the card or from Settings, About."


def _split_padding(text: str) -> tuple[str, bool]:
    """The text without the F that pads 19 digits to a card's 20 places, and whether there was one."""
    padded = text[-1:] in ("F", "f") and len(without_separators(text)) == _LONG
    return (text[:-1], True) if padded else (text, False)


class IccidKind(IdentifierKind):
    """The ICCID of a SIM."""

    name = "iccid"
    guess_rank = 30

    def parse(self, text: str) -> Parsed:
        """19 or 20 digits beginning with 89. Raises IdentifierError."""
        tidied = tidy(text)
        refuse_number_cell(tidied)
        bare, padded = _split_padding(tidied)
        digits = digits_only(bare, "ICCID")
        if len(digits) not in (_SHORT, _LONG):
            raise IdentifierError(f"{len(digits)} digits, and an ICCID has 19 or 20", _DO)
        if not digits.startswith("89"):
            raise IdentifierError(f"begins with {digits[:2]}, and an ICCID begins with 89", _DO)
        notes = ("padding F dropped",) if padded else ()
        if luhn.is_valid(digits):
            return self.found(digits, *notes)
        if len(digits) == _LONG or padded:
            right = luhn.calc_check_digit(digits[:-1])
            raise IdentifierError(f"check digit is {digits[-1]}, should be {right}", _DO)
        return self.found(digits, "19 digits without a check digit, so not checked")

    def mask(self, value: str) -> str:
        """The first six digits (country and operator) and the last four are shown."""
        return hide_middle(value, 6, 4)

    def recognises(self, text: str) -> bool:
        """19 or 20 digits that begin with 89."""
        try:
            digits = without_separators(_split_padding(tidy(text))[0])
        except IdentifierError:
            return False
        return len(digits) in (_SHORT, _LONG) and is_digits(digits) and digits.startswith("89")


KIND = IccidKind()
