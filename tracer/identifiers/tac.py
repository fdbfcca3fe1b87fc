"""TAC: the first 8 digits of an IMEI, which give the make and model (3GPP TS 23.003, section 6.2)."""

from __future__ import annotations

from dataclasses import dataclass

from tracer.errors import IdentifierError
from tracer.identifiers._text import digits_only, tidy

LENGTH = 8


@dataclass(frozen=True, slots=True)
class Model:
    """What a TAC list says about one TAC."""

    make: str
    model: str


def tac_of(imei: str) -> str:
    """The TAC of an IMEI in its normal form, or of its id (`imei:…`)."""
    return imei.removeprefix("imei:")[:LENGTH]


def clean_tac(text: str) -> str:
    """The 8 digits of a TAC as a list gives it. Raises IdentifierError.

    A shorter one is refused, not filled: a spreadsheet drops leading zeros, but lists also hold the six-digit
    codes given out before 2004, and a wrong guess would name another maker's handset.
    """
    digits = digits_only(tidy(text), "TAC")
    do = "Give all 8 digits, with the column set to text."
    if len(digits) == LENGTH - 1:
        raise IdentifierError("7 digits, and a TAC has 8: a spreadsheet may have dropped a leading zero", do)
    if len(digits) != LENGTH:
        raise IdentifierError(f"{len(digits)} digits, and a TAC has 8", do)
    if len(set(digits)) == 1:
        raise IdentifierError("all one digit, which is a placeholder and not a TAC", do)
    return digits
