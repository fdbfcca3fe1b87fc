"""Which kind a bare text is taken for, prefixes, ids and masks."""

from __future__ import annotations

import dataclasses

import pytest

from tracer.errors import IdentifierError
from tracer.identifiers import Identifier, kinds, mask, parse


def test_kinds_are_found_in_guessing_order() -> None:
    assert list(kinds()) == ["imei", "eid", "iccid", "imsi", "mac", "msisdn", "serial"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("490154203237518", "imei:490154203237518"),
        ("IMEI: 490154203237518", "imei:490154203237518"),
        ("35-209900-176148-23", "imei:352099001761481"),
        ("89044011112233441122334411223321", "eid:89044011112233441122334411223321"),
        ("8944474600000063847F", "iccid:8944474600000063847"),
        ("imsi:234150999999999", "imsi:234150999999999"),
        (" IMSI : 234150999999999", "imsi:234150999999999"),
        ("3c:2e:f9:12:34:56", "mac:3c:2e:f9:12:34:56"),
        ("mac:3c:2e:f9:12:34:56", "mac:3c:2e:f9:12:34:56"),
        ("07700 900123", "msisdn:+447700900123"),
        ("447700900123", "msisdn:+447700900123"),
        ("0044 7700 900123", "msisdn:+447700900123"),
        ("+81 90-1234-5678", "msisdn:+819012345678"),
        ("FA6A20303525", "serial:FA6A20303525"),
        ("serial:1234567", "serial:1234567"),
    ],
)
def test_kind_of_a_bare_text(text: str, expected: str) -> None:
    assert parse(text).identifier.id == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("490154203237519", "check digit is 9, should be 8"),
        ("000000000000000", "all one digit, which is a placeholder and not an IMEI"),
        ("4.90154E+14", "a spreadsheet turned it into a number and lost digits"),
        ("49O154203237518", "holds 'O', where only digits belong"),
        ("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "holds a digit of another script (U+0664)"),
        ("89044011112233441122334411223322", "check digits are 22, should be 21"),
        ("1234567890123", "13 digits, which fit no kind of identifier"),
        ("hello", "of no kind that can be told"),
        ("nobody: 490154203237518", "of no kind that can be told"),
        ("N/A", "not given"),
        ("", "empty"),
        ("9" * 100_000, "100000 characters, too long for an identifier"),
        ("imei:", "empty"),
    ],
)
def test_a_bare_text_is_refused_with_the_nearest_reason(text: str, what: str) -> None:
    with pytest.raises(IdentifierError) as refusal:
        parse(text)
    assert refusal.value.what == what


def test_a_prefix_that_contradicts_the_wanted_kind_is_refused() -> None:
    with pytest.raises(IdentifierError, match="says serial, where an imei is wanted"):
        parse("serial:490154203237518", "imei")


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(IdentifierError, match=r"'meid' is not a kind.*imei, eid, iccid"):
        parse("490154203237518", "meid")
    with pytest.raises(IdentifierError, match="'meid'"):
        mask(Identifier("meid", "1"))


def test_an_id_round_trips_and_a_broken_one_is_refused() -> None:
    identifier = Identifier("mac", "3c:2e:f9:12:34:56")
    assert Identifier.from_id(identifier.id) == identifier
    for broken in ("", "imei", "imei:", ":1"):
        with pytest.raises(IdentifierError):
            Identifier.from_id(broken)


def test_identifiers_are_frozen_and_ordered() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Identifier("imei", "1").value = "2"  # type: ignore[misc]
    assert sorted([Identifier("serial", "A"), Identifier("imei", "9"), Identifier("imei", "1")])[0].value == "1"


@pytest.mark.parametrize(
    ("id_", "shown"),
    [
        ("imei:490154203237518", "49015420*****18"),
        ("serial:R58M12ABCDE", "R58******DE"),
        ("serial:AB123", "***23"),
        ("eid:89044011112233441122334411223321", "89044011********************3321"),
        ("iccid:8944474600000063847", "89444**********3847"),
        ("imsi:234150999999999", "23415********99"),
        ("msisdn:+447700900123", "+44*******123"),
        ("mac:3c:2e:f9:12:34:56", "3c:2e:f9:**:**:56"),
    ],
)
def test_masks(id_: str, shown: str) -> None:
    assert mask(Identifier.from_id(id_)) == shown
