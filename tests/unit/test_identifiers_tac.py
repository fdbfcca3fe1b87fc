"""TACs as lists give them."""

from __future__ import annotations

import pytest

from tracer.errors import IdentifierError
from tracer.identifiers.tac import Model, clean_tac, tac_of


def test_tac_of_a_value_and_of_an_id() -> None:
    assert tac_of("490154203237518") == tac_of("imei:490154203237518") == "49015420"


@pytest.mark.parametrize("text", ["01234567", " 01-234567 ", '="01234567"'])
def test_clean(text: str) -> None:
    assert clean_tac(text) == "01234567"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1234567", "7 digits, and a TAC has 8: a spreadsheet may have dropped a leading zero"),
        ("123456", "6 digits, and a TAC has 8"),
        ("00000000", "all one digit, which is a placeholder and not a TAC"),
        ("3567590X", "holds 'X', where only digits belong"),
        ("3.56759E+07", "a spreadsheet turned it into a number and lost digits"),
        ("", "empty"),
    ],
)
def test_refused(text: str, what: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        clean_tac(text)
    assert refusal.value.what == what


def test_a_model_is_a_value() -> None:
    assert Model("Nokia", "1610") == Model("Nokia", "1610")
