"""MSISDN: a telephone number, in the international form of ITU-T E.164 (`+447700900123`).

A number is taken when it is *possible* (its length fits its country), not only when its range is in use: the
numbers Ofcom keeps for drama are possible but not valid, and new ranges open before number lists know them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import hide_middle, refuse_number_cell, tidy

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

HOME_REGION = "GB"
_WRITTEN = re.compile(r"\(?\+?[\d\s()\-./]+(?:(?:x|ext\.?|extension|#)\s?\d{1,7})?", re.ASCII | re.IGNORECASE)
_DO = "Write it with its country code, such as +44 7700 900123."


def _possible(text: str) -> PhoneNumber | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    fits = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return number if fits else None


class MsisdnKind(IdentifierKind):
    """A telephone number."""

    name = "msisdn"
    guess_rank = 60

    def parse(self, text: str) -> Parsed:
        """A number with its country code, or of the United Kingdom without. Raises IdentifierError.

        Operator feeds leave the plus out, so a text that is no home number is read again as if it had one.
        """
        import phonenumbers

        tidied = tidy(text)
        refuse_number_cell(tidied)
        if not _WRITTEN.fullmatch(tidied):
            raise IdentifierError("holds characters that telephone numbers do not", _DO)
        number, notes = _possible(tidied), []
        if number is None and tidied[0] not in "+0(":
            number, notes = _possible("+" + tidied), ["read as an international number without its plus"]
        if number is None:
            raise IdentifierError("not a possible telephone number", _DO)
        if number.extension:
            notes.append(f"extension {number.extension} dropped")
        value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return self.found(value, *notes)

    def mask(self, value: str) -> str:
        """The country code and the last three digits are shown."""
        return hide_middle(value, 3, 3)

    def recognises(self, text: str) -> bool:
        """A possible number written as one: with a plus, a leading 0, or the home country's 44."""
        try:
            self.parse(text)
            return tidy(text).lstrip("( ").startswith(("+", "0", "44"))
        except IdentifierError:
            return False


KIND = MsisdnKind()
