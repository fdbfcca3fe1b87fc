"""EID: the number of an eSIM chip, 32 digits of which the last two check the rest.

The whole number leaves 1 when divided by 97 (GSMA SGP.02 annex J; ISO/IEC 7064 MOD 97-10). It begins with 89 in
the older scheme only: SGP.29 gives out others, so the beginning is not checked.
"""

from __future__ import annotations

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import digits_only, hide_middle, is_digits, tidy, without_separators

_LENGTH = 32
_DO = "Read it again from Settings, About, or the QR code on the box."


class EidKind(IdentifierKind):
    """The EID of an eUICC."""

    name = "eid"
    guess_rank = 20

    def parse(self, text: str) -> Parsed:
        """32 digits with right check digits. Raises IdentifierError."""
        digits = digits_only(tidy(text), "EID")
        if len(digits) != _LENGTH:
            raise IdentifierError(f"{len(digits)} digits, and an EID has {_LENGTH}", _DO)
        right = 98 - int(digits[:-2] + "00") % 97
        if int(digits) % 97 != 1:
            raise IdentifierError(f"check digits are {digits[-2:]}, should be {right:02d}", _DO)
        return self.found(digits)

    def mask(self, value: str) -> str:
        """The first eight digits (the chip's maker) and the last four are shown."""
        return hide_middle(value, 8, 4)

    def recognises(self, text: str) -> bool:
        """Any 32 digits."""
        try:
            digits = without_separators(tidy(text))
        except IdentifierError:
            return False
        return len(digits) == _LENGTH and is_digits(digits)


KIND = EidKind()
