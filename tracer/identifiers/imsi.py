"""IMSI: the number of a subscription (3GPP TS 23.003, section 2.2): country, network, subscriber; no check digit."""

from __future__ import annotations

from tracer.errors import IdentifierError
from tracer.identifiers._base import IdentifierKind, Parsed
from tracer.identifiers._text import digits_only, hide_middle, tidy

_LENGTHS = (14, 15)
# Mobile country codes outside the regions 2 to 7 (ITU-T E.212), and what they say.
_NOT_A_COUNTRY = {"001": "a test network", "901": "an international network", "999": "a private network"}


class ImsiKind(IdentifierKind):
    """The IMSI of a SIM."""

    name = "imsi"
    guess_rank = 40

    def parse(self, text: str) -> Parsed:
        """14 or 15 digits that begin with a mobile country code. Raises IdentifierError."""
        digits = digits_only(tidy(text), "IMSI")
        do = "Check that the column holds IMSIs and that no digit was lost."
        if len(digits) not in _LENGTHS:
            raise IdentifierError(f"{len(digits)} digits, and an IMSI has 14 or 15", do)
        country = digits[:3]
        if country in _NOT_A_COUNTRY:
            return self.found(digits, f"of {_NOT_A_COUNTRY[country]}")
        if country[0] not in "234567":
            raise IdentifierError(f"begins with {country}, which is not a mobile country code", do)
        return self.found(digits)

    def mask(self, value: str) -> str:
        """Country and network (five digits) and the last two are shown."""
        return hide_middle(value, 5, 2)

    def recognises(self, text: str) -> bool:  # noqa: ARG002 - the port's signature
        """Never: nothing tells 15 digits of an IMSI from an IMEI mistyped, so an IMSI comes with its kind."""
        return False


KIND = ImsiKind()
